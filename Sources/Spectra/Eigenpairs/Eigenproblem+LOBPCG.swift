// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

extension Eigenproblem {
  /// Finds pairs by locally optimal block conjugate gradients: Rayleigh-Ritz on the current vectors, the
  /// preconditioned residuals and the last directions (Knyazev 2001), with an orthonormal basis
  /// (Hetmaniuk and Lehoucq 2006).
  ///
  /// The search for the smallest pairs of a matrix with entries is preconditioned by an incomplete
  /// Cholesky factor.
  func lobpcg(_ wanted: Int, _ end: SpectrumEnd, _ options: EigenOptions) throws(SpectralError)
    -> IterativeResult
  {
    if case .nearest = end {
      throw .unavailable(
        "LOBPCG finds eigenvalues at the ends of a spectrum; use shift-invert or chebyshev for others")
    }
    let width = wanted >= 24 ? 8 : 4
    // A few additional vectors make the last pairs converge as fast as the others.
    let block = (wanted + width - 1) / width * width + width
    guard 3 * block <= op.size - known.reduce(0, { $0 + $1.count }) else {
      throw .unavailable("LOBPCG needs more than \(op.size) rows to find \(wanted) pairs")
    }
    let factor = end == .smallest ? matrix.map { IncompleteCholesky($0(), shift: 1e-6 * scale) } : nil
    let sign: Double = end == .smallest ? 1 : -1
    var iteration = LocallyOptimalIteration(
      problem: self, width: width, count: block, sign: sign, precondition: { factor?.solve($0) ?? $0 },
      seed: options.seed)
    let goal = max(options.tolerance, 1e-14) * scale
    while true {
      let residuals = iteration.improve()
      let isComplete = residuals.prefix(wanted).allSatisfy { $0 <= goal }
      if isComplete || iteration.products + block > options.productLimit {
        return IterativeResult(
          vectors: iteration.vectors(first: wanted), isComplete: isComplete, products: iteration.products)
      }
      iteration.search()
    }
  }
}

/// The state between two Rayleigh-Ritz steps. The first `count` vectors of the basis are the current
/// ones.
private struct LocallyOptimalIteration {
  let problem: Eigenproblem
  let width: Int
  let count: Int
  /// 1 for the smallest eigenvalues, -1 for the largest.
  let sign: Double
  let precondition: (GraphSignals) -> GraphSignals
  var products = 0
  private var basis: BlockBasis
  /// The products of the operator with the basis, block by block.
  private var images: BlockBasis
  private var values: [Double] = []
  private let seed: UInt64
  private var draws: UInt64 = 0

  init(
    problem: Eigenproblem, width: Int, count: Int, sign: Double,
    precondition: @escaping (GraphSignals) -> GraphSignals, seed: UInt64
  ) {
    self.problem = problem
    self.width = width
    self.count = count
    self.sign = sign
    self.precondition = precondition
    self.seed = seed
    basis = BlockBasis(nodeCount: problem.op.size, width: width)
    images = basis
    for _ in 0..<count / width { add(random()) }
  }

  /// Performs Rayleigh-Ritz and keeps the best vectors and the directions that led to them. Returns the
  /// norms of the residuals.
  mutating func improve() -> [Double] {
    let size = basis.vectorCount
    var projected = [Double](repeating: 0, count: size * size)
    for (block, image) in images.blocks.enumerated() {
      let columns = basis.coefficients(of: image)
      for row in 0..<size {
        for column in 0..<width {
          projected[row * size + block * width + column] = sign * columns[row * width + column]
        }
      }
    }
    for row in 0..<size {
      for column in 0..<row {
        let mean = (projected[row * size + column] + projected[column * size + row]) / 2
        projected[row * size + column] = mean
        projected[column * size + row] = mean
      }
    }
    let (all, vectors) = SymmetricDense.decompose(projected, size: size)
    values = Array(all.prefix(count))
    var kept = (0..<count).map { Array(vectors[$0 * size..<($0 + 1) * size]) }
    if size > count { kept += directions(beside: kept, size) }
    var combinations = [Double](repeating: 0, count: size * kept.count)
    for (column, vector) in kept.enumerated() {
      for row in 0..<size { combinations[row * kept.count + column] = vector[row] }
    }
    basis.rotate(by: combinations, kept: kept.count)
    images.rotate(by: combinations, kept: kept.count)
    return (0..<count / width).flatMap { block -> [Double] in
      let residual = residual(block)
      return ColumnSums.products(residual, residual).map { $0.squareRoot() }
    }
  }

  /// Adds the preconditioned residuals to the basis.
  mutating func search() {
    let steps = (0..<count / width).map { precondition(residual($0)) }
    for step in steps { add(step) }
  }

  /// Returns the best vectors.
  func vectors(first wanted: Int) -> GraphSignals { basis.firstVectors(wanted) }

  /// Returns A x - lambda x for a block of the current vectors.
  private func residual(_ block: Int) -> GraphSignals {
    var residual = images.blocks[block]
    residual.add(basis.blocks[block], times: (0..<width).map { -sign * values[block * width + $0] })
    return residual
  }

  /// Returns the components of the new vectors outside the old ones, orthonormal to `kept` in the space
  /// of combinations. If there is no such component, any direction of that space is used.
  private func directions(beside kept: [[Double]], _ size: Int) -> [[Double]] {
    var found = [[Double]]()
    let stream = RandomStream(seed: seed, purpose: .initialization, step: draws, ordinal: 2)
    for index in 0..<count {
      var direction = kept[index]
      for row in 0..<count { direction[row] = 0 }
      var attempt = 0
      while true {
        var length = 0.0
        for _ in 0..<2 {
          for other in kept + found {
            let dot = zip(direction, other).reduce(0) { $0 + $1.0 * $1.1 }
            for row in 0..<size { direction[row] -= dot * other[row] }
          }
          length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
          if length > 0 { direction = direction.map { $0 / length } }
        }
        // A direction that exists keeps its length in the second pass.
        if length > 0.5 { break }
        attempt += 1
        for row in 0..<size {
          direction[row] = stream.uniform(at: UInt64((attempt * count + index) * size + row)) - 0.5
        }
      }
      found.append(direction)
    }
    return found
  }

  private mutating func random() -> GraphSignals {
    draws += 1
    return GraphSignals.random(problem.op.size, width, seed: seed, step: 1000 + draws)
  }

  /// Orthonormalizes a block against the basis and adds it with its image.
  private mutating func add(_ block: GraphSignals) {
    var block = block
    for _ in 0..<3 {
      for space in problem.known { space.project(outOf: &block) }
      let (_, gram) = basis.orthogonalize(&block)
      let factor = SquareFactor(gram: gram, width: width, floor: 0)
      block = BlockBasis.product(block, factor.inverse)
      guard factor.rank < width else { continue }
      // Missing directions are replaced by random ones, which the next passes orthogonalize.
      let fresh = random()
      for node in 0..<block.nodeCount {
        for column in factor.rank..<width { block[node, column] = fresh[node, column] }
      }
    }
    var image = GraphSignals(uninitialized: problem.op.size, count: width)
    problem.op.apply(to: block, into: &image)
    products += width
    basis.append(block)
    images.append(image)
  }
}
