// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Effective resistances between nodes: the voltage between two nodes when a unit current flows from one
/// to the other and the weight of each edge is its conductance.
///
/// The resistance is R(u, v) = (e_u - e_v)^T L^+ (e_u - e_v), or infinite between components. An exact
/// resistance takes the solution of one linear system. One node of each component is grounded, which
/// makes the Laplacian definite without changing voltages. See Klein and Randić 1993, and Ghosh, Boyd
/// and Saberi 2008.
public struct EffectiveResistances: Sendable {
  private let graph: Graph
  private let components: Components
  private let solver: DefiniteSolver
  /// The row of each node in the grounded matrix, or -1 for grounded nodes.
  private let rowOfNode: [Int32]
  private let rowCount: Int

  /// Prepares the resistances of an undirected graph. The matrix is factorized once if it has small
  /// separators.
  ///
  /// - Throws: A ``SpectralError`` if the graph is directed or has a negative weight.
  public init(_ graph: Graph) throws(SpectralError) {
    let laplacian = try graph.checkedLaplacian(.combinatorial)
    self.graph = graph
    components = graph.joinedComponents()
    var rowOfNode = [Int32](repeating: -1, count: graph.nodeCount)
    var isGrounded = [Bool](repeating: false, count: components.count)
    var kept = [Int32]()
    for node in 0..<graph.nodeCount {
      let component = Int(components.numbers[node])
      if isGrounded[component] {
        rowOfNode[node] = Int32(kept.count)
        kept.append(Int32(node))
      } else {
        isGrounded[component] = true
      }
    }
    self.rowOfNode = rowOfNode
    rowCount = kept.count
    solver = try DefiniteSolver(laplacian.matrix.submatrix(rows: kept, columns: kept))
  }

  /// Returns the resistance between two nodes.
  public func between(_ first: Int, _ second: Int) throws(SpectralError) -> Double {
    try between([(first, second)])[0]
  }

  /// Returns the resistances between pairs of nodes. Up to 64 systems are solved at a time.
  public func between(_ pairs: [(Int, Int)]) throws(SpectralError) -> [Double] {
    var resistances = [Double]()
    resistances.reserveCapacity(pairs.count)
    for start in stride(from: 0, to: pairs.count, by: 64) {
      let part = Array(pairs[start..<min(pairs.count, start + 64)])
      var currents = GraphSignals(zeros: rowCount, count: part.count)
      for (column, pair) in part.enumerated() where pair.0 != pair.1 && areJoined(pair.0, pair.1) {
        if rowOfNode[pair.0] >= 0 { currents[Int(rowOfNode[pair.0]), column] += 1 }
        if rowOfNode[pair.1] >= 0 { currents[Int(rowOfNode[pair.1]), column] -= 1 }
      }
      let voltages = try solver.solve(currents)
      for (column, pair) in part.enumerated() {
        guard areJoined(pair.0, pair.1) else {
          resistances.append(.infinity)
          continue
        }
        let voltage = { (node: Int) in rowOfNode[node] < 0 ? 0 : voltages[Int(rowOfNode[node]), column] }
        resistances.append(pair.0 == pair.1 ? 0 : voltage(pair.0) - voltage(pair.1))
      }
    }
    return resistances
  }

  /// Returns the resistances from one node to all nodes.
  public func from(_ node: Int) throws(SpectralError) -> [Double] {
    try between((0..<graph.nodeCount).map { (node, $0) })
  }

  /// Returns the exact resistance of each edge u < v, without self-loops. Takes the solution of one
  /// system per edge.
  public func ofEdges() throws(SpectralError) -> [(source: Int, target: Int, resistance: Double)] {
    let edges = graph.mergedPairs()
    let resistances = try between(edges.map { ($0.source, $0.target) })
    return zip(edges, resistances).map { ($0.source, $0.target, $1) }
  }

  /// Returns the approximate resistance of each edge u < v, with a relative error of about `error`.
  ///
  /// The voltages of the edges are projected on ceil(8 ln n / error^2) random directions (Spielman and
  /// Srivastava 2008; Achlioptas 2003 for the random signs). Takes the solution of one system per
  /// direction, regardless of the number of edges. Traps if `error` is not above 0.
  public func sketchedOfEdges(error: Double = 0.3, seed: UInt64 = 0) throws(SpectralError)
    -> [(source: Int, target: Int, resistance: Double)]
  {
    guard error > 0 && error.isFinite else {
      fatalError("sketchedOfEdges: error is \(error); expected a number above 0")
    }
    let edges = graph.mergedPairs()
    let nodes = Double(max(2, graph.nodeCount))
    let directions = Int((8 * log(nodes) / (error * error)).rounded(.up))
    var sums = [Double](repeating: 0, count: edges.count)
    let stream = RandomStream(seed: seed, purpose: .sampling, step: 2)
    for start in stride(from: 0, to: directions, by: 32) {
      let width = min(32, directions - start)
      var currents = GraphSignals(zeros: rowCount, count: width)
      let target = unsafe currents.uniquePointer()
      for (number, edge) in edges.enumerated() {
        let size = edge.weight.squareRoot()
        let bits = stream.bits(at: UInt64(number) << 16 | UInt64(start / 32))
        let (first, second) = (Int(rowOfNode[edge.source]), Int(rowOfNode[edge.target]))
        for column in 0..<width {
          let current = bits >> UInt64(column) & 1 == 1 ? size : -size
          if first >= 0 { unsafe target[first * width + column] += current }
          if second >= 0 { unsafe target[second * width + column] -= current }
        }
      }
      let voltages = try solver.solve(currents)
      let source = unsafe voltages.pointer
      for (number, edge) in edges.enumerated() {
        let (first, second) = (Int(rowOfNode[edge.source]), Int(rowOfNode[edge.target]))
        for column in 0..<width {
          let high = first < 0 ? 0 : unsafe source[first * width + column]
          let low = second < 0 ? 0 : unsafe source[second * width + column]
          sums[number] += (high - low) * (high - low)
        }
      }
    }
    return zip(edges, sums).map { ($0.source, $0.target, $1 / Double(directions)) }
  }

  private func areJoined(_ first: Int, _ second: Int) -> Bool {
    components.numbers[first] == components.numbers[second]
  }
}
