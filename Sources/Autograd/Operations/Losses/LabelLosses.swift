// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
package import TensorCore

extension Variable {
  /// Returns the cross-entropy of each row with label smoothing and class weights, or the scaled sum
  /// over the rows.
  ///
  /// `y_r = (1 - s) w_label l_label + s / classes sum_c w_c l_c` with `l = -log softmax(x_r)`, the
  /// smoothing s and the class weights w (1 each if nil); 0 in rows whose label is negative. Gradient:
  /// `dx_r = dy_r (a softmax(x_r) - (1 - s) w_label onehot(label) - s / classes w)` with
  /// `a = (1 - s) w_label + s / classes sum w`.
  ///
  /// - Parameters:
  ///   - labels: one label for each row of x `[..., classes]`.
  ///   - scale: the factor applied to the sum of the losses; nil returns the loss of each row, `[...]`,
  ///     instead.
  package func labelCrossEntropy(
    _ labels: [Int32], weights: Tensor?, smoothing: Float, scale: Float?
  ) -> Variable {
    requireScores("crossEntropy", before: .softmax)
    value.checkLabels(labels, weights, "crossEntropy")
    let losses = value.labelCrossEntropy(labels, weights, smoothing)
    let output = scale.map { losses.sum() * $0 } ?? losses
    return Variable(output, from: self) { [value, node] gradient, tape in
      var result = Tensor(uninitialized: value.shape)
      let resultPointer = unsafe result.uniquePointer()
      let width = value.shape[value.rank - 1]
      let sum = weights.map { $0.sum().scalar } ?? Float(width)
      Parallelism.forEachRange(
        labels.count, grain: rowGrain(width), nanoseconds: value.count + 20 * labels.count
      ) { range in
        unsafe gnk_label_cross_entropy_gradient(
          value.pointer, Int64(width), labels, weights?.pointer, sum, smoothing, gradient.pointer,
          scale == nil ? 1 : 0, scale ?? 1, resultPointer, Int64(range.lowerBound),
          Int64(range.upperBound))
      }
      tape.add(result, to: node)
    }
  }

  /// Returns the element of each row at its label, `y_r = x_r[label]`, and 0 in rows whose label is
  /// negative. Gradient: `dx_r = dy_r onehot(label)`.
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

/// Returns the number of rows of `width` numbers in one piece of work.
private func rowGrain(_ width: Int) -> Int { max(1, 8192 / max(1, width)) }

extension Tensor {
  fileprivate func labelCrossEntropy(_ labels: [Int32], _ weights: Tensor?, _ smoothing: Float) -> Tensor {
    var result = Tensor(uninitialized: shape.removing(rank - 1, keepingDimension: false))
    let resultPointer = unsafe result.uniquePointer()
    let width = shape[rank - 1]
    Parallelism.forEachRange(
      labels.count, grain: rowGrain(width), nanoseconds: count + 20 * labels.count
    ) { range in
      unsafe gnk_label_cross_entropy(
        pointer, Int64(width), labels, weights?.pointer, smoothing, resultPointer,
        Int64(range.lowerBound), Int64(range.upperBound))
    }
    return result
  }

  fileprivate func checkLabels(_ labels: [Int32], _ weights: Tensor?, _ operation: StaticString) {
    guard rank > 0 else { shapeFailure(operation, [shape], "expected a last axis of classes") }
    let classes = shape[rank - 1]
    guard labels.count == shape.product(0..<rank - 1) else {
      shapeFailure(
        operation, [shape],
        "expected \(shape.product(0..<rank - 1)) labels, one per row of scores, found \(labels.count)")
    }
    if let wrong = labels.firstIndex(where: { $0 >= classes }) {
      shapeFailure(operation, [shape], "label \(labels[wrong]) of row \(wrong) is outside 0..<\(classes)")
    }
    if let weights, weights.shape != [classes] {
      shapeFailure(operation, [shape, weights.shape], "class weights must have the shape [\(classes)]")
    }
  }
}
