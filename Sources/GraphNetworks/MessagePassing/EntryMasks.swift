// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

extension MessageEdges {
  /// Returns `y_i`, the sum of `w_k x_j` over the entries k of row i, separately for each head, like
  /// ``CSRPattern/weightedSums(_:weights:)``.
  ///
  /// An observer of the pass records the weights and can mask the messages.
  ///
  /// - Parameters:
  ///   - x: the rows of the sources, `[sources, heads * size]`.
  ///   - weights: the attention weights w, `[entries, heads]`.
  public func weightedSums(_ x: Variable, weights: Variable, _ context: ForwardContext) -> Variable {
    context.observer?.note(attention: weights, of: pattern)
    return pattern.weightedSums(x, weights: mask(context).map { weights * $0 } ?? weights)
  }

  /// Returns `shares`, `[entries, heads]`, with the row of each entry multiplied by the weight of its
  /// edge.
  public func weighted(_ shares: Variable) -> Variable {
    guard let weights else { return shares }
    return shares * Variable(Tensor(weights, shape: [weights.count, 1]))
  }

  /// Returns the factors of the entries' messages in this pass, `[entries, 1]`; nil means 1 for each.
  func mask(_ context: ForwardContext) -> Variable? { context.observer?.masks[identity] }

  /// Returns the entries for which `isKept` is true, between the same nodes and with the same edge
  /// numbers.
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
  /// Returns the concatenated outputs of all heads, `[rows, heads * size]`, as they are or averaged over
  /// the heads, `[rows, size]`.
  func mergingHeads(_ heads: Int, concatenates: Bool) -> Variable {
    concatenates || heads == 1 ? self : reshaped([shape[0], heads, shape[1] / heads]).mean(axis: 1)
  }
}

extension CSRPattern {
  /// Returns the number of entries per row.
  func rowCounts() -> [Int] { (0..<rowCount).map { rowOffsets[$0 + 1] - rowOffsets[$0] } }
}
