internal import CGraphKernels
public import TensorCore

extension Variable {
  /// y = the mean over `rows` of -log softmax(x_row)[label]; dx_row = (softmax(x_row) - onehot(label)) dy / count,
  /// 0 in the other rows. Not a number for no rows.
  ///
  /// Traps if x is the output of a softmax, which the loss applies itself.
  ///
  /// - Parameters:
  ///   - rows: rows of the logits `[n, classes]` that count, each once.
  ///   - labels: the class of each of them.
  public func crossEntropy(rows: [Int32], labels: [Int32]) -> Variable {
    requireScores("crossEntropy", before: .softmax)
    value.checkLabels(rows: rows, labels: labels)
    return Variable(Tensor(value.crossEntropy(rows: rows, labels: labels)), from: self) {
      [value, node] gradient, tape in
      let scale = gradient.scalar / Float(rows.count)
      tape.add(value.crossEntropyGradient(rows: rows, labels: labels, scale: scale), to: node)
    }
  }
}

extension Variable {
  /// Traps if the value is what a function has put out that the loss applies itself.
  package func requireScores(_ loss: String, before function: Squashing) {
    guard squashing == function && function != .none else { return }
    fatalError(
      """
      \(loss): the scores are the output of a \(function), but the loss applies the \(function) itself; pass the scores \
      before the \(function)
      """)
  }

  /// The mean cross-entropy of the softmax of some rows of logits `[n, classes]`: ``crossEntropy(rows:labels:)`` of labels that are given for
  /// all rows. Traps where there is not a label for every row of the logits, and where a row that counts is out of range or has no label.
  ///
  /// ```swift
  /// model(features, in: graph, context).crossEntropy(labels: data.labels, rows: split.train)
  /// ```
  ///
  /// - Parameters:
  ///   - labels: the class of every row of the logits; negative where it is not known.
  ///   - rows: the rows that count, each once.
  public func crossEntropy(labels: [some BinaryInteger], rows: [some BinaryInteger]) -> Variable {
    let (rows, labels) = chosen(labels, rows, of: shape, "crossEntropy")
    return crossEntropy(rows: rows, labels: labels)
  }
}

/// The rows that count and their labels, of labels for all rows. Traps where there is not a label for every row, or no such row.
private func chosen(
  _ labels: [some BinaryInteger], _ rows: [some BinaryInteger], of shape: Shape, _ operation: String
) -> (rows: [Int32], labels: [Int32]) {
  guard labels.count == shape.first ?? 0 else {
    shapeFailure(operation, [shape], "\(labels.count) labels for \(shape.first ?? 0) rows of scores")
  }
  let chosen = rows.map { row in
    guard row >= 0 && row < labels.count else {
      shapeFailure(operation, [shape], "row \(row) is not in 0..<\(labels.count)")
    }
    return Int32(clamping: labels[Int(row)])
  }
  return (rows.map { Int32($0) }, chosen)
}

extension Tensor {
  /// The mean cross-entropy of the softmax of some rows of scores `[n, classes]`, without a gradient: for validation. The same as that of a
  /// `Variable`: ``Variable/crossEntropy(labels:rows:)``.
  public func crossEntropy(labels: [some BinaryInteger], rows: [some BinaryInteger]) -> Float {
    let (rows, labels) = chosen(labels, rows, of: shape, "crossEntropy")
    return crossEntropy(rows: rows, labels: labels)
  }

  /// The share of some rows of scores `[n, classes]` whose highest score is that of their label; not a number for no rows.
  ///
  /// ```swift
  /// model.scores(data.features, in: structure).accuracy(labels: data.labels, rows: split.validation)
  /// ```
  ///
  /// - Parameters:
  ///   - labels: the class of every row; negative where it is not known.
  ///   - rows: the rows that count.
  public func accuracy(labels: [some BinaryInteger], rows: [some BinaryInteger]) -> Double {
    let (rows, labels) = chosen(labels, rows, of: shape, "accuracy")
    let predictions = argmax(axis: 1)
    return rows.isEmpty
      ? .nan : Double(zip(rows, labels).count { predictions[Int($0)] == $1 }) / Double(rows.count)
  }

  /// The mean cross-entropy of the softmax of `rows` against `labels`, a label for each of these rows, without a gradient.
  public func crossEntropy(rows: [Int32], labels: [Int32]) -> Float {
    checkLabels(rows: rows, labels: labels)
    return unsafe gnk_cross_entropy(pointer, Int64(shape[1]), rows, labels, Int64(rows.count))
  }

  fileprivate func crossEntropyGradient(rows: [Int32], labels: [Int32], scale: Float) -> Tensor {
    var result = Tensor(zeros: shape)
    unsafe gnk_cross_entropy_gradient(
      pointer, Int64(shape[1]), rows, labels, Int64(rows.count), scale, result.uniquePointer())
    return result
  }

  fileprivate func checkLabels(rows: [Int32], labels: [Int32]) {
    guard rank == 2 else { shapeFailure("crossEntropy", [shape], "logits need two axes, [nodes, classes]") }
    guard rows.count == labels.count else {
      shapeFailure("crossEntropy", [shape], "\(rows.count) rows and \(labels.count) labels")
    }
    for index in rows.indices {
      guard rows[index] >= 0 && rows[index] < shape[0] else {
        shapeFailure(
          "crossEntropy", [shape], "there is no row \(rows[index]) among the \(shape[0]) of the scores")
      }
      guard labels[index] >= 0 && labels[index] < shape[1] else {
        shapeFailure(
          "crossEntropy", [shape],
          labels[index] < 0
            ? "row \(rows[index]) has no label (\(labels[index]))"
            : "label \(labels[index]) of row \(rows[index]) is outside 0..<\(shape[1]), the columns of the scores"
        )
      }
    }
  }
}
