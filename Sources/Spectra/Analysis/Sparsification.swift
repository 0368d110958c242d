// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Graph {
  /// Returns a graph with fewer edges and new weights whose combinatorial Laplacian L' is close to L in
  /// every direction.
  ///
  /// With about 9 n ln n / e^2 `samples`, (1 - e) x^T L x <= x^T L' x <= (1 + e) x^T L x with high
  /// probability. Edges are drawn with replacement, with probability p proportional to weight times
  /// effective resistance. Each time an edge is drawn, w / (samples p) is added to its weight (Spielman
  /// and Srivastava 2008). Self-loops do not affect the Laplacian and are dropped.
  ///
  /// - Parameters:
  ///   - samples: The number of edges to draw, which is also the maximum number of edges of the result.
  ///     Traps if it is negative.
  ///   - resistances: The precision of the effective resistances.
  ///   - seed: The seed of the random numbers.
  public func sparsified(samples: Int, resistances: ResistancePrecision = .exact, seed: UInt64 = 0)
    throws(SpectralError) -> Graph
  {
    guard samples >= 0 else { fatalError("sparsified: \(samples) samples; must be at least 0") }
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

  /// The precision of effective resistances.
  public enum ResistancePrecision: Sendable {
    /// Exact resistances, with one linear system per edge.
    case exact
    /// Approximate resistances by random projections, with about this relative error.
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

  /// Returns the Kron reduction to `kept` nodes: the graph whose combinatorial Laplacian is the Schur
  /// complement L_kk - L_ke L_ee^-1 L_ek (Kron 1939; Dörfler and Bullo 2013).
  ///
  /// Effective resistances between kept nodes are unchanged.
  ///
  /// - Parameters:
  ///   - kept: The nodes to keep, numbered in that order.
  ///   - threshold: Weights up to this multiple of the largest weight are dropped.
  /// - Throws: ``SpectralError/unavailable(_:)`` if a component has no kept node.
  public func kronReduced(to kept: [Int32], threshold: Double = 1e-14) throws(SpectralError) -> Graph {
    let matrix = try checkedLaplacian(.combinatorial).matrix
    let isKept = Set(kept)
    let eliminated = (0..<Int32(nodeCount)).filter { !isKept.contains($0) }
    var number = [Int](repeating: -1, count: nodeCount)
    for (new, node) in kept.enumerated() { number[Int(node)] = new }
    // Only the kept nodes next to eliminated ones change, so systems are solved for their columns only.
    let components = joinedComponents()
    var hasKept = [Bool](repeating: false, count: components.count)
    for node in kept { hasKept[Int(components.numbers[Int(node)])] = true }
    guard eliminated.allSatisfy({ hasKept[Int(components.numbers[Int($0)])] }) else {
      throw .unavailable(
        "a component has no kept node; keep at least one node per component")
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
