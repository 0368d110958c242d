// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// Thick-restart Lanczos with blocks: Rayleigh-Ritz on a fully orthogonalized Krylov space, which
/// shrinks to its best Ritz vectors when it is full.
///
/// The method combines thick restarts (Wu and Simon 2000) and blocks (Golub and Underwood 1977). A block
/// of b random vectors finds an eigenvalue of multiplicity up to b. If as many equal eigenvalues as
/// random vectors appear, the search starts again in the complement of what was found, until no
/// eigenvalue can have been missed.
struct BlockLanczos {
  /// The operator to iterate with. Its best eigenvalues are those to find.
  let multiply: (GraphSignals) -> GraphSignals
  /// The length of the vectors.
  let size: Int
  /// Known eigenspaces, to which all vectors are kept orthogonal.
  let known: [KnownEigenspace]
  /// The number of pairs to find.
  let wanted: Int
  /// The number of vectors per block.
  let width: Int
  /// The maximum number of vectors in the basis, a multiple of the width.
  var capacity: Int
  /// The score of an eigenvalue of the operator. The eigenvalues with the largest scores are found.
  var score: (Double) -> Double
  /// The residual of a Ritz value divided by the allowed residual. The value has converged if the ratio
  /// is at most 1.
  var excess: (_ value: Double, _ residual: Double) -> Double
  /// Returns whether two eigenvalues of the operator may be equal.
  var areClose: (Double, Double) -> Bool
  /// The maximum number of products.
  var maximumProducts: Int
  /// The number of restarts after which the search gives up.
  var maximumRestarts = Int.max
  /// Returns whether continuing is pointless with these Ritz values, best first. Called when the basis
  /// is full.
  var isHopeless: ([Double]) -> Bool = { _ in false }
  /// The first block, or nil for random vectors.
  var start: GraphSignals?
  /// The seed of the random vectors.
  let seed: UInt64

  /// The result of a search.
  struct Outcome {
    /// The Ritz values of the operator, best first.
    var values: [Double]
    /// The Ritz vectors.
    var vectors: GraphSignals
    /// The number of leading pairs that have converged.
    var convergedCount: Int
    /// The number of products with a vector.
    var products: Int
  }

  /// Searches until enough pairs have converged or the maximum number of products or restarts is
  /// reached.
  mutating func run() -> Outcome {
    var state = State(self)
    // The state owns the first block now, so its memory can be released.
    start = nil
    var restarts = 0
    while true {
      state.expand()
      let isFull = state.basis.vectorCount + width > capacity
      let isExhausted = state.products + width > maximumProducts
      guard isFull || isExhausted || state.isWorthLooking else { continue }
      let ritz = state.ritz()
      if ritz.convergedCount >= max(wanted, state.required) {
        if isExhausted || !state.mayHaveMissed(ritz) { return state.outcome(ritz) }
        state.restartBeside(ritz)
      } else if isExhausted || (isFull && restarts >= maximumRestarts) {
        return state.outcome(ritz)
      } else if isFull {
        if isHopeless(ritz.values) { return state.outcome(ritz) }
        state.restart(ritz)
        restarts += 1
      }
    }
  }
}

/// The eigenpairs of the projected operator, best first.
private struct Ritz {
  var values: [Double]
  /// The combinations of basis vectors, one per row.
  var combinations: [[Double]]
  var residuals: [Double]
  /// The number of leading pairs that have converged.
  var convergedCount: Int
}

private struct State {
  private(set) var problem: BlockLanczos
  var basis: BlockBasis
  /// V^T A V, `[capacity, capacity]`.
  var projected: [Double]
  /// The block that is added to the basis next.
  var next: GraphSignals
  /// The coupling of the last block of the basis with the next: A V = V T + next coupling, on the last
  /// block.
  var coupling: [Double]
  var products = 0
  /// The values kept when the search last started again in their complement.
  private var keptValues: [Double] = []
  private var draws: UInt64 = 0
  private var scale = 0.0
  private var forecast = ConvergenceForecast()
  /// The number of vectors that the last restart kept.
  private var restartedCount = 0

  init(_ problem: BlockLanczos) {
    self.problem = problem
    let width = problem.width
    basis = BlockBasis(nodeCount: problem.size, width: width)
    projected = [Double](repeating: 0, count: problem.capacity * problem.capacity)
    coupling = [Double](repeating: 0, count: width * width)
    next = GraphSignals(zeros: problem.size, count: width)
    next = freshBlock(problem.start)
    self.problem.start = nil
  }

