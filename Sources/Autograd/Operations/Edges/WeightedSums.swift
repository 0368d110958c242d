// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import GraphCore
internal import TensorCore

extension CSRPattern {
  /// Returns weighted sums over the entries of each row: for each head, y_i is the sum over the entries
  /// k of row i of `w_k x_j`. This is a product with one sparse matrix per head, computed for all heads
  /// at once.
  ///
  /// Gradients: `dx_j` is the sum over its entries of `w_k dy_i`, and `dw_k = dy_i . x_j`.
  ///
  /// - Parameters:
  ///   - x: the rows to combine, `[columns, heads * size]`, with the heads one after another.
  ///   - weights: w, `[entries, heads]`.
  public func weightedSums(_ x: Variable, weights: Variable) -> Variable {
    checkEntries(weights.value, "weightedSums")
    let heads = weights.shape[1]
    checkHeads(x.value, columnCount, heads, "weightedSums", "rows")
    let output = weightedSums(x.value, weights: weights.value)
    return Variable(output, from: x, weights, work: 2 * entryCount * x.shape[1]) {
      [self, x = x.value, weights = weights.value, xNode = x.node, weightNode = weights.node] gradient, tape
      in
      tape.add(edgeDots(gradient, x, heads: heads), to: weightNode)
      guard xNode != nil else { return }
      let transposition = transposedWithEntries
      tape.add(
        transposition.pattern.weightedSums(gradient, weights: weights, through: transposition.entries),
        to: xNode)
    }
  }

  func weightedSums(_ x: Tensor, weights: Tensor, through entries: SharedBuffer<Int32>? = nil) -> Tensor {
    let heads = weights.shape[1]
    let width = x.shape[1]
    var result = Tensor(uninitialized: [rowCount, width])
    let resultPointer = unsafe result.uniquePointer()
    forEachPiece(nanosecondsPerEntry: 1 + heads + width / 16) { rows in
      unsafe gnk_weighted_sums(
        offsetsPointer, columnIndices.pointer, entries?.pointer, Int64(heads), Int64(width / max(1, heads)),
        weights.pointer, x.pointer, resultPointer, Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return result
  }
}
