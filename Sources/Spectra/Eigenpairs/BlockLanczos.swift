internal import TensorCore

/// Thick-restart Lanczos with blocks: Rayleigh-Ritz on a Krylov space that is kept orthogonal in full and, when it
/// is full, shrinks to its best Ritz vectors.
///
/// Wu and Simon 2000 (thick restart), Golub and Underwood 1977 (blocks). A block of b random vectors finds an
/// eigenvalue of multiplicity up to b; where more equal values than random vectors appear, the search starts
/// again beside what was found, until no eigenvalue can have been missed.
struct BlockLanczos {
  /// What is iterated with. Its best eigenvalues are the wanted ones.
  let multiply: (GraphSignals) -> GraphSignals
  /// The length of the vectors.
  let size: Int
  /// Spaces that the search keeps away from.
  let known: [KnownEigenspace]
  /// How many pairs are wanted.
  let wanted: Int
  /// Vectors in a block.
  let width: Int
  /// The largest number of vectors in the basis, a multiple of the width.
  var capacity: Int
  /// How good an eigenvalue of the operator is: the largest ones are found.
  var score: (Double) -> Double
  /// The residual of a Ritz value over what is allowed: it has converged where this is at most 1.
  var excess: (_ value: Double, _ residual: Double) -> Double
  /// Whether two eigenvalues of the operator may belong together.
  var areClose: (Double, Double) -> Bool
  /// The largest number of products.
  var maximumProducts: Int
  /// How often the basis may shrink before the search gives up.
  var maximumRestarts = Int.max
  /// Whether going on makes no sense with such Ritz values, best first; asked when the basis is full.
  var isHopeless: ([Double]) -> Bool = { _ in false }
  /// A block to begin with, random where there is none.
  var start: GraphSignals?
  /// Random starting vectors.
  let seed: UInt64

  /// What a search ends with.
  struct Outcome {
    /// The Ritz values of the operator, best first.
    var values: [Double]
    /// Their vectors.
    var vectors: GraphSignals
    /// How many of them, from the first on, have converged.
    var convergedCount: Int
    /// How many products with a vector were made.
    var products: Int
  }

  /// Searches until as many as are wanted have converged, or until no more may be spent.
  mutating func run() -> Outcome {
    var state = State(self)
    // The first block has gone into the state.
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
  /// Combinations of the basis, one a row.
  var combinations: [[Double]]
  var residuals: [Double]
  /// How many have converged, counted from the best one.
  var convergedCount: Int
}

private struct State {
  private(set) var problem: BlockLanczos
  var basis: BlockBasis
  /// V^T A V, `[capacity, capacity]`.
  var projected: [Double]
  /// The block that comes next.
  var next: GraphSignals
  /// What joins the last block of the basis with the next: A V = V T + next coupling on the last block.
  var coupling: [Double]
  var products = 0
  /// The values that were kept when the search last began beside them.
  private var keptValues: [Double] = []
  private var draws: UInt64 = 0
  private var scale = 0.0
  private var forecast = ConvergenceForecast()
  /// How many vectors the last restart kept.
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

  /// Whether the Ritz values may show that the search is over.
  var isWorthLooking: Bool {
    basis.vectorCount >= problem.wanted + problem.width
      && forecast.isWorthLooking(
        products: products, vectorCount: basis.vectorCount, vectorLength: problem.size)
  }

  /// Adds the next block to the basis and makes the one after it.
  mutating func expand() {
    let width = problem.width
    let start = basis.vectorCount
    basis.append(next)
    var image = problem.multiply(next)
    // Rounding brings the known vectors back, and the operator has magnified them.
    for space in problem.known { space.project(outOf: &image) }
    products += width
    // After a restart the first product meets all vectors that were kept, later ones the last two blocks.
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

  /// An orthonormal block Q beside the basis and R with w = Q R. Directions in which w has nothing left are filled
  /// with random ones.
  private mutating func orthonormalized(_ w: GraphSignals, gram: [Double]) -> (GraphSignals, [Double]) {
    let width = problem.width
    let floor = 1e-13 * scale
    let first = SquareFactor(gram: gram, width: width, floor: floor)
    var factor = first.factor
    var block = BlockBasis.product(w, first.inverse)
    if first.rank < width {
      // A Gram matrix does not show directions that are short beside the others: what is left of w does.
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
    // What little was left after the projections may lie along the basis again.
    if first.rank < width || first.condition > 1e4 { _ = basis.orthogonalize(&block) }
    // What the basis has of the known vectors by rounding came in with its parts, and the operator may magnify it.
    for space in problem.known { space.project(outOf: &block) }
    // Long columns that stood well apart have become orthonormal already.
    if first.rank == width && first.condition < 10 && first.shortest > 0.01 * scale { return (block, factor) }
    let second = SquareFactor(gram: BlockBasis.gram(block), width: width, floor: 0)
    block = BlockBasis.product(block, second.inverse)
    return (block, SquareFactor.product(second.factor, factor, width))
  }

  /// Random unit vectors, orthogonal to the basis and to what is known.
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
    // Of the size of a unit vector, as the other columns are.
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

  /// The eigenpairs of the projected operator, best first.
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
      // The norm of coupling times the last block of the combination.
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

  /// How many pairs must have converged before a search beside others can tell whether it missed any: one more
  /// than it began with. The first new one shows where the spectrum of the rest begins.
  var required: Int { keptValues.isEmpty ? 0 : keptValues.count + 1 }

  /// Whether there may be more copies of a wanted eigenvalue: the first search has found as many as the block has
  /// vectors, or a search beside what was found has found more.
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

  /// Keeps what has converged and starts beside it with random vectors.
  mutating func restartBeside(_ ritz: Ritz) {
    let width = problem.width
    // Whole blocks only, and only what has converged; what falls away is found again.
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

  /// The best Ritz pairs as vectors. Ends the search: the basis shrinks to them.
  mutating func outcome(_ ritz: Ritz) -> BlockLanczos.Outcome {
    let width = problem.width
    let kept = min(problem.wanted, basis.vectorCount)
    next = GraphSignals(zeros: 0, count: 0)
    shrink(to: min(basis.vectorCount, (kept + width - 1) / width * width), ritz)
    // A large basis is given back before its vectors are copied.
    if SystemMemory.isScarce(vectorLength: problem.size) { BufferPool.trim() }
    return BlockLanczos.Outcome(
      values: Array(ritz.values.prefix(kept)), vectors: basis.firstVectors(kept),
      convergedCount: min(kept, ritz.convergedCount), products: products)
  }
}
