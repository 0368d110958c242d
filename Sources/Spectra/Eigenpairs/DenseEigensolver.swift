// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Computes all eigenvalues with LAPACK, one connected component at a time. A graph with many components
/// takes time proportional to the sum of their cubed sizes instead of the cube of the sum.
struct DenseEigensolver {
  let problem: Eigenproblem

  /// Returns the `wanted` pairs at `end`.
  func eigenpairs(_ wanted: Int, _ end: SpectrumEnd, _ options: EigenOptions) throws(SpectralError)
    -> Eigenpairs
  {
    let size = problem.op.size
    let parts = try components(options, vectorCount: wanted)
    var all = [(value: Double, part: Int, row: Int)]()
    var bases = [MemoryBlock]()
    for (number, part) in parts.enumerated() {
      let (values, vectors) = solve(part, vectors: true)
      bases.append(vectors)
      all += values.enumerated().map { ($1, number, $0) }
    }
    let order = all.indices.sorted { left, right in
      if problem.precedes(all[left].value, all[right].value, end) { return true }
      if problem.precedes(all[right].value, all[left].value, end) { return false }
      return left < right
    }
    let kept = order.prefix(wanted).sorted { (all[$0].value, $0) < (all[$1].value, $1) }
    var vectors = GraphSignals(zeros: size, count: kept.count)
    let target = unsafe vectors.uniquePointer()
    // Rows become columns for a few nodes at a time, so that both stay in the cache.
    let grain = 64
    let places = kept.map { (part: all[$0].part, row: all[$0].row) }
    for first in stride(from: 0, to: parts.map(\.nodes.count).max() ?? 0, by: grain) {
      for (column, place) in places.enumerated() {
        let nodes = parts[place.part].nodes
        guard first < nodes.count else { continue }
        let source =
          unsafe bases[place.part].pointer.assumingMemoryBound(to: Double.self) + place.row * nodes.count
        for local in first..<min(nodes.count, first + grain) {
          unsafe target[Int(nodes[local]) * kept.count + column] = unsafe source[local]
        }
      }
    }
    bases = []
    // LAPACK's eigenvalues and the exactly known ones are better than Rayleigh quotients, which contain
    // the rounding of a product.
    return problem.measured(vectors, values: kept.map { all[$0].value }, method: .dense)
  }

  /// Returns all eigenvalues in ascending order, without vectors.
  func eigenvalues(_ options: EigenOptions) throws(SpectralError) -> [Double] {
    var values = [Double]()
    for part in try components(options, vectorCount: 0) { values += solve(part, vectors: false).values }
    return values.sorted()
  }

  /// Nodes that no entry connects to other nodes.
  @safe private struct Part {
    var nodes: [Int32]
    var fill: (UnsafeMutablePointer<Double>) -> Void
  }

  /// Returns the eigenvalues of a part and, if requested, its eigenvectors as rows.
  private func solve(_ part: Part, vectors: Bool) -> (values: [Double], vectors: MemoryBlock) {
    let count = part.nodes.count
    let memory = MemoryBlock(byteCount: max(1, count * count) * MemoryLayout<Double>.stride)
    let dense = unsafe memory.pointer.bindMemory(to: Double.self, capacity: count * count)
    unsafe dense.initialize(repeating: 0, count: count * count)
    unsafe part.fill(dense)
    var values = unsafe SymmetricDense.decompose(dense, size: count, vectors: vectors)
    // Known values replace the computed ones, as often as they occur among these nodes, and have no
    // rounding errors.
    for space in problem.known {
      let copies = Set(part.nodes.map { space.vectorOfNode[Int($0)] }.filter { $0 >= 0 }).count
      for copy in 0..<copies {
        if space.value == problem.bounds.lowerBound { values[copy] = space.value }
        if space.value == problem.bounds.upperBound { values[count - 1 - copy] = space.value }
      }
    }
    return (values, memory)
  }

  private func components(_ options: EigenOptions, vectorCount: Int) throws(SpectralError) -> [Part] {
    guard let matrix = problem.matrix?() else {
      try check(problem.op.size, vectorCount, options)
      let op = problem.op
      let fill = { (target: UnsafeMutablePointer<Double>) in unsafe Self.fill(target, from: op) }
      return unsafe [Part(nodes: (0..<Int32(op.size)).map { $0 }, fill: unsafe fill)]
    }
    let lists = Components([matrix.pattern], nodeCount: matrix.rowCount).lists
    try check(lists.map(\.count).max() ?? 0, vectorCount, options)
    var position = [Int](repeating: 0, count: matrix.rowCount)
    for nodes in lists { for (local, node) in nodes.enumerated() { position[Int(node)] = local } }
    return lists.map { nodes in
      unsafe Part(nodes: nodes) { target in
        for (local, node) in nodes.enumerated() {
          let row = Int(node)
          for entry in matrix.pattern.rowOffsets[row]..<matrix.pattern.rowOffsets[row + 1] {
            let column = position[Int(matrix.pattern.columnIndices[entry])]
            unsafe target[local * nodes.count + column] += matrix.values[entry]
          }
        }
      }
    }
  }

  private func check(_ largest: Int, _ vectorCount: Int, _ options: EigenOptions) throws(SpectralError) {
    let limit = options.bytesAllowed
    let order = Double(largest)
    // LAPACK's divide and conquer needs two more matrices if it computes vectors.
    let bytes = 8 * ((vectorCount > 0 ? 3 : 1) * order * order + 2 * Double(problem.op.size * vectorCount))
    guard bytes <= limit && largest <= SymmetricDense.largestSize else {
      throw .tooLarge(what: "all eigenvalues of a component of \(largest) nodes", bytes: bytes, limit: limit)
    }
  }

  /// Computes the entries of an operator from its products with unit vectors.
  private static func fill(_ target: UnsafeMutablePointer<Double>, from op: any SymmetricOperator) {
    let width = 16
    for start in stride(from: 0, to: op.size, by: width) {
      var unit = GraphSignals(zeros: op.size, count: min(width, op.size - start))
      for column in 0..<unit.signalCount { unit[start + column, column] = 1 }
      let image = op(unit)
      for row in 0..<op.size {
        for column in 0..<unit.signalCount {
          unsafe target[row * op.size + start + column] = image[row, column]
        }
      }
    }
  }
}
