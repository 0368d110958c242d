internal import CGraphKernels
package import TensorCore

extension Variable {
  /// y_r = (1 - s) w_label l_label + s / classes sum_c w_c l_c with l = -log softmax(x_r), the smoothing s, the weights w, 1 each
  /// where there are none; 0 in rows whose label is negative. dx_r = dy_r (a softmax(x_r) - (1 - s) w_label onehot(label) -
  /// s / classes w) with a = (1 - s) w_label + s / classes sum w.
  ///
  /// - Parameters:
  ///   - labels: one for each row of x `[..., classes]`.
  ///   - scale: nil gives every row's loss `[...]`, a number their sum times it.
  package func labelCrossEntropy(
    _ labels: [Int32], weights: Tensor?, smoothing: Float, scale: Float?
  ) -> Variable {
    requireScores("crossEntropy", before: .softmax)
    value.checkLabels(labels, weights, "crossEntropy")
    let losses = value.labelCrossEntropy(labels, weights, smoothing)
    let output = scale.map { losses.sum() * $0 } ?? losses
    return Variable(output, from: self) { [value, node] gradient, tape in
      let result = Tensor(uninitialized: value.shape)
      let width = value.shape[value.rank - 1]
      let sum = weights.map { $0.sum().scalar } ?? Float(width)
      Parallelism.forEachRange(
        labels.count, grain: rowGrain(width), nanoseconds: value.count + 20 * labels.count
      ) { range in
        unsafe gnk_label_cross_entropy_gradient(
          value.pointer, Int64(width), labels, weights?.pointer, sum, smoothing, gradient.pointer,
          scale == nil ? 1 : 0, scale ?? 1, result.ownedPointer, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
      tape.add(result, to: node)
    }
  }

  /// y_r = x_r[label], 0 in rows whose label is negative; dx_r = dy_r onehot(label).
  package func elements(at labels: [Int32]) -> Variable {
    value.checkLabels(labels, nil, "elements")
    let width = value.shape[value.rank - 1]
    let rows = value.shape.removing(value.rank - 1, keepingDimension: false)
    let output = unsafe Tensor(shape: rows) { output in
      for (row, label) in labels.enumerated() {
        unsafe output[row] = label < 0 ? 0 : value.pointer[row * width + Int(label)]
      }
    }
    return Variable(output, from: self) { [shape, node] gradient, tape in
      var result = Tensor(zeros: shape)
      let target = unsafe result.uniquePointer()
      for (row, label) in labels.enumerated() where label >= 0 {
        unsafe target[row * width + Int(label)] = unsafe gradient.pointer[row]
      }
      tape.add(result, to: node)
    }
  }
}

/// Rows of `width` numbers that make a piece of work.
private func rowGrain(_ width: Int) -> Int { max(1, 8192 / max(1, width)) }

extension Tensor {
  fileprivate func labelCrossEntropy(_ labels: [Int32], _ weights: Tensor?, _ smoothing: Float) -> Tensor {
    let result = Tensor(uninitialized: shape.removing(rank - 1, keepingDimension: false))
    let width = shape[rank - 1]
    Parallelism.forEachRange(
      labels.count, grain: rowGrain(width), nanoseconds: count + 20 * labels.count
    ) { range in
      unsafe gnk_label_cross_entropy(
        pointer, Int64(width), labels, weights?.pointer, smoothing, result.ownedPointer,
        Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }

  fileprivate func checkLabels(_ labels: [Int32], _ weights: Tensor?, _ operation: StaticString) {
    guard rank > 0 else { shapeFailure(operation, [shape], "needs an axis of classes") }
    let classes = shape[rank - 1]
    guard labels.count == shape.product(0..<rank - 1) else {
      shapeFailure(
        operation, [shape], "\(labels.count) labels for \(shape.product(0..<rank - 1)) rows of classes")
    }
    if let wrong = labels.firstIndex(where: { $0 >= classes }) {
      shapeFailure(operation, [shape], "label \(labels[wrong]) of row \(wrong) is outside 0..<\(classes)")
    }
    if let weights, weights.shape != [classes] {
      shapeFailure(operation, [shape, weights.shape], "class weights must have the shape [\(classes)]")
    }
  }
}
