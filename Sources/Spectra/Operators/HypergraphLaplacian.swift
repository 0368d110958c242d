// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import GraphCore
internal import TensorCore

/// The normalized Laplacian of a hypergraph, I - Dv^-1/2 H W De^-1 H^T Dv^-1/2, as an operator.
///
/// H is the incidence matrix, W the weights of the hyperedges, De their sizes, and Dv the sums of the
/// weights at the nodes. Rows of nodes in no hyperedge are 0. The eigenvalues are in 0...1 (Zhou, Huang
/// and Schölkopf 2006, "Learning with hypergraphs", section 4). A product consists of two sparse
/// products over the incidences; the clique expansion is not formed.
public struct HypergraphLaplacian: SymmetricOperator {
  /// The hypergraph of the Laplacian.
  public let hypergraph: Hypergraph
  /// The sum of the weights of each node's hyperedges.
  public let degrees: [Double]
  private let hyperedgeScale: SharedBuffer<Double>
  private let nodeScale: SharedBuffer<Double>
  private let diagonal: SharedBuffer<Double>
  private let negatedScale: SharedBuffer<Double>

  init(_ hypergraph: Hypergraph) throws(DataError) {
    self.hypergraph = hypergraph
    var degrees = [Double](repeating: 0, count: hypergraph.nodeCount)
    let sizes = hypergraph.hyperedgeSizes()
    let members = hypergraph.members
    for hyperedge in 0..<hypergraph.hyperedgeCount {
      let weight = hypergraph.weights?[hyperedge] ?? 1
      guard weight >= 0 && weight.isFinite else {
        throw DataError(
          .badData, "hyperedge \(hyperedge) has weight \(weight); must be finite and at least 0")
      }
      for entry in members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1] {
        degrees[Int(members.columnIndices[entry])] += weight
      }
    }
    self.degrees = degrees
    let weights = hypergraph.weights
    hyperedgeScale = SharedBuffer(
      sizes.enumerated().map { ($1 == 0 ? 0 : 1 / Double($1)) * (weights?[$0] ?? 1) })
    nodeScale = SharedBuffer(degrees.map { $0 > 0 ? 1 / $0.squareRoot() : 0 })
    negatedScale = SharedBuffer(degrees.map { $0 > 0 ? -1 / $0.squareRoot() : 0 })
    diagonal = SharedBuffer(degrees.map { $0 > 0 ? 1 : 0 })
  }

  /// The number of nodes.
  public var size: Int { hypergraph.nodeCount }
  /// An interval that contains every eigenvalue.
  public var eigenvalueBounds: ClosedRange<Double>? { 0...1 }

  /// Computes y = A x, where A is this operator.
  public func apply(to x: GraphSignals, into y: inout GraphSignals) {
    let width = x.signalCount
    guard width > 0 && size > 0 else { return }
    var scaled = GraphSignals(uninitialized: size, count: width)
    let scaledPointer = unsafe scaled.uniquePointer()
    var means = GraphSignals(uninitialized: hypergraph.hyperedgeCount, count: width)
    let meansPointer = unsafe means.uniquePointer()
    let source = unsafe x.pointer
    let target = unsafe y.uniquePointer()
    scaled.forEachRowRange { rows in
      unsafe gnk_scale_rows(
        nodeScale.pointer, source, scaledPointer, Int64(width), Int64(rows.lowerBound),
        Int64(rows.upperBound))
    }
    unsafe multiply(hypergraph.members, nil, hyperedgeScale, scaled.pointer, nil, meansPointer, width)
    unsafe multiply(hypergraph.memberships, diagonal, negatedScale, means.pointer, source, target, width)
  }

  private func multiply(
    _ pattern: CSRPattern, _ diagonal: SharedBuffer<Double>?, _ scale: SharedBuffer<Double>,
    _ x: UnsafePointer<Double>, _ z: UnsafePointer<Double>?, _ y: UnsafeMutablePointer<Double>, _ width: Int
  ) {
    let matrix = unsafe gnk_csr_f64(
      offsets: pattern.offsetsPointer, columns: pattern.columnIndices.pointer, values: nil)
    let op = unsafe gnk_graph_operator_t(
      matrix: matrix, diagonal: diagonal?.pointer, scale: scale.pointer, factor: 1, shift: 0)
    pattern.forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
      unsafe gnk_graph_operator(
        op, x, z, 0, y, Int64(width), Int64(rows.lowerBound), Int64(rows.upperBound), 0)
    }
  }

  /// The operator as a sparse matrix. It has an entry for each pair of nodes that share a hyperedge, so
  /// use it only for small hyperedges.
  public var matrix: SparseMatrix<Double> {
    var (rows, columns, values) = ([Int32](), [Int32](), [Double]())
    let members = hypergraph.members
    for hyperedge in 0..<hypergraph.hyperedgeCount {
      let entries = members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]
      for first in entries {
        for second in entries {
          let (row, column) = (members.columnIndices[first], members.columnIndices[second])
          rows.append(row)
          columns.append(column)
          values.append(-hyperedgeScale[hyperedge] * (nodeScale[Int(row)] * nodeScale[Int(column)]))
        }
      }
    }
    for node in 0..<size {
      rows.append(Int32(node))
      columns.append(Int32(node))
      values.append(diagonal[node])
    }
    let matrix = SparseMatrix(rowCount: size, columnCount: size, rows: rows, columns: columns, values: values)
    return SparseMatrix(pattern: matrix.pattern, values: matrix.values, isSymmetric: true)
  }
}

extension Hypergraph {
  /// Returns the normalized Laplacian of Zhou et al. (2006). Throws if a weight is negative or not
  /// finite.
  public func laplacian() throws(DataError) -> HypergraphLaplacian { try HypergraphLaplacian(self) }
}
