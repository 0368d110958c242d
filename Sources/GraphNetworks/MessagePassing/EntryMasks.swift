public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

extension MessageEdges {
  /// y_i = the sum over the entries k of row i of w_k x_j, head by head, as ``CSRPattern/weightedSums(_:weights:)``.
  ///
  /// - Parameters:
  ///   - x: `[sources, heads * size]`.
  ///   - weights: `[entries, heads]`.
  public func weightedSums(_ x: Variable, weights: Variable, _ context: ForwardContext) -> Variable {
    context.observer?.note(attention: weights, of: pattern)
    return pattern.weightedSums(x, weights: mask(context).map { weights * $0 } ?? weights)
  }

  /// Numbers of the entries, each times the weight of its entry.
  public func weighted(_ shares: Variable) -> Variable {
    guard let weights else { return shares }
    return shares * Variable(Tensor(weights, shape: [weights.count, 1]))
  }

  /// What the entries' messages are multiplied by in this pass, `[entries, 1]`; nil: by 1.
  func mask(_ context: ForwardContext) -> Variable? { context.observer?.masks[identity] }

  /// The entries for which `isKept` holds, between the same nodes. Edge numbers stay.
  func filtered(_ isKept: (_ entry: Int) -> Bool) -> MessageEdges {
    var offsets = [0]
    var entries = [Int]()
    for row in 0..<pattern.rowCount {
      for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] where isKept(entry) {
        entries.append(entry)
      }
      offsets.append(entries.count)
    }
    return MessageEdges(
      pattern: CSRPattern(
        rowCount: pattern.rowCount, columnCount: pattern.columnCount, rowOffsets: SharedBuffer(offsets),
        columnIndices: SharedBuffer(entries.map { pattern.columnIndices[$0] })),
      edgeNumbers: SharedBuffer(entries.map { edgeNumbers[$0] }), edgeCount: edgeCount,
      weights: weights.map { weights in SharedBuffer(entries.map { weights[$0] }) }, targets: targets,
      joinsSameNodes: joinsSameNodes)
  }
}

extension Variable {
  /// The outputs of all heads, `[rows, heads * size]`, as they stand side by side, or their mean, `[rows, size]`.
  func mergingHeads(_ heads: Int, concatenates: Bool) -> Variable {
    concatenates || heads == 1 ? self : reshaped([shape[0], heads, shape[1] / heads]).mean(axis: 1)
  }
}

extension CSRPattern {
  /// The number of entries of every row.
  func rowCounts() -> [Int] { (0..<rowCount).map { rowOffsets[$0 + 1] - rowOffsets[$0] } }
}
