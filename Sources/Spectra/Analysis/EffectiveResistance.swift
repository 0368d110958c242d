public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Effective resistances: the voltage between two nodes when a unit of current flows from one to the other and every
/// edge conducts like its weight, R(u, v) = (e_u - e_v)^T L^+ (e_u - e_v). Infinite between components.
///
/// Exact ones solve a system a node; one node of every component is grounded, which makes the Laplacian definite
/// without changing voltages between its nodes. Klein and Randić 1993; Ghosh, Boyd and Saberi 2008.
public struct EffectiveResistances: Sendable {
  private let graph: Graph
  private let components: Components
  private let solver: DefiniteSolver
  /// The row of a node in the grounded matrix, -1 for grounded ones.
  private let rowOfNode: [Int32]
  private let rowCount: Int

  /// Prepares the resistances of an undirected graph: one factorization, where it has small separators.
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

  /// The resistance between two nodes.
  public func between(_ first: Int, _ second: Int) throws(SpectralError) -> Double {
    try between([(first, second)])[0]
  }

  /// The resistances between pairs of nodes; 64 systems are solved at a time.
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

  /// The resistances from one node to all.
  public func from(_ node: Int) throws(SpectralError) -> [Double] {
    try between((0..<graph.nodeCount).map { (node, $0) })
  }

  /// The resistance of every edge u < v, self-loops left out: exact, a system an edge.
  public func ofEdges() throws(SpectralError) -> [(source: Int, target: Int, resistance: Double)] {
    let edges = graph.mergedPairs()
    let resistances = try between(edges.map { ($0.source, $0.target) })
    return zip(edges, resistances).map { ($0.source, $0.target, $1) }
  }

  /// The resistance of every edge u < v to about a factor 1 +- `error`, from a random projection of the edges' voltages
  /// on ceil(8 ln n / error^2) directions (Spielman and Srivastava 2008; Achlioptas 2003 for the signs): a system a
  /// direction, however many edges there are.
  public func sketchedOfEdges(error: Double = 0.3, seed: UInt64 = 0) throws(SpectralError)
    -> [(source: Int, target: Int, resistance: Double)]
  {
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
