// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import GraphCore
internal import TensorCore

extension CSRPattern {
  /// Returns the scores of graph attention: for each head, `y_k = leaky(s_j + t_i + e_k)` for the entry
  /// k from source j to target i (Velickovic et al. 2018, equation 3).
  ///
  /// Gradients: `ds_j` and `dt_i` are the sums over their entries of `dy_k leaky'(s_j + t_i + e_k)`, and
  /// `de_k` is that term itself.
  ///
  /// - Parameters:
  ///   - source: s, `[columns, heads]`.
  ///   - target: t, `[rows, heads]`.
  ///   - edge: e, `[entries, heads]`.
  ///   - slope: the slope of the leaky ReLU below 0.
  public func attentionScores(source: Variable, target: Variable, edge: Variable? = nil, slope: Float = 0.2)
    -> Variable
  {
    let heads = source.shape.last ?? 0
    checkNodes(source.value, columnCount, "attentionScores", "source scores")
    checkNodes(target.value, rowCount, "attentionScores", "target scores")
    guard target.shape[1] == heads && (edge?.shape ?? [entryCount, heads]) == [entryCount, heads] else {
      shapeFailure(
        "attentionScores", [source.shape, target.shape] + (edge.map { [$0.shape] } ?? []),
        "expected the same number of heads, and edge scores for \(entryCount) entries")
    }
    let (s, t, e) = (source.value, target.value, edge?.value)
    var output = Tensor(uninitialized: [entryCount, heads])
    let outputPointer = unsafe output.uniquePointer()
    forEachPiece(nanosecondsPerEntry: 1 + heads / 4) { rows in
      unsafe gnk_edge_scores(
        offsetsPointer, columnIndices.pointer, Int64(heads), s.pointer, t.pointer, e?.pointer, slope,
        outputPointer, Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return Variable(output, from: [source, target] + (edge.map { [$0] } ?? [])) {
      [self, sourceNode = source.node, targetNode = target.node, edgeNode = edge?.node] gradient, tape in
      var inner = Tensor(uninitialized: gradient.shape)
      let innerPointer = unsafe inner.uniquePointer()
      forEachPiece(nanosecondsPerEntry: 1 + heads / 4) { rows in
        unsafe gnk_edge_scores_gradient(
          offsetsPointer, columnIndices.pointer, Int64(heads), s.pointer, t.pointer, e?.pointer, slope,
          gradient.pointer, innerPointer, Int64(rows.lowerBound), Int64(rows.upperBound))
      }
      let transposition = transposedWithEntries
      tape.add(
        transposition.pattern.rowSums(ofEntries: inner, through: transposition.entries), to: sourceNode)
      tape.add(rowSums(ofEntries: inner), to: targetNode)
      tape.add(inner, to: edgeNode)
    }
  }

  /// Returns the scores of dot-product attention: for each head, `y_k = scale q_i . k_j` for the entry k
  /// from source j to target i.
  ///
  /// Gradients: `dq_i` is `scale` times the sum of `dy_k k_j`, and `dk_j` is `scale` times the sum of
  /// `dy_k q_i`.
  ///
  /// - Parameters:
  ///   - queries: q, `[rows, heads * size]`.
  ///   - keys: k, `[columns, heads * size]`.
  public func dotScores(queries: Variable, keys: Variable, heads: Int, scale: Float) -> Variable {
    checkHeads(keys.value, columnCount, heads, "dotScores", "keys")
    checkHeads(queries.value, rowCount, heads, "dotScores", "queries")
    guard queries.shape[1] == keys.shape[1] else {
      shapeFailure("dotScores", [queries.shape, keys.shape], "queries and keys have different widths")
    }
    let (q, k) = (queries.value, keys.value)
    return Variable(edgeDots(q, k, heads: heads, scale: scale), from: queries, keys) {
      [self, queryNode = queries.node, keyNode = keys.node] gradient, tape in
      let scaled = gradient * scale
      tape.add(weightedSums(k, weights: scaled), to: queryNode)
      let transposition = transposedWithEntries
      tape.add(
        transposition.pattern.weightedSums(q, weights: scaled, through: transposition.entries), to: keyNode)
    }
  }

  /// Returns the inner product of the left row and the right row of each entry, for each head.
  func edgeDots(_ left: Tensor, _ right: Tensor, heads: Int, scale: Float = 1) -> Tensor {
    let size = left.shape[1] / max(1, heads)
    var result = Tensor(uninitialized: [entryCount, heads])
    let resultPointer = unsafe result.uniquePointer()
    forEachPiece(nanosecondsPerEntry: heads * (2 + size / 8)) { rows in
      unsafe gnk_edge_dots(
        offsetsPointer, columnIndices.pointer, Int64(heads), Int64(size), left.pointer, right.pointer, scale,
        resultPointer, Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return result
  }

  func checkHeads(_ x: Tensor, _ count: Int, _ heads: Int, _ operation: StaticString, _ role: String) {
    checkNodes(x, count, operation, role)
    guard heads > 0 && x.shape[1] % heads == 0 else {
      shapeFailure(
        operation, [x.shape], "the \(x.shape[1]) columns of the \(role) are not divisible by \(heads) heads")
    }
  }
}
