// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import TensorCore
import Testing

@Suite("Guarantees of the eigensolvers: repeatable bits, determined signs, errors that report progress")
struct EigenpairContractTests {
  static let graph = randomConnected(3000, extra: 6000)

  @Test(
    "Eigenpairs of the same seed are the same to the bit for 1, 2 and 3 threads",
    arguments: iterativeMethods + [.automatic])
  func repeatable(method: EigenMethod) throws {
    let laplacian = try Self.graph.laplacian()
    let options = EigenOptions(tolerance: 1e-9, method: method, seed: 7)
    let runs = try [1, 2, 3, 2].map { threads in
      try Parallelism.$threadCount.withValue(threads) {
        try laplacian.eigenpairs(smallest: 9, options: options)
      }
    }
    #expect(runs.dropFirst().allSatisfy { sameBits($0, runs[0]) })
  }

  @Test("The full spectrum is the same to the bit for 1 and 2 threads")
  func repeatableDense() throws {
    let laplacian = try randomConnected(300, extra: 600).laplacian()
    let runs = try [1, 2].map { threads in
      try Parallelism.$threadCount.withValue(threads) { try laplacian.eigenpairs() }
    }
    #expect(sameBits(runs[0], runs[1]))
  }

  @Test(
    "Eigensolvers with different seeds find the same eigenpairs up to rounding", arguments: iterativeMethods)
  func seeds(method: EigenMethod) throws {
    let laplacian = try Self.graph.laplacian()
    let runs = try [0, 1].map { seed in
      try laplacian.eigenpairs(
        largest: 6, options: EigenOptions(tolerance: 1e-12, method: method, seed: UInt64(seed)))
    }
    #expect(mismatch(runs[0].values, runs[1].values, 1e-11) == nil)
    #expect(largestDifference(runs[0].vectors.elements, runs[1].vectors.elements) < 1e-7)
  }

  @Test(
    "Eigenpairs have determined signs, ascending values and the residuals of their vectors",
    arguments: methods)
  func form(method: EigenMethod) throws {
    let laplacian = try randomConnected(700, extra: 1400, weights: 0.5...2).laplacian(.combinatorial)
    for end in [SpectrumEnd.smallest, .largest] {
      let pairs = try laplacian.eigenpairs(7, end, options: EigenOptions(method: method))
      #expect(hasSettledSigns(pairs.vectors))
      #expect(pairs.values == pairs.values.sorted())
      #expect(pairs.residuals.count == 7 && pairs.vectors.signalCount == 7)
      #expect(method == .automatic || pairs.method == method)
      #expect(pairs.method != .automatic)
      for column in 0..<7 {
        let vector = pairs.vectors.column(column)
        let difference = zip(laplacian.multiplied(by: vector), vector).map {
          $0 - pairs.values[column] * $1
        }
        #expect(abs(dot(difference, difference).squareRoot() - pairs.residuals[column]) < 1e-12)
      }
    }
  }

  @Test(
    "The error of an eigensolver that did not converge carries the converged eigenpairs",
    arguments: [EigenMethod.lanczos, .chebyshev])
  func notConverged(method: EigenMethod) throws {
    // Five heavy edges far apart have eigenvalues well above the rest of the spectrum, which is dense.
    let edges = (0..<1999).map { ($0, $0 + 1) }
    let weights = edges.map { $0.0 % 400 == 200 ? 100.0 * Double($0.0 / 400 + 1) : 1 }
    let laplacian = try undirected(2000, edges, weights: weights).laplacian(.combinatorial)
    let expected = try laplacian.eigenpairs(largest: 5, options: EigenOptions(method: .shiftInvert)).values
    let error = #expect(throws: SpectralError.self) {
      try laplacian.eigenpairs(
        largest: 12, options: EigenOptions(tolerance: 1e-10, method: method, maximumProducts: 120))
    }
    guard case .notConverged(let converged, let requested, let products) = error else {
      Issue.record("the error is \(String(describing: error))")
      return
    }
    #expect(requested == 12)
    #expect(products <= 240, "about as many as were allowed")
    #expect(converged.count < 12)
    // So few products are too few for a polynomial filter; Lanczos finds the five separate eigenvalues.
    #expect(method == .chebyshev || converged.count >= 5)
    let common = min(5, converged.count)
    #expect(mismatch(Array(converged.values.suffix(common)), Array(expected.suffix(common)), 1e-8) == nil)
    #expect(hasSettledSigns(converged.vectors))
    #expect(Quality(converged) { laplacian.multiplied(by: $0) }.residual < 1e-7)
  }

  @Test(
    "An eigensolver throws an error instead of exceeding its memory limit",
    arguments: [EigenMethod.dense, .shiftInvert])
  func memoryLimit(method: EigenMethod) throws {
    let laplacian = try Family.grid.graph(size: 900).laplacian()
    let error = #expect(throws: SpectralError.self) {
      try laplacian.eigenpairs(smallest: 4, options: EigenOptions(method: method, memoryLimit: 10_000))
    }
    guard case .tooLarge(let what, let bytes, let limit) = error else {
      Issue.record("the error is \(String(describing: error))")
      return
    }
    #expect(!what.isEmpty && bytes > limit && limit == 10_000)
    let pairs = try laplacian.eigenpairs(
      smallest: 4, options: EigenOptions(method: method, memoryLimit: 100_000_000))
    #expect(pairs.count == 4)
  }

  @Test("The full spectrum without vectors throws an error instead of exceeding the memory limit")
  func memoryLimitOfValues() throws {
    let laplacian = try Family.grid.graph(size: 400).laplacian()
    #expect(throws: SpectralError.self) {
      try laplacian.eigenvalues(options: EigenOptions(memoryLimit: 100_000))
    }
  }
}