  /// Whether computing the Ritz values may show that the search is complete.
  var isWorthLooking: Bool {
    basis.vectorCount >= problem.wanted + problem.width
      && forecast.isWorthLooking(
        products: products, vectorCount: basis.vectorCount, vectorLength: problem.size)
  }

  /// Adds the next block to the basis and computes the one after it.
  mutating func expand() {
    let width = problem.width
    let start = basis.vectorCount
    basis.append(next)
    var image = problem.multiply(next)
    // Rounding reintroduces components along the known vectors, and the operator magnifies them.
    for space in problem.known { space.project(outOf: &image) }
    products += width
    // After a restart, the first product has components along all kept vectors, later ones along the
    // last two blocks.
    let isNear = start - restartedCount >= 2 * width
    let (coefficients, gram) = basis.orthogonalize(&image, nearCount: isNear ? 2 : nil)
    for row in 0..<basis.vectorCount {
      for column in 0..<width {
        let value = coefficients[row * width + column]
        scale = max(scale, abs(value))
        projected[row * problem.capacity + start + column] = value
      }
    }
    for row in 0..<basis.vectorCount {
      for column in 0..<width {
        projected[(start + column) * problem.capacity + row] =
          projected[row * problem.capacity + start + column]
      }
    }
    (next, coupling) = orthonormalized(image, gram: gram)
  }

  /// Returns an orthonormal block Q, orthogonal to the basis, and R with w = Q R. Directions in which w
  /// is 0 are filled with random vectors.
  private mutating func orthonormalized(_ w: GraphSignals, gram: [Double]) -> (GraphSignals, [Double]) {
    let width = problem.width
    let floor = 1e-13 * scale
    let first = SquareFactor(gram: gram, width: width, floor: floor)
    var factor = first.factor
    var block = BlockBasis.product(w, first.inverse)
    if first.rank < width {
      // A Gram matrix does not show directions that are short compared with the others, but the
      // remainder of w does.
      var left = w
      left.add(BlockBasis.product(block, first.factor), times: -1)
      let rest = SquareFactor(gram: BlockBasis.gram(left), width: width, floor: floor)
      let rank = min(width, first.rank + rest.rank)
      block.add(
        BlockBasis.product(left, rest.columnsOfInverse(rank - first.rank, movedTo: first.rank)), times: 1)
      for row in first.rank..<rank {
        for column in 0..<width {
          factor[row * width + column] = rest.factor[(row - first.rank) * width + column]
        }
      }
      if rank < width { fill(&block, from: rank) }
    }
    // After cancellation, a small remainder may have components along the basis again.
    if first.rank < width || first.condition > 1e4 { _ = basis.orthogonalize(&block) }
    // Known vectors enter the block through the rounding of the basis, and the operator may magnify
    // them.
    for space in problem.known { space.project(outOf: &block) }
    // Columns that were long and well separated are already orthonormal.
    if first.rank == width && first.condition < 10 && first.shortest > 0.01 * scale { return (block, factor) }
    let second = SquareFactor(gram: BlockBasis.gram(block), width: width, floor: 0)
    block = BlockBasis.product(block, second.inverse)
    return (block, SquareFactor.product(second.factor, factor, width))
  }

  /// Returns random unit vectors, orthogonal to the basis and the known eigenspaces.
  private mutating func freshBlock(_ start: GraphSignals? = nil) -> GraphSignals {
    var block = start ?? GraphSignals(zeros: problem.size, count: problem.width)
    if start == nil { fill(&block, from: 0) }
    for _ in 0..<2 {
      for space in problem.known { space.project(outOf: &block) }
      let (_, gram) = basis.orthogonalize(&block)
      block = BlockBasis.product(block, SquareFactor(gram: gram, width: problem.width, floor: 0).inverse)
    }
    return block
  }

  private mutating func fill(_ block: inout GraphSignals, from column: Int) {
    let stream = RandomStream(seed: problem.seed, purpose: .initialization, step: draws)
    draws += 1
    let width = problem.width
    let target = unsafe block.uniquePointer()
    // The columns have about the length of a unit vector, like the others.
    let size = (12 / Double(problem.size)).squareRoot()
    block.forEachRowRange(nanosecondsPerRow: 20) { rows in
      for row in rows {
        for index in column..<width {
          unsafe target[row * width + index] =
            size * (stream.uniform(at: UInt64(row * width + index)) - 0.5)
        }
      }
    }
  }

