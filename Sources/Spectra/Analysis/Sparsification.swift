public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Graph {
  /// A graph of fewer edges, with new weights, whose combinatorial Laplacian is close in every direction:
  /// (1 - e) x^T L x <= x^T L' x <= (1 + e) x^T L x with high probability for `samples` of about 9 n ln n / e^2.
  ///
  /// Edges are drawn with probability proportional to weight times effective resistance, with replacement; an edge that
  /// is drawn adds w / (samples p) to its weight (Spielman and Srivastava 2008). Self-loops, which the Laplacian does
  /// not see, are dropped.
  ///
  /// - Parameters:
  ///   - samples: how many edges are drawn; the result has at most as many.
  ///   - resistances: exact or sketched.
  public func sparsified(samples: Int, resistances: ResistancePrecision = .exact, seed: UInt64 = 0)
    throws(SpectralError) -> Graph
  {
    guard samples >= 0 else { fatalError("sparsified: \(samples) samples") }
    let effective = try EffectiveResistances(self)
    let edges =
      switch resistances {
      case .exact: try effective.ofEdges()
      case .sketched(let error): try effective.sketchedOfEdges(error: error, seed: seed)
      }
    let weights = mergedPairs().map(\.weight)
    var cumulative = [Double]()
    var total = 0.0
    for (edge, weight) in zip(edges, weights) {
      total += max(0, weight * edge.resistance)
      cumulative.append(total)
    }
    var drawn = [Int](repeating: 0, count: edges.count)
    let stream = RandomStream(seed: seed, purpose: .sampling, step: 3)
    if total > 0 {
      for sample in 0..<samples {
        let place = stream.uniform(at: UInt64(sample)) * total
        drawn[Self.firstAbove(place, cumulative)] += 1
      }
    }
    var (sources, targets, kept) = ([Int32](), [Int32](), [Double]())
    for (number, count) in drawn.enumerated() where count > 0 {
      let probability = weights[number] * edges[number].resistance / total
      sources.append(Int32(edges[number].source))
      targets.append(Int32(edges[number].target))
      kept.append(weights[number] * Double(count) / (Double(samples) * probability))
    }
    return Graph(nodeCount: nodeCount, sources: sources, targets: targets, weights: kept).undirected()
  }

  /// How effective resistances are computed.
  public enum ResistancePrecision: Sendable {
    /// A system an edge.
    case exact
    /// By random projections, to about this relative error.
    case sketched(Double)
  }

  private static func firstAbove(_ place: Double, _ cumulative: [Double]) -> Int {
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > place { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The graph on `kept` nodes that behaves like this one seen from there: the Schur complement of its combinatorial
  /// Laplacian, L_kk - L_ke L_ee^-1 L_ek (Kron 1939; Dörfler and Bullo 2013). Effective resistances between kept nodes
  /// stay what they are. Weights below `threshold` times the largest are dropped.
  ///
  /// - Parameter kept: the nodes that stay, numbered in that order.
  /// - Throws: ``SpectralError/unavailable(_:)`` where a component has no kept node.
  public func kronReduced(to kept: [Int32], threshold: Double = 1e-14) throws(SpectralError) -> Graph {
    let matrix = try checkedLaplacian(.combinatorial).matrix
    let isKept = Set(kept)
    let eliminated = (0..<Int32(nodeCount)).filter { !isKept.contains($0) }
    var number = [Int](repeating: -1, count: nodeCount)
    for (new, node) in kept.enumerated() { number[Int(node)] = new }
    // Only the kept nodes that touch eliminated ones change: their columns are solved for.
    let components = joinedComponents()
    var hasKept = [Bool](repeating: false, count: components.count)
    for node in kept { hasKept[Int(components.numbers[Int(node)])] = true }
    guard eliminated.allSatisfy({ hasKept[Int(components.numbers[Int($0)])] }) else {
      throw .unavailable(
        "a component has no node that is kept, what is left of it cannot be seen from the others")
    }
    var weights = [Int64: Double]()
    let add = { (row: Int, column: Int, value: Double) in
      if row < column { weights[Int64(row) << 32 | Int64(column), default: 0] += value }
    }
    for node in kept {
      for entry in matrix.pattern.rowOffsets[Int(node)]..<matrix.pattern.rowOffsets[Int(node) + 1] {
        let column = number[Int(matrix.pattern.columnIndices[entry])]
        if column >= 0 { add(number[Int(node)], column, -matrix.values[entry]) }
      }
    }
    if !eliminated.isEmpty {
      let inner = matrix.submatrix(rows: eliminated, columns: eliminated)
      let solver = try DefiniteSolver(inner)
      let sorted = kept.sorted()
      let coupling = matrix.submatrix(rows: eliminated, columns: sorted)
      let columns = coupling.transposed
      let touched = (0..<sorted.count).filter {
        columns.pattern.rowOffsets[$0 + 1] > columns.pattern.rowOffsets[$0]
      }
      for start in stride(from: 0, to: touched.count, by: 64) {
        let part = Array(touched[start..<min(touched.count, start + 64)])
        var right = GraphSignals(zeros: eliminated.count, count: part.count)
        for (index, column) in part.enumerated() {
          for entry in columns.pattern.rowOffsets[column]..<columns.pattern.rowOffsets[column + 1] {
            right[Int(columns.pattern.columnIndices[entry]), index] = columns.values[entry]
          }
        }
        let image = coupling.transposed.multiplied(by: try solver.solve(right))
        for (index, column) in part.enumerated() {
          for row in touched {
            add(number[Int(sorted[row])], number[Int(sorted[column])], image[row, index])
          }
        }
      }
    }
    let largest = weights.values.max() ?? 0
    let pairs = weights.filter { $0.value > threshold * largest }.sorted { $0.key < $1.key }
    return Graph(
      nodeCount: kept.count, sources: pairs.map { Int32($0.key >> 32) },
      targets: pairs.map { Int32($0.key & 0xFFFF_FFFF) }, weights: pairs.map(\.value)
    ).undirected()
  }
}
