internal import CGraphKernels
public import GraphCore
internal import TensorCore

/// The normalized Laplacian of a hypergraph, I - Dv^-1/2 H W De^-1 H^T Dv^-1/2, as a product: H the incidence, W the
/// hyperedges' weights, De their sizes, Dv the sums of the weights at the nodes. Rows of nodes in no hyperedge are 0.
///
/// Zhou, Huang and Schölkopf 2006, "Learning with hypergraphs", section 4. Its eigenvalues lie in 0...1. A product is
/// two sparse products over the incidences; no node is joined to another.
public struct HypergraphLaplacian: SymmetricOperator {
  /// The hypergraph it was made of.
  public let hypergraph: Hypergraph
  /// The sum of the weights of the hyperedges of every node.
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
          .badData, "hyperedge \(hyperedge) weighs \(weight), a weight of 0 or more was expected")
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
  /// An interval that surely holds every eigenvalue.
  public var eigenvalueBounds: ClosedRange<Double>? { 0...1 }

  /// y = A x, A this operator.
  public func apply(to x: GraphSignals, into y: inout GraphSignals) {
    let width = x.signalCount
    guard width > 0 && size > 0 else { return }
    let scaled = GraphSignals(uninitialized: size, count: width)
    let means = GraphSignals(uninitialized: hypergraph.hyperedgeCount, count: width)
    let source = unsafe x.pointer
    let target = unsafe y.uniquePointer()
    scaled.forEachRowRange { rows in
      unsafe gnk_scale_rows(
        nodeScale.pointer, source, scaled.ownedPointer, Int64(width), Int64(rows.lowerBound),
        Int64(rows.upperBound))
    }
    unsafe multiply(hypergraph.members, nil, hyperedgeScale, scaled.pointer, nil, means.ownedPointer, width)
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

  /// The operator as a sparse matrix. It has as many entries as pairs of nodes share a hyperedge, so take it for small
  /// hyperedges only.
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
  /// The normalized Laplacian of Zhou et al. (2006). Throws where a weight is negative or not finite.
  public func laplacian() throws(DataError) -> HypergraphLaplacian { try HypergraphLaplacian(self) }
}
