// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Spectral filters of graph signals")
struct SpectralFilterTests {
  static let methods: [FilterMethod] = [.exact, .chebyshev, .lanczos]
  static let graph = randomConnected(600, extra: 1500, weights: 0.2...3, seed: 3)
  static let signals = GraphSignals(columns: [randomSignal(600, seed: 1), randomSignal(600, seed: 2)])

  /// Returns the filtered signals and the exact result.
  static func filter(_ laplacian: Laplacian, _ kernel: SpectralKernel, _ options: FilterOptions) throws
    -> (result: FilteredSignals, exact: GraphSignals)
  {
    let exact = try laplacian.filter(signals, kernel, options: FilterOptions(method: .exact))
    return (try laplacian.filter(signals, kernel, options: options), exact.signals)
  }

  @Test(
    "The heat filter is the same by eigenvectors, Chebyshev polynomials and Krylov spaces",
    arguments: [0, 0.5, 2, 30],
    [Laplacian.Kind.symmetric, .combinatorial])
  func heat(time: Double, kind: Laplacian.Kind) throws {
    let laplacian = try Self.graph.laplacian(kind)
    for method in Self.methods {
      let (result, exact) = try Self.filter(laplacian, .heat(time), FilterOptions(method: method))
      #expect(result.method == method && result.errorBounds.count == 2)
      #expect(largestDifference(result.signals.elements, exact.elements) < 1e-9)
      for column in 0..<2 {
        let error = distance(result.signals.column(column), exact.column(column))
        // The exact filter has rounding errors as well.
        let rounding = 1e-13 * norm(Self.signals.column(column))
        #expect(error <= result.errorBounds[column] + rounding, "\(method)")
        #expect(result.errorBounds[column] < 1e-8)
      }
    }
  }

  @Test("The error of a low-order Chebyshev filter is within its bound", arguments: [1, 2, 4, 8, 16])
  func lowOrder(order: Int) throws {
    for kernel in [SpectralKernel.heat(3), .tikhonov(5), .mexicanHat(scale: 4)] {
      let laplacian = try Self.graph.laplacian(.symmetric)
      let options = FilterOptions(method: .chebyshev, order: order)
      let (result, exact) = try Self.filter(laplacian, kernel, options)
      #expect(result.order == order)
      for column in 0..<2 {
        let error = distance(result.signals.column(column), exact.column(column))
        #expect(error <= result.errorBounds[column])
        #expect(result.errorBounds[column] < 50)
      }
    }
  }

  @Test(
    "A filter with a looser tolerance uses a lower order and stays within the tolerance",
    arguments: [1e-2, 1e-5, 1e-8])
  func tolerance(tolerance: Double) throws {
    let laplacian = try Self.graph.laplacian()
    for method in [FilterMethod.chebyshev, .lanczos] {
      let tight = try laplacian.filter(Self.signals, .heat(5), options: FilterOptions(method: method))
      let options = FilterOptions(method: method, tolerance: tolerance)
      let (loose, exact) = try Self.filter(laplacian, .heat(5), options)
      #expect(loose.order <= tight.order && (method == .lanczos || loose.order < tight.order))
      for column in 0..<2 {
        let error = distance(loose.signals.column(column), exact.column(column))
        #expect(error <= 2 * tolerance * norm(Self.signals.column(column)))
      }
    }
  }

  @Test("The Tikhonov filter solves (1 + s L) y = x", arguments: methods)
  func tikhonov(method: FilterMethod) throws {
    let laplacian = try Self.graph.laplacian(.combinatorial)
    let signal = randomSignal(600)
    let filtered = try laplacian.filter(
      GraphSignals(signal), .tikhonov(0.7), options: FilterOptions(method: method)
    ).signals.column(0)
    let back = zip(filtered, laplacian.multiplied(by: filtered)).map { $0 + 0.7 * $1 }
    #expect(largestDifference(back, signal) < 1e-8)
  }

