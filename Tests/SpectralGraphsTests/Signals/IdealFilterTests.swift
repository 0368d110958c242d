// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Ideal filters, whose kernels jump")
struct IdealFilterTests {
  /// Returns a wave with an integer number of periods k on a ring of n nodes. The wave is an eigenvector
  /// with the normalised eigenvalue 1 - cos(2 pi k / n).
  static func wave(_ periods: Int, on count: Int) -> [Double] {
    (0..<count).map { cos(2 * .pi * Double(periods * $0) / Double(count) + 0.2) }
  }

  @Test(
    "Ideal filters keep exactly the waves on a ring whose eigenvalues are in their pass band",
    arguments: 0...6)
  func lowPass(periods: Int) throws {
    // The eigenvalue of 3 periods, 1 - cos(2 pi 3 / 12), is the cut itself.
    let laplacian = try Family.cycle.graph(size: 12).laplacian()
    let wave = Self.wave(periods, on: 12)
    let silence = [Double](repeating: 0, count: 12)
    let low = try laplacian.filter(GraphSignals(wave), .lowPass(below: 1))
    #expect(low.method == .exact)
    #expect(largestDifference(low.signals.column(0), periods < 3 ? wave : silence) < 1e-14)
    let high = try laplacian.filter(GraphSignals(wave), .highPass(above: 1)).signals.column(0)
    #expect(largestDifference(high, periods > 3 ? wave : silence) < 1e-14)
    let band = try laplacian.filter(GraphSignals(wave), .bandPass(0.5...1)).signals.column(0)
    #expect(largestDifference(band, periods == 2 || periods == 3 ? wave : silence) < 1e-14)
  }

  @Test("Low pass, the eigenspace at the cut and high pass add up to the signal")
  func partition() throws {
    let laplacian = try Family.hypercube.graph(size: 64).laplacian(.combinatorial)
    let signal = randomSignal(64)
    let kernels: [SpectralKernel] = [.lowPass(below: 6), .bandPass(6...6), .highPass(above: 6)]
    let parts = try kernels.map { try laplacian.filter(GraphSignals(signal), $0).signals.column(0) }
    let sum = (0..<64).map { parts[0][$0] + parts[1][$0] + parts[2][$0] }
    #expect(largestDifference(sum, signal) < 1e-13)
    #expect(abs(dot(parts[0], parts[1])) < 1e-12 && abs(dot(parts[0], parts[2])) < 1e-12)
    let image = laplacian.multiplied(by: parts[1])
    #expect(largestDifference(image, parts[1].map { 6 * $0 }) < 1e-12)
  }

  @Test("By default, ideal filters are exact up to 3,000 nodes and smooth filters up to 500")
  func automatic() throws {
    let laplacian = try Family.cycle.graph(size: 600).laplacian()
    let wave = GraphSignals(Self.wave(20, on: 600))
    let ideal = try laplacian.filter(wave, .lowPass(below: 0.5))
    #expect(ideal.method == .exact)
    #expect(largestDifference(ideal.signals.elements, wave.elements) < 1e-12)
    #expect(try laplacian.filter(wave, .heat(1)).method == .chebyshev)
    let small = try Family.cycle.graph(size: 500).laplacian()
    #expect(try small.filter(GraphSignals(zeros: 500, count: 1), .heat(1)).method == .exact)
  }

  @Test(
    "The damped Chebyshev low-pass filter does not ring: gains stay within -0.01...1.01",
    arguments: [10, 40, 200])
  func jackson(order: Int) throws {
    let laplacian = try Family.cycle.graph(size: 400).laplacian()
    let options = FilterOptions(method: .chebyshev, order: order)
    let waves = (0...200).map { Self.wave($0, on: 400) }
    let filtered = try laplacian.filter(
      GraphSignals(columns: waves), .lowPass(below: 0.7), options: options)
    #expect(filtered.method == .chebyshev && filtered.order == order)
    let gains = waves.enumerated().map { dot($1, filtered.signals.column($0)) / dot($1, $1) }
    #expect(gains.allSatisfy { $0 > -0.01 && $0 < 1.01 })
    // Farther from the jump than the order resolves, the gain is that of the ideal filter.
    let reach = 2 * Double.pi / Double(order)
    for (periods, gain) in gains.enumerated() {
      let value = 1 - cos(2 * .pi * Double(periods) / 400)
      if value < 0.7 - reach { #expect(gain > 0.95) }
      if value > 0.7 + reach { #expect(gain < 0.05) }
    }
  }

  @Test("The error bound of a Chebyshev filter includes the jump of its kernel")
  func bound() throws {
    let laplacian = try Family.cycle.graph(size: 400).laplacian()
    let signal = randomSignal(400)
    let result = try laplacian.filter(
      GraphSignals(signal), .lowPass(below: 0.7), options: FilterOptions(method: .chebyshev))
    let exact = try laplacian.filter(
      GraphSignals(signal), .lowPass(below: 0.7), options: FilterOptions(method: .exact))
    let error = distance(result.signals.column(0), exact.signals.column(0))
    #expect(error <= result.errorBounds[0] && result.errorBounds[0] >= 0.4 * norm(signal))
    #expect(error < 0.2 * norm(signal))
  }
}
