// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Filters with jumps on graphs too large for a full spectrum")
struct DeflatedFilterTests {
  /// Returns the normalised eigenvector sqrt(d) cos(pi k i / (n - 1)) of a path, up to a factor. Its
  /// eigenvalue is 1 - cos(pi k / (n - 1)).
  private static func wave(_ number: Int, on count: Int) -> [Double] {
    (0..<count).map { node in
      let isEnd = node == 0 || node == count - 1
      return (isEnd ? 1 : 2.0.squareRoot()) * cos(.pi * Double(number * node) / Double(count - 1))
    }
  }

  @Test(
    "A filter with jumps on a path of 4,000 nodes stays within its tolerance and error bound",
    arguments: [
      ("lowpass", 0.5), ("highpass", 0.5), ("bandpass", 0.5), ("lowpass", 1e-4), ("highpass", 1.999),
    ])
  func path(kind: String, cut: Double) throws {
    let count = 4000
    let laplacian = try Family.path.graph(size: count).laplacian()
    let kernel: SpectralKernel =
      switch kind {
      case "lowpass": .lowPass(below: cut)
      case "highpass": .highPass(above: cut)
      default: .bandPass(cut...1.2)
      }
    let signal = randomSignal(count)
    let result = try laplacian.filter(GraphSignals(signal), kernel)
    #expect(result.method == .deflated)
    // Eigenvalues lie closer together near the ends of the spectrum, so kept and dropped ones are harder
    // to separate.
    #expect(result.errorBounds[0] <= (cut == 0.5 ? 1e-9 : 1e-7) * norm(signal))
    // The waves are the eigenvectors. The expected signal sums those that the exact filter keeps.
    var expected = [Double](repeating: 0, count: count)
    for number in 0..<count where kernel(1 - cos(.pi * Double(number) / Double(count - 1))) == 1 {
      let wave = Self.wave(number, on: count)
      let share = dot(wave, signal) / dot(wave, wave)
      for node in 0..<count { expected[node] += share * wave[node] }
    }
    #expect(distance(result.signals.column(0), expected) <= result.errorBounds[0] + 1e-11 * norm(signal))
  }

  @Test(
    "Deflated and exact filters agree within the error bound",
    arguments: [Family.grid, .cycle, .star, .path], [Laplacian.Kind.symmetric, .combinatorial, .randomWalk])
  func agrees(family: Family, kind: Laplacian.Kind) throws {
    let laplacian = try family.graph(size: 900).laplacian(kind)
    let signal = randomSignal(laplacian.nodeCount)
    let top = laplacian.eigenvalueBounds.upperBound
    for kernel: SpectralKernel in [
      .lowPass(below: 0.31 * top), .highPass(above: 0.77 * top), .bandPass(0.2 * top...0.61 * top),
    ] {
      let exact = try laplacian.filter(
        GraphSignals(signal), kernel, options: FilterOptions(method: .exact))
      let result = try laplacian.filter(
        GraphSignals(signal), kernel, options: FilterOptions(method: .deflated))
      #expect(result.method == .deflated)
      #expect(
        distance(result.signals.column(0), exact.signals.column(0)) <= result.errorBounds[0] + 1e-11
          * norm(signal))
      #expect(result.errorBounds[0] < 1e-8 * norm(signal))
    }
  }

  @Test(
    "A deflated filter drops an eigenvalue at its cut that has very many copies, as the exact filter does",
    arguments: [true, false])
  func multiple(isLow: Bool) throws {
    // All but two eigenvalues of a star are 1.
    let laplacian = try Family.star.graph(size: 800).laplacian()
    let signal = randomSignal(800)
    let kernel: SpectralKernel = isLow ? .lowPass(below: 1) : .highPass(above: 1)
    let exact = try laplacian.filter(GraphSignals(signal), kernel, options: FilterOptions(method: .exact))
    let result = try laplacian.filter(GraphSignals(signal), kernel, options: FilterOptions(method: .deflated))
    #expect(distance(result.signals.column(0), exact.signals.column(0)) <= 1e-9 * norm(signal))
  }

  @Test("A deflated filter of several signals equals the filters of the single signals")
  func several() throws {
    let laplacian = try Family.path.graph(size: 700).laplacian()
    let signals = [randomSignal(700, seed: 1), randomSignal(700, seed: 2)]
    let options = FilterOptions(method: .deflated)
    let both = try laplacian.filter(GraphSignals(columns: signals), .lowPass(below: 0.4), options: options)
    for (column, signal) in signals.enumerated() {
      let one = try laplacian.filter(GraphSignals(signal), .lowPass(below: 0.4), options: options)
      #expect(distance(one.signals.column(0), both.signals.column(column)) <= 1e-10 * norm(signal))
    }
  }

  @Test("A deflated filter with a looser tolerance uses a polynomial of lower degree")
  func tolerance() throws {
    let laplacian = try Family.path.graph(size: 2000).laplacian()
    let signal = GraphSignals(randomSignal(2000))
    let orders = try [1e-3, 1e-10].map {
      try laplacian.filter(
        signal, .lowPass(below: 0.4), options: FilterOptions(method: .deflated, tolerance: $0)
      ).order
    }
    #expect(orders[0] < orders[1])
  }

  @Test("Deflating a kernel that is not constant between its jumps throws an error")
  func otherKernels() throws {
    let laplacian = try Family.path.graph(size: 600).laplacian()
    let kernel = SpectralKernel(name: "ramp", jumps: [1]) { $0 < 1 ? $0 : 0 }
    #expect(throws: SpectralError.self) {
      try laplacian.filter(
        GraphSignals(randomSignal(600)), kernel, options: FilterOptions(method: .deflated))
    }
  }

  @Test(
    "A Lanczos filter with a jump ends in bounded time, and its estimate covers the error",
    .timeLimit(.minutes(1)))
  func lanczos() throws {
    let laplacian = try Family.path.graph(size: 3000).laplacian()
    let signal = randomSignal(3000)
    let result = try laplacian.filter(
      GraphSignals(signal), .lowPass(below: 0.5), options: FilterOptions(method: .lanczos))
    let better = try laplacian.filter(
      GraphSignals(signal), .lowPass(below: 0.5), options: FilterOptions(method: .deflated))
    #expect(distance(result.signals.column(0), better.signals.column(0)) <= result.errorBounds[0])
    #expect(result.order <= 640)
  }
}

@Suite("Dense eigenvalue problems that are too large")
struct LargestDenseProblemTests {
  @Test("A dense problem of more than 32,766 connected nodes throws an error before allocating memory")
  func size() throws {
    let laplacian = try Family.path.graph(size: 32_767).laplacian()
    for vectors in [true, false] {
      let options = EigenOptions(method: .dense, memoryLimit: .max)
      let error = #expect(throws: SpectralError.self) {
        if vectors {
          _ = try laplacian.eigenpairs(options: options)
        } else {
          _ = try laplacian.eigenvalues(options: options)
        }
      }
      #expect(
        error?.description
          == "all eigenvalues of a component of 32767 nodes: dense problems are limited to 32766 nodes")
    }
  }
}
