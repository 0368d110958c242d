internal import CGraphKernels
internal import GraphCore
internal import TensorCore

/// Orthonormal eigenvectors of one eigenvalue that are known from the components of the graph, no two of which
/// share a node. They are kept as one number a node.
///
/// - 0, combinatorial: 1 on a component. Normalized: sqrt(d) on a component; every isolated node for itself.
/// - 2 of the normalized and 0 of the signless Laplacian: the same with opposite signs on the two sides of a
///   bipartite component (Chung 1997, lemma 1.7).
struct KnownEigenspace: Sendable {
  /// The eigenvalue.
  let value: Double
  /// The vector that has the node in its support, -1 where none has.
  let vectorOfNode: [Int32]
  /// The element of that vector at the node.
  let elements: [Double]
  /// How many vectors there are.
  let count: Int

  /// Keeps `elements` on the components where `isTaken`, made unit vectors.
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

  /// The eigenspaces of `laplacian` that its components decide; none with negative weights, where they need not
  /// be at the end of the spectrum. The random-walk Laplacian counts as the symmetric one.
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

  /// The vectors as signals, `[nodes, first]`, of the first so many.
  func vectors(first limit: Int) -> GraphSignals {
    var result = GraphSignals(zeros: elements.count, count: limit)
    for (node, vector) in vectorOfNode.enumerated() where vector >= 0 && vector < limit {
      result[node, Int(vector)] = elements[node]
    }
    return result
  }

  /// Takes the parts along these vectors out of w.
  func project(outOf w: inout GraphSignals) {
    let width = w.signalCount
    let target = unsafe w.uniquePointer()
    let rowCount = elements.count
    // Few vectors: sums over pieces of the nodes, joined in order. Many: one pass.
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
