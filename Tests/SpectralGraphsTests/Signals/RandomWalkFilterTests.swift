// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Filters of the random-walk Laplacian")
struct RandomWalkFilterTests {
  static let methods: [FilterMethod] = [.exact, .chebyshev, .lanczos]

  @Test("Filters of the random-walk Laplacian are D^-1/2 f(L_sym) D^1/2", arguments: methods)
  func symmetricTwin(method: FilterMethod) throws {
    let graph = disjointUnion([randomConnected(80, extra: 90, weights: 0.1...5), undirected(2, [])])
    let signal = randomSignal(82)
    let walk = try graph.laplacian(.randomWalk)
    let options = FilterOptions(method: method)
    let roots = walk.degrees.map { $0 > 0 ? $0.squareRoot() : 1 }
    for kernel in [SpectralKernel.heat(1.5), .tikhonov(3), .mexicanHat(scale: 2)] {
      let result = try walk.filter(GraphSignals(signal), kernel, options: options).signals.column(0)
      let scaled = GraphSignals(zip(signal, roots).map { $0 * $1 })
      let twin = try graph.laplacian(.symmetric).filter(scaled, kernel, options: options).signals.column(0)
      #expect(largestDifference(result, zip(twin, roots).map { $0 / $1 }) < 1e-13)
    }
  }

  @Test(
    "The heat filter of the random-walk Laplacian is the exponential series of its powers", arguments: methods
  )
  func series(method: FilterMethod) throws {
    let graph = randomConnected(60, extra: 40, weights: 0.5...2)
    let laplacian = try graph.laplacian(.randomWalk)
    let signal = randomSignal(60)
    var term = signal
    var sum = signal
    for order in 1...60 {
      term = laplacian.multiplied(by: term).map { -1.5 * $0 / Double(order) }
      sum = zip(sum, term).map { $0 + $1 }
    }
    let result = try laplacian.filter(
      GraphSignals(signal), .heat(1.5), options: FilterOptions(method: method))
    #expect(largestDifference(result.signals.column(0), sum) < 1e-9)
  }

  @Test("A random-walk filter whose kernel is 1 at 0 leaves a constant signal unchanged", arguments: methods)
  func constant(method: FilterMethod) throws {
    let laplacian = try randomConnected(90, extra: 50, weights: 0.1...5).laplacian(.randomWalk)
    let ones = [Double](repeating: 1, count: 90)
    let result = try laplacian.filter(
      GraphSignals(ones), .heat(40), options: FilterOptions(method: method)
    ).signals.column(0)
    #expect(largestDifference(result, ones) < 1e-9)
  }

  @Test(
    "The error bound of a random-walk filter holds for any unit of the edge weights",
    arguments: [1e-4, 1, 1e4], [1, 3])
  func bound(weight: Double, order: Int) throws {
    let count = 64
    let ring = undirected(
      count, (0..<count).map { ($0, ($0 + 1) % count) }, weights: [Double](repeating: weight, count: count))
    let laplacian = try ring.laplacian(.randomWalk)
    // The first signal has the highest frequency, which low orders of this kernel approximate badly.
    for signal in [(0..<count).map { $0 % 2 == 0 ? 1.0 : -1 }, [Double](repeating: 1, count: count)] {
      let options = FilterOptions(method: .chebyshev, order: order)
      let result = try laplacian.filter(GraphSignals(signal), .heat(4), options: options)
      let exact = try laplacian.filter(
        GraphSignals(signal), .heat(4), options: FilterOptions(method: .exact))
      let error = distance(result.signals.column(0), exact.signals.column(0))
      #expect(error <= result.errorBounds[0] * (1 + 1e-9))
      #expect(error > 0.01)
      // On a regular graph the bound equals that of the symmetric Laplacian.
      let twin = try ring.laplacian(.symmetric).filter(GraphSignals(signal), .heat(4), options: options)
      #expect(abs(result.errorBounds[0] / twin.errorBounds[0] - 1) < 1e-9)
    }
  }
}
