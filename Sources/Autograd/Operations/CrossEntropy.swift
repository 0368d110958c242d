// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import TensorCore

extension Variable {
  /// Returns the mean cross-entropy of the softmax of some rows of logits `[n, classes]`.
  ///
  /// `y` is the mean over `rows` of `-log softmax(x_row)[label]`, NaN if there are no rows. Gradient:
  /// `dx_row = (softmax(x_row) - onehot(label)) dy / count`, 0 in the other rows.
  ///
  /// Traps if x is the output of a softmax, because the loss applies the softmax itself.
  ///
  /// - Parameters:
  ///   - rows: the rows to include, each at most once.
  ///   - labels: the class of each of these rows.
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
  /// Traps if the value is the output of `function`, which the loss applies itself.
  package func requireScores(_ loss: String, before function: Squashing) {
    guard squashing == function && function != .none else { return }
    fatalError(
      """
      \(loss): the scores are the output of a \(function), but the loss applies the \(function) itself; pass \
      the scores before the \(function), or use the form of the loss with fromLogits: false
      """)
  }

  /// Returns the mean cross-entropy of the softmax of some rows of logits `[n, classes]`, given labels
  /// for all rows.
  ///
  /// The loss is that of ``crossEntropy(rows:labels:)``. Traps if the number of labels is not the number
  /// of rows of the logits, or if one of the chosen rows is out of range or has no label. Columns of the
  /// logits that are the label of no row are allowed, since a batch need not contain every class; a
  /// `Trainer` requires one column per class.
  ///
  /// ```swift
  /// model(features, in: graph, context).crossEntropy(labels: data.labels, rows: split.train)
  /// ```
  ///
  /// - Parameters:
  ///   - labels: the class of every row of the logits; negative if unknown.
  ///   - rows: the rows to include, each at most once.
  public func crossEntropy(labels: [some BinaryInteger], rows: [some BinaryInteger]) -> Variable {
    let (rows, labels) = chosen(labels, rows, of: shape, "crossEntropy")
    return crossEntropy(rows: rows, labels: labels)
  }
}

/// Returns the chosen rows and their labels, given labels for all rows. Traps if the number of labels is
/// not the number of rows, or if a chosen row is out of range.
private func chosen(
  _ labels: [some BinaryInteger], _ rows: [some BinaryInteger], of shape: Shape, _ operation: String
) -> (rows: [Int32], labels: [Int32]) {
  guard labels.count == shape.first ?? 0 else {
    shapeFailure(
      operation, [shape],
      "expected \(shape.first ?? 0) labels, one per row of scores, found \(labels.count)")
  }
  let chosen = rows.map { row in
    guard row >= 0 && row < labels.count else {
      shapeFailure(operation, [shape], "row \(row) is outside 0..<\(labels.count)")
    }
    return Int32(clamping: labels[Int(row)])
  }
  return (rows.map { Int32($0) }, chosen)
}

extension Tensor {
  /// Returns the mean cross-entropy of the softmax of some rows of scores `[n, classes]`, without a
  /// gradient, for validation. It equals ``Variable/crossEntropy(labels:rows:)``.
  public func crossEntropy(labels: [some BinaryInteger], rows: [some BinaryInteger]) -> Float {
    let (rows, labels) = chosen(labels, rows, of: shape, "crossEntropy")
    return crossEntropy(rows: rows, labels: labels)
  }

  /// Returns the fraction of the given rows of scores `[n, classes]` whose highest score is that of
  /// their label; NaN if there are no rows.
  ///
  /// ```swift
  /// model.scores(data.features, in: structure).accuracy(labels: data.labels, rows: split.validation)
  /// ```
  ///
  /// - Parameters:
  ///   - labels: the class of every row; negative if unknown.
  ///   - rows: the rows to include.
  public func accuracy(labels: [some BinaryInteger], rows: [some BinaryInteger]) -> Double {
    let (rows, labels) = chosen(labels, rows, of: shape, "accuracy")
    let predictions = argmax(axis: 1)
    return rows.isEmpty
      ? .nan : Double(zip(rows, labels).count { predictions[Int($0)] == $1 }) / Double(rows.count)
  }

  /// Returns the mean cross-entropy of the softmax of `rows`, without a gradient. `labels` contains one
  /// label for each of these rows.
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
      shapeFailure(
        "crossEntropy", [shape], "expected \(rows.count) labels, one per row, found \(labels.count)")
    }
    for index in rows.indices {
      guard rows[index] >= 0 && rows[index] < shape[0] else {
        shapeFailure(
          "crossEntropy", [shape], "row \(rows[index]) is outside 0..<\(shape[0]), the rows")
      }
      guard labels[index] >= 0 && labels[index] < shape[1] else {
        shapeFailure(
          "crossEntropy", [shape],
          labels[index] < 0
            ? "row \(rows[index]) has no label (\(labels[index]))"
            : "label \(labels[index]) of row \(rows[index]) is outside 0..<\(shape[1]), the columns"
        )
      }
    }
  }
}
