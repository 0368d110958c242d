// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import GraphCore
public import TensorCore

extension CSRPattern {
  /// Computes graph attention in one operation: for each head, y_i is the sum over the entries k of row
  /// i of `d_k a_k x_j`, where a is the softmax over the row of `leaky(s_j + t_i + e_k)` and d is 0 or
  /// the dropout scale.
  ///
  /// The result is that of ``attentionScores(source:target:edge:slope:)``, ``softmax(_:)``, dropout and
  /// ``weightedSums(_:weights:)`` in sequence. This operation keeps only a, and needs memory for one
  /// more number per entry and head at a time in the forward and in the backward pass.
  ///
  /// - Parameters:
  ///   - x: the rows to combine, `[columns, heads * size]`.
  ///   - source: s, `[columns, heads]`.
  ///   - target: t, `[rows, heads]`.
  ///   - edge: e, `[entries, heads]`.
  ///   - slope: the slope of the leaky ReLU below 0.
  ///   - dropout: a mask of `[entries, heads]` bits, and the factor applied to the weights that are
  ///     kept.
  public func attention(
    _ x: Variable, source: Variable, target: Variable, edge: Variable? = nil, slope: Float = 0.2,
    dropout: (mask: RandomMask, scale: Float)? = nil
  ) -> Variable {
    let heads = source.shape.last ?? 0
    checkHeads(x.value, columnCount, heads, "attention", "rows")
    let shares = softmaxOfScores(source.value, target.value, edge?.value, slope)
    let dropped = { dropout.map { shares.masked(by: $0.mask, scale: $0.scale) } ?? shares }
    let output = weightedSums(x.value, weights: dropped())
    let inputs = [x, source, target] + (edge.map { [$0] } ?? [])
    // The weighted sums, and about eight operations per score and attention weight.
    return Variable(output, from: inputs, work: entryCount * (2 * x.shape[1] + 8 * heads)) {
      [self, values = inputs.map(\.value), nodes = inputs.map(\.node)] gradient, tape in
      let transposition = transposedWithEntries
      if nodes[0] != nil {
        tape.add(
          transposition.pattern.weightedSums(gradient, weights: dropped(), through: transposition.entries),
          to: nodes[0])
      }
      // One tensor holds all intermediate gradients in turn: of the dropped weights, the weights and
      // the scores.
      var inner = edgeDots(gradient, values[0], heads: heads)
      if let dropout { inner.mask(by: dropout.mask, scale: dropout.scale) }
      let pointer = unsafe inner.uniquePointer()
      forEachPiece(nanosecondsPerEntry: 1 + heads) { rows in
        let (begin, end) = (Int64(rows.lowerBound), Int64(rows.upperBound))
        unsafe gnk_edge_softmax_gradient(
          offsetsPointer, Int64(heads), shares.pointer, pointer, pointer, begin, end)
        unsafe gnk_edge_scores_gradient(
          offsetsPointer, columnIndices.pointer, Int64(heads), values[1].pointer, values[2].pointer,
          values.count > 3 ? values[3].pointer : nil, slope, pointer, pointer, begin, end)
      }
      tape.add(
        transposition.pattern.rowSums(ofEntries: inner, through: transposition.entries), to: nodes[1])
      tape.add(rowSums(ofEntries: inner), to: nodes[2])
      if nodes.count > 3 { tape.add(inner, to: nodes[3]) }
    }
  }

  /// Returns the softmax over each row of leaky(s_j + t_i + e_k), `[entries, heads]`, computed in one
  /// tensor.
  private func softmaxOfScores(_ source: Tensor, _ target: Tensor, _ edge: Tensor?, _ slope: Float) -> Tensor
  {
    let heads = source.shape.last ?? 0
    checkNodes(source, columnCount, "attention", "source scores")
    checkNodes(target, rowCount, "attention", "target scores")
    guard target.shape[1] == heads && (edge?.shape ?? [entryCount, heads]) == [entryCount, heads] else {
      shapeFailure(
        "attention", [source.shape, target.shape] + (edge.map { [$0.shape] } ?? []),
        "expected the same number of heads, and edge scores for \(entryCount) entries")
    }
    var shares = Tensor(uninitialized: [entryCount, heads])
    let sharesPointer = unsafe shares.uniquePointer()
    forEachPiece(nanosecondsPerEntry: 1 + 4 * heads) { rows in
      let (begin, end) = (Int64(rows.lowerBound), Int64(rows.upperBound))
      unsafe gnk_edge_scores(
        offsetsPointer, columnIndices.pointer, Int64(heads), source.pointer, target.pointer, edge?.pointer,
        slope, sharesPointer, begin, end)
      unsafe gnk_edge_softmax(offsetsPointer, Int64(heads), shares.pointer, sharesPointer, begin, end)
    }
    return shares
  }
}
