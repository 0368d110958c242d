// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// Regression and classification from a few known nodes, without a neural network.
extension Graph {
  /// Returns the harmonic interpolation of known values: every other node has the weighted mean of its
  /// neighbours. It minimizes the Dirichlet energy (Zhu, Ghahramani and Lafferty 2003).
  ///
  /// - Parameters:
  ///   - known: The value of each known node.
  ///   - unreachable: The value of nodes without a path to a known node.
  /// - Throws: A ``SpectralError`` if the graph is directed or has negative weights.
  public func harmonicInterpolation(_ known: [Int: Double], unreachable: Double = 0) throws(SpectralError)
    -> [Double]
  {
    let columns = GraphSignals((0..<nodeCount).map { known[$0] ?? 0 })
    let isKnown = (0..<nodeCount).map { known[$0] != nil }
    let solution = try harmonic(columns, isKnown)
    return (0..<nodeCount).map { solution.isReached[$0] ? solution.signals[$0, 0] : unreachable }
  }

  /// Returns the class of each node by harmonic interpolation of the known classes, with one signal per
  /// class (Zhu et al. 2003). The class is -1 if no path leads to a known node.
  ///
  /// - Parameter labels: The class of each node, negative if unknown.
  public func harmonicClasses(_ labels: [Int32]) throws(SpectralError) -> [Int32] {
    let solution = try harmonic(Self.oneHot(labels), labels.map { $0 >= 0 })
    return largestColumns(solution.signals).enumerated().map { solution.isReached[$0] ? $1 : -1 }
  }

  /// Returns the signal that minimizes the squared differences from the known values plus `strength`
  /// times the Dirichlet energy. It solves (M + strength L) x = M y, where M is the diagonal matrix that
  /// is 1 at known nodes.
  ///
  /// Traps if `strength` is not positive.
  /// - Throws: ``SpectralError/unavailable(_:)`` if a component of the graph has no known node.
  public func tikhonovRegression(_ known: [Int: Double], strength: Double) throws(SpectralError) -> [Double] {
    guard strength > 0 else { fatalError("tikhonovRegression: strength \(strength); must be positive") }
    let laplacian = try checkedLaplacian(.combinatorial)
    let matrix = laplacian.matrix.mapValues(isSymmetric: true) { row, column, value in
      strength * value + (row == column && known[row] != nil ? 1 : 0)
    }
    guard isJoinedToKnown({ known[$0] != nil }) else {
      throw .unavailable("the system has no unique solution: a component of the graph has no known node")
    }
    let right = GraphSignals((0..<nodeCount).map { known[$0] ?? 0 })
    return try DefiniteSolver(matrix).solve(right).column(0)
  }

  /// Returns the classes found by label propagation: `steps` times F = share S F + (1 - share) Y, where
  /// S = D^-1/2 A D^-1/2 and Y are the known classes one-hot (Zhou et al. 2004, "Learning with local and
  /// global consistency").
  ///
  /// Each node gets the class with the largest score, or -1 if all scores are 0.
  ///
  /// - Parameters:
  ///   - labels: The class of each node, negative if unknown.
  ///   - share: The share of the neighbours' scores in each step.
  ///   - steps: The number of steps.
  public func labelPropagation(_ labels: [Int32], share: Double = 0.9, steps: Int = 50) throws(SpectralError)
    -> [Int32]
  {
    let scores = try labelPropagationScores(labels, share: share, steps: steps)
    let reached = (0..<nodeCount).map { node in scores.row(node).contains { $0 > 0 } }
    return largestColumns(scores).enumerated().map { reached[$0] ? $1 : -1 }
  }

  /// Returns the scores F of label propagation, `[nodes, classes]`. Traps if the numbers of labels and
  /// nodes differ.
  public func labelPropagationScores(_ labels: [Int32], share: Double = 0.9, steps: Int = 50)
    throws(SpectralError)
    -> GraphSignals
  {
    guard labels.count == nodeCount else {
      fatalError("labelPropagation: expected \(nodeCount) labels, one per node, found \(labels.count)")
    }
    let laplacian = try checkedLaplacian(.symmetric)
    let seeds = Self.oneHot(labels)
    var scores = seeds
    guard seeds.elementCount > 0 else { return scores }
    let isolated = (0..<nodeCount).filter { laplacian.degrees[$0] <= 0 }
    for _ in 0..<steps {
      var next = seeds
      let target = unsafe next.uniquePointer()
      // S = I - L, except that L has a zero row for an isolated node, which receives nothing.
      unsafe laplacian.multiply(
        scores.pointer, into: target, width: seeds.signalCount, factor: -share, shift: share, keep: 1 - share)
      scores = next
      for node in isolated {
        for column in 0..<seeds.signalCount { scores[node, column] = (1 - share) * seeds[node, column] }
      }
    }
    return scores
  }
}

extension Graph {
  /// Returns the Laplacian of a graph without negative weights.
  func checkedLaplacian(_ kind: Laplacian.Kind) throws(SpectralError) -> Laplacian {
    do throws(DataError) {
      let laplacian = try laplacian(kind)
      guard !laplacian.hasNegativeWeights else {
        throw DataError(.badData, "an edge has a negative weight; expected weights of at least 0")
      }
      return laplacian
    } catch {
      throw .unsuitable(error)
    }
  }

  private static func oneHot(_ labels: [Int32]) -> GraphSignals {
    let classes = Int((labels.max() ?? -1) + 1)
    var signals = GraphSignals(zeros: labels.count, count: max(0, classes))
    for (node, label) in labels.enumerated() where label >= 0 { signals[node, Int(label)] = 1 }
    return signals
  }

  private func largestColumns(_ signals: GraphSignals) -> [Int32] {
    (0..<nodeCount).map { node in
      let row = signals.row(node)
      return Int32(row.indices.max { (row[$0], -$0) < (row[$1], -$1) } ?? -1)
    }
  }

  private func isJoinedToKnown(_ isKnown: (Int) -> Bool) -> Bool {
    let components = joinedComponents()
    var hasKnown = [Bool](repeating: false, count: components.count)
    for node in 0..<nodeCount where isKnown(node) { hasKnown[Int(components.numbers[node])] = true }
    return hasKnown.allSatisfy { $0 }
  }

  /// Solves L_uu x_u = -L_uk x_k for the unknown nodes with a path to a known node.
  private func harmonic(_ values: GraphSignals, _ isKnown: [Bool]) throws(SpectralError)
    -> (signals: GraphSignals, isReached: [Bool])
  {
    let matrix = try checkedLaplacian(.combinatorial).matrix
    let components = joinedComponents()
    var hasKnown = [Bool](repeating: false, count: components.count)
    for node in 0..<nodeCount where isKnown[node] { hasKnown[Int(components.numbers[node])] = true }
    let isReached = components.numbers.map { hasKnown[Int($0)] }
    let unknown = (0..<nodeCount).filter { isReached[$0] && !isKnown[$0] }.map(Int32.init)
    // If unknown values are 0, L x on the unknown nodes is L_uk x_k.
    let image = matrix(values)
    let right = GraphSignals(
      columns: (0..<values.signalCount).map { column in unknown.map { -image[Int($0), column] } })
    var signals = values
    guard !unknown.isEmpty && values.signalCount > 0 else { return (signals, isReached) }
    let reduced = matrix.submatrix(rows: unknown, columns: unknown)
    let solution = try DefiniteSolver(reduced).solve(right)
    for (row, node) in unknown.enumerated() {
      for column in 0..<values.signalCount { signals[Int(node), column] = solution[row, column] }
    }
    return (signals, isReached)
  }
}
