// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import GraphCore
internal import TensorCore

extension CSRPattern {
  /// Returns the scores of dynamic graph attention: for each head, `y_k = a . leaky(t_i + s_j + e_k)`
  /// for the entry k from source j to target i (Brody, Alon and Yahav 2022, equation 7). The sum in the
  /// brackets is never kept.
  ///
  /// Gradients, with z the sum in the brackets: `dt_i` and `ds_j` are the sums over their entries of
  /// `dy_k a leaky'(z)`, `de_k` is that term itself, and `da` is the sum of `dy_k leaky(z)`.
  ///
  /// - Parameters:
  ///   - source: s, `[columns, heads * size]`.
  ///   - target: t, `[rows, heads * size]`.
  ///   - edge: e, `[entries, heads * size]`.
  ///   - weights: a, `[heads, size]`.
  ///   - slope: the slope of the leaky ReLU below 0.
  public func dynamicScores(
    source: Variable, target: Variable, edge: Variable? = nil, weights: Variable, slope: Float = 0.2
  ) -> Variable {
    guard weights.shape.rank == 2 else {
      shapeFailure("dynamicScores", [weights.shape], "expected weights with two axes, [heads, size]")
    }
    let (heads, size) = (weights.shape[0], weights.shape[1])
    let width = heads * size
    checkNodes(source.value, columnCount, "dynamicScores", "sources")
    checkNodes(target.value, rowCount, "dynamicScores", "targets")
    guard source.shape[1] == width && target.shape[1] == width,
      (edge?.shape ?? [entryCount, width]) == [entryCount, width]
    else {
      shapeFailure(
        "dynamicScores", [source.shape, target.shape, weights.shape] + (edge.map { [$0.shape] } ?? []),
        "expected rows of \(heads) heads of size \(size), and one row per entry (\(entryCount)) for edges")
    }
    let (s, t, e, a) = (source.value, target.value, edge?.value, weights.value)
    var output = Tensor(uninitialized: [entryCount, heads])
    let outputPointer = unsafe output.uniquePointer()
    forEachPiece(nanosecondsPerEntry: heads * (2 + size / 8)) { rows in
      unsafe gnk_dynamic_scores(
        offsetsPointer, columnIndices.pointer, Int64(heads), Int64(size), t.pointer, s.pointer, e?.pointer,
        a.pointer, slope, outputPointer, Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return Variable(output, from: [source, target, weights] + (edge.map { [$0] } ?? [])) {
      [
        self, sourceNode = source.node, targetNode = target.node, edgeNode = edge?.node,
        weightNode = weights.node
      ] gradient, tape in
      let cost = heads * (4 + size / 4)
      var byTarget = Tensor(uninitialized: [rowCount, width])
      let byTargetPointer = unsafe byTarget.uniquePointer()
      var byEdge = edgeNode.map { _ in Tensor(uninitialized: [entryCount, width]) }
      let byEdgePointer = unsafe byEdge?.uniquePointer()
      // Each piece has a separate sum; the sums are added in the order of the pieces.
      let pieceCount = pieces.count - 1
      var partial = Tensor(zeros: [max(1, pieceCount), width])
      let partials = unsafe partial.uniquePointer()
      Parallelism.forEachPiece(pieceCount, nanoseconds: entryCount * cost) { piece in
        unsafe gnk_dynamic_scores_gradient(
          offsetsPointer, columnIndices.pointer, nil, Int64(heads), Int64(size), t.pointer, s.pointer,
          e?.pointer, a.pointer, slope, gradient.pointer, byTargetPointer, byEdgePointer,
          partials + piece * width, Int64(pieces[piece]), Int64(pieces[piece + 1]))
      }
      tape.add(byTarget, to: targetNode)
      if let byEdge { tape.add(byEdge, to: edgeNode) }
      tape.add(partial.sum(axis: 0).reshaped([heads, size]), to: weightNode)
      guard sourceNode != nil else { return }
      let transposition = transposedWithEntries
      let transposed = transposition.pattern
      var bySource = Tensor(uninitialized: [columnCount, width])
      let bySourcePointer = unsafe bySource.uniquePointer()
      transposed.forEachPiece(nanosecondsPerEntry: cost) { rows in
        unsafe gnk_dynamic_scores_gradient(
          transposed.offsetsPointer, transposed.columnIndices.pointer, transposition.entries.pointer,
          Int64(heads), Int64(size), s.pointer, t.pointer, e?.pointer, a.pointer, slope, gradient.pointer,
          bySourcePointer, nil, nil, Int64(rows.lowerBound), Int64(rows.upperBound))
      }
      tape.add(bySource, to: sourceNode)
    }
  }
}
