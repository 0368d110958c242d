// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
internal import GraphCore
internal import TensorCore

/// Orthonormal eigenvectors of one eigenvalue that are known from the components of the graph. No two
/// vectors share a node, so they are stored as one number per node.
///
/// - Eigenvalue 0 of the combinatorial Laplacian: 1 on a component. Of a normalized Laplacian: sqrt(d)
///   on a component, and a separate vector for each isolated node.
/// - Eigenvalue 2 of a normalized and 0 of the signless Laplacian: the same with opposite signs on the
///   two sides of a bipartite component (Chung 1997, lemma 1.7).
struct KnownEigenspace: Sendable {
  /// The eigenvalue.
  let value: Double
  /// The vector that is not 0 at each node, or -1 if there is none.
  let vectorOfNode: [Int32]
  /// The element of that vector at each node.
  let elements: [Double]
  /// The number of vectors.
  let count: Int

  /// Creates unit vectors proportional to `elements` on each component for which `isTaken` is true.
  private init(value: Double, elements: [Double], numbers: [Int32], isTaken: [Bool]) {
    self.value = value
    var number = [Int32](repeating: -1, count: isTaken.count)
    var taken: Int32 = 0
    for component in isTaken.indices where isTaken[component] {
      number[component] = taken
      taken += 1
    }
    count = Int(taken)
    vectorOfNode = numbers.map { number[Int($0)] }
    var squares = [Double](repeating: 0, count: count)
    for (node, vector) in vectorOfNode.enumerated() where vector >= 0 {
      squares[Int(vector)] += elements[node] * elements[node]
    }
    let factors = squares.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    self.elements = vectorOfNode.enumerated().map { node, vector in
      vector < 0 ? 0 : elements[node] * factors[Int(vector)]
    }
  }

  /// Returns the eigenspaces of `laplacian` that its components determine.
  ///
  /// There are none if a weight is negative, because they need not be at an end of the spectrum then.
  /// The random-walk Laplacian is treated as the symmetric one.
  static func all(of laplacian: Laplacian) -> [KnownEigenspace] {
    guard !laplacian.hasNegativeWeights, laplacian.nodeCount > 0 else { return [] }
    let components = laplacian.graph.joinedComponents()
    let isNormalized = laplacian.kind == .symmetric || laplacian.kind == .randomWalk
    let degrees = laplacian.degrees
    let size = isNormalized ? degrees.map { $0 > 0 ? $0.squareRoot() : 1 } : degrees.map { _ in 1.0 }
    let constant = { () in
      KnownEigenspace(
        value: 0, elements: size, numbers: components.numbers, isTaken: components.sizes.map { _ in true })
    }
    let alternating = { (value: Double, isTaken: [Bool]) in
      KnownEigenspace(
        value: value, elements: zip(size, components.sides).map { $0 * Double($1) },
        numbers: components.numbers,
        isTaken: isTaken)
    }
    let spaces: [KnownEigenspace]
    switch laplacian.kind {
    case .combinatorial: spaces = [constant()]
    case .signless: spaces = [alternating(0, components.isBipartite)]
    case .symmetric, .randomWalk:
      let hasEdges = zip(components.isBipartite, components.sizes).map { $0 && $1 > 1 }
      spaces = [constant(), alternating(2, hasEdges)]
    }
    return spaces.filter { $0.count > 0 }
  }

  /// Returns the first `limit` vectors as signals, `[nodes, limit]`.
  func vectors(first limit: Int) -> GraphSignals {
    var result = GraphSignals(zeros: elements.count, count: limit)
    for (node, vector) in vectorOfNode.enumerated() where vector >= 0 && vector < limit {
      result[node, Int(vector)] = elements[node]
    }
    return result
  }

  /// Subtracts the components along these vectors from w.
  func project(outOf w: inout GraphSignals) {
    let width = w.signalCount
    let target = unsafe w.uniquePointer()
    let rowCount = elements.count
    // With few vectors, sums over pieces of the nodes are added in order. With many, there is a single
    // piece.
    let grain = count <= 16 ? 8192 : max(1, rowCount)
    let pieces = (rowCount + grain - 1) / grain
    let size = count * width
    var sums = [Double](repeating: 0, count: max(1, pieces * size))
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      guard let start = sums.baseAddress else { return }
      Parallelism.forEachPiece(pieces, nanoseconds: rowCount * width / 4) { piece in
        unsafe gnk_group_sums(
          vectorOfNode, elements, target, Int64(width), Int64(piece * grain),
          Int64(min(rowCount, (piece + 1) * grain)), start + piece * size)
      }
      for index in size..<max(size, pieces * size) { unsafe sums[index % size] += unsafe sums[index] }
      Parallelism.forEachPiece(pieces, nanoseconds: rowCount * width / 4) { piece in
        unsafe gnk_group_subtract(
          vectorOfNode, elements, start, target, Int64(width), Int64(piece * grain),
          Int64(min(rowCount, (piece + 1) * grain)))
      }
    }
  }
}
