// SPDX-License-Identifier: Apache-2.0

package import GraphCore
package import TensorCore

/// Random tensors and graphs that depend only on the seed.
package struct Samples: Sendable {
  private let seed: UInt64

  /// Creates samples that differ for each seed.
  package init(seed: UInt64) { self.seed = seed }

  /// Returns the random numbers of sample `ordinal`.
  package func stream(_ ordinal: Int = 0) -> RandomStream {
    RandomStream(seed: seed, purpose: .generation, ordinal: UInt64(ordinal))
  }

  /// Returns a tensor of independent normal numbers.
  package func tensor(_ shape: Shape, ordinal: Int = 0) -> Tensor { stream(ordinal).normal(shape) }

  /// Returns a tensor of different elements around 0, at least `gap` apart and in random order.
  package func distinct(_ shape: Shape, gap: Float = 0.1, ordinal: Int = 0) -> Tensor {
    let count = shape.elementCount
    // The offset of a quarter avoids the value 0.
    return Tensor(
      stream(ordinal).permutation(of: count).map { (Float($0) - Float(count / 2) + 0.25) * gap }, shape: shape
    )
  }

  /// Returns a tensor of uniform numbers in a range.
  package func tensor(_ shape: Shape, in range: ClosedRange<Double>, ordinal: Int = 0) -> Tensor {
    let stream = stream(ordinal)
    return Tensor(
      (0..<shape.elementCount).map {
        Float(range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform(at: UInt64($0)))
      }, shape: shape)
  }

  /// Returns random indices below `bound`.
  package func indices(_ count: Int, below bound: Int, ordinal: Int = 0) -> [Int32] {
    let stream = stream(ordinal)
    return (0..<count).map { Int32(stream.integer(below: bound, at: UInt64($0))) }
  }

  /// Returns a graph of random edges. An undirected graph has both directions of `edgeCount` edges.
  package func graph(
    nodeCount: Int, edgeCount: Int, isDirected: Bool = false, isWeighted: Bool = false, ordinal: Int = 0
  ) -> Graph {
    let ends = indices(2 * edgeCount, below: max(1, nodeCount), ordinal: ordinal)
    let (sources, targets) = (Array(ends[..<edgeCount]), Array(ends[edgeCount...]))
    let stream = stream(ordinal + 1)
    let weights =
      isWeighted ? (0..<edgeCount).map { 0.1 + stream.uniform(at: UInt64($0)) } : nil
    if isDirected {
      return Graph(nodeCount: nodeCount, sources: sources, targets: targets, weights: weights)
    }
    return Graph(
      nodeCount: nodeCount, sources: sources + targets, targets: targets + sources,
      weights: weights.map { $0 + $0 }, isDirected: false)
  }

  /// Returns a sparse matrix of normal numbers, in which those drawn for the same place are added up.
  package func sparse(_ rows: Int, _ columns: Int, entries: Int, ordinal: Int = 0) -> SparseMatrix<Float> {
    SparseMatrix(
      rowCount: rows, columnCount: columns, rows: indices(entries, below: rows, ordinal: ordinal),
      columns: indices(entries, below: columns, ordinal: ordinal + 1),
      values: tensor([entries], ordinal: ordinal + 2).scalars)
  }
}