  @Test(
    "A Lanczos filter on a few nodes, whose Krylov space is the whole space, is exact", arguments: [2, 5, 30])
  func wholeKrylovSpace(nodeCount: Int) throws {
    let laplacian = try randomConnected(nodeCount, extra: nodeCount, weights: 1...50).laplacian(
      .combinatorial)
    let signal = randomSignal(nodeCount)
    let result = try laplacian.filter(
      GraphSignals(signal), .heat(0.3), options: FilterOptions(method: .lanczos))
    let exact = try laplacian.filter(GraphSignals(signal), .heat(0.3), options: FilterOptions(method: .exact))
    #expect(result.order <= nodeCount)
    #expect(largestDifference(result.signals.elements, exact.signals.elements) < 1e-13)
  }

  @Test("The error bound of a filter holds for kernels with large values", arguments: methods)
  func largeValues(method: FilterMethod) throws {
    let laplacian = try randomConnected(15, extra: 20, weights: 100...900).laplacian(.combinatorial)
    let signal = randomSignal(15)
    let square = SpectralKernel(name: "square") { $0 * $0 }
    let result = try laplacian.filter(
      GraphSignals(signal), square, options: FilterOptions(method: method))
    let expected = laplacian.multiplied(by: laplacian.multiplied(by: signal))
    #expect(distance(result.signals.column(0), expected) <= result.errorBounds[0])
    #expect(result.errorBounds[0] < 1e-6 * norm(expected))
  }

  @Test("The heat filter of a very long time preserves a constant signal", arguments: [1e4, 1e7])
  func narrow(time: Double) throws {
    // Heat preserves constants for any time, although the kernel is 1 only very close to 0.
    let laplacian = try Self.graph.laplacian(.combinatorial)
    let ones = GraphSignals([Double](repeating: 1, count: 600))
    let result = try laplacian.filter(ones, .heat(time))
    #expect(result.signals.column(0).allSatisfy { $0 > 0.5 && $0 < 1.5 })
  }

  @Test(
    "Heat filters with weights multiplied by c and time divided by c are equal", arguments: methods,
    [1e-14, 1e-3, 1e12])
  func units(method: FilterMethod, scale: Double) throws {
    let path = Family.path.graph(size: 200)
    let scaled = undirected(
      200, (0..<199).map { ($0, $0 + 1) }, weights: [Double](repeating: scale, count: 199))
    let signal = GraphSignals((0..<200).map { $0 == 0 ? 1 : 0 })
    let options = FilterOptions(method: method)
    let expected = try path.laplacian(.combinatorial).filter(signal, .heat(200), options: options)
    let result = try scaled.laplacian(.combinatorial).filter(signal, .heat(200 / scale), options: options)
    #expect(largestDifference(result.signals.elements, expected.signals.elements) < 1e-9)
  }

  @Test(
    "Filters handle no signals, the zero signal, graphs without edges and a single node", arguments: methods)
  func small(method: FilterMethod) throws {
    let options = FilterOptions(method: method)
    let laplacian = try Family.path.graph(size: 9).laplacian()
    let none = try laplacian.filter(GraphSignals(zeros: 9, count: 0), .heat(1), options: options)
    #expect(none.signals.signalCount == 0 && none.errorBounds.isEmpty)
    let zero = try laplacian.filter(GraphSignals(zeros: 9, count: 1), .heat(1), options: options)
    #expect(zero.signals.column(0).allSatisfy { $0 == 0 })
    for kind in Laplacian.Kind.allCases {
      for nodeCount in [1, 3] {
        let values = randomSignal(nodeCount)
        let result = try undirected(nodeCount, []).laplacian(kind).filter(
          GraphSignals(values), .heat(2), options: options)
        #expect(largestDifference(result.signals.column(0), values) < 1e-10, "\(kind)")
      }
    }
    let empty = try undirected(0, []).laplacian().filter(GraphSignals([]), .heat(1), options: options)
    #expect(empty.signals.nodeCount == 0)
  }
}