  /// Returns the eigenpairs of the projected operator, best first.
  mutating func ritz() -> Ritz {
    let count = basis.vectorCount
    let width = problem.width
    var matrix = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for column in 0..<count {
        matrix[row * count + column] = projected[row * problem.capacity + column]
      }
    }
    let (values, vectors) = SymmetricDense.decompose(matrix, size: count)
    let order = (0..<count).sorted { problem.score(values[$0]) > problem.score(values[$1]) }
    let combinations = order.map { Array(vectors[$0 * count..<($0 + 1) * count]) }
    let residuals = combinations.map { combination in
      // The residual is the norm of coupling times the last block of the combination.
      var square = 0.0
      for row in 0..<width {
        var sum = 0.0
        for column in 0..<width {
          sum += coupling[row * width + column] * combination[count - width + column]
        }
        square += sum * sum
      }
      return square.squareRoot()
    }
    let sorted = order.map { values[$0] }
    let excess = sorted.indices.map { problem.excess(sorted[$0], residuals[$0]) }
    let converged = excess.prefix { $0 <= 1 }.count
    forecast.record(excess: excess.prefix(problem.wanted).max() ?? 0, products: products)
    return Ritz(values: sorted, combinations: combinations, residuals: residuals, convergedCount: converged)
  }

  /// The number of pairs that must have converged before a search in the complement of others can show
  /// whether any were missed: one more than it started with. The first new one shows where the rest of
  /// the spectrum begins.
  var required: Int { keptValues.isEmpty ? 0 : keptValues.count + 1 }

  /// Returns whether there may be more copies of an eigenvalue: either the first search has found as
  /// many as a block has vectors, or a later search has found additional ones.
  func mayHaveMissed(_ ritz: Ritz) -> Bool {
    let values = ritz.values.prefix(problem.wanted)
    var start = 0
    for index in values.indices {
      if index > start && !problem.areClose(values[index - 1], values[index]) { start = index }
      let before = keptValues.count { problem.areClose($0, values[start]) }
      let count = index - start + 1
      if keptValues.isEmpty ? count >= problem.width : count > before { return true }
    }
    return false
  }

  /// Shrinks the basis to the best Ritz vectors.
  mutating func restart(_ ritz: Ritz) {
    let width = problem.width
    let room = problem.capacity - problem.wanted
    let kept = (problem.wanted + room * 2 / 5) / width * width
    shrink(to: max(width, min(kept, problem.capacity - 2 * width)), ritz)
  }

  /// Keeps the converged vectors and starts again in their complement with random vectors.
  mutating func restartBeside(_ ritz: Ritz) {
    let width = problem.width
    // Only whole blocks of converged vectors are kept. Those that are dropped are found again.
    let wanted = (problem.wanted + width - 1) / width * width
    let found = min(ritz.convergedCount, wanted, problem.capacity - 2 * width)
    shrink(to: found / width * width, ritz)
    keptValues = Array(ritz.values.prefix(found))
    next = freshBlock()
  }

  private mutating func shrink(to kept: Int, _ ritz: Ritz) {
    let count = basis.vectorCount
    var combinations = [Double](repeating: 0, count: count * kept)
    for column in 0..<kept {
      for row in 0..<count { combinations[row * kept + column] = ritz.combinations[column][row] }
    }
    basis.rotate(by: combinations, kept: kept)
    for index in projected.indices { projected[index] = 0 }
    for column in 0..<kept { projected[column * problem.capacity + column] = ritz.values[column] }
    restartedCount = kept
  }

  /// Returns the best Ritz pairs. The basis shrinks to them, so the search cannot be continued.
  mutating func outcome(_ ritz: Ritz) -> BlockLanczos.Outcome {
    let width = problem.width
    let kept = min(problem.wanted, basis.vectorCount)
    next = GraphSignals(zeros: 0, count: 0)
    shrink(to: min(basis.vectorCount, (kept + width - 1) / width * width), ritz)
    // The memory of a large basis is released before its vectors are copied.
    if SystemMemory.isScarce(vectorLength: problem.size) { BufferPool.trim() }
    return BlockLanczos.Outcome(
      values: Array(ritz.values.prefix(kept)), vectors: basis.firstVectors(kept),
      convergedCount: min(kept, ritz.convergedCount), products: products)
  }
}
