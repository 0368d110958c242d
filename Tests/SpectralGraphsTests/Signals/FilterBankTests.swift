// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import SpectralGraphs
import Testing

@Suite("Filter banks of graph wavelets")
struct FilterBankTests {
  enum Bank: String, CaseIterable {
    case meyer, halfCosine, mexicanHat

    func callAsFunction(_ largest: Double) -> FilterBank {
      switch self {
      case .meyer: .meyer(largestEigenvalue: largest)
      case .halfCosine: .halfCosine(largestEigenvalue: largest)
      case .mexicanHat: .mexicanHat(largestEigenvalue: largest)
      }
    }
  }

  @Test("Meyer wavelets are a tight frame with bound 1", arguments: 2...8, [2, 37.5])
  func meyer(count: Int, largest: Double) {
    let bank = FilterBank.meyer(count: count, largestEigenvalue: largest)
    #expect(bank.kernels.count == count)
    let bounds = bank.bounds(over: 0...largest)
    #expect(abs(bounds.lower - 1) < 1e-12 && abs(bounds.upper - 1) < 1e-12)
    #expect(bank.kernels[0](0) == 1 && bank.kernels.dropFirst().allSatisfy { $0(0) == 0 })
    #expect(abs((bank.kernels.last?(largest) ?? 0) - 1) < 1e-12)
  }

  @Test("Half-cosine kernels are a tight frame with bound 1", arguments: 2...9, [2, 37.5])
  func halfCosine(count: Int, largest: Double) {
    let bank = FilterBank.halfCosine(count: count, largestEigenvalue: largest)
    #expect(bank.kernels.count == count)
    let bounds = bank.bounds(over: 0...largest)
    #expect(abs(bounds.lower - 1) < 1e-12 && abs(bounds.upper - 1) < 1e-12)
  }

  @Test(
    "Mexican-hat wavelets are a frame whose kernels each peak at 1 over their scale", arguments: 3...7,
    [2, 37.5])
  func mexicanHat(count: Int, largest: Double) {
    let bank = FilterBank.mexicanHat(count: count, largestEigenvalue: largest)
    #expect(bank.kernels.count == count + 1)
    let bounds = bank.bounds(over: 0...largest)
    #expect(bounds.lower > 0.01 && bounds.upper < 10)
    let crests = (0..<count).map { bank.kernels[$0 + 1] }
    // The peaks range from 1 / 40 of the largest eigenvalue to the largest eigenvalue.
    #expect(abs((crests.first?(largest / 40) ?? 0) - 1) < 1e-12)
    #expect(abs((crests.last?(largest) ?? 0) - 1) < 1e-12)
    #expect(bank.energy(at: 0) == 1.2 * 1.2)
  }

  @Test(
    "The inverse of a filter bank reconstructs the signal from its bands", arguments: Bank.allCases,
    [Laplacian.Kind.symmetric, .combinatorial])
  func roundTrip(bank: Bank, kind: Laplacian.Kind) throws {
    let laplacian = try randomConnected(120, extra: 150, weights: 0.3...4).laplacian(kind)
    let filters = bank(laplacian.eigenvalueBounds.upperBound)
    let signal = randomSignal(120)
    let bands = try laplacian.analyze(signal, filters)
    #expect(bands.nodeCount == 120 && bands.signalCount == filters.kernels.count)
    #expect(largestDifference(try laplacian.inverse(bands, filters), signal) < 1e-11)
  }

  @Test(
    "A bank of smooth kernels reconstructs the signal from Chebyshev-filtered bands",
    arguments: [Bank.meyer, .mexicanHat])
  func roundTripOfMany(bank: Bank) throws {
    let laplacian = try randomConnected(700, extra: 900).laplacian()
    let filters = bank(2)
    let signal = randomSignal(700)
    let bands = try laplacian.analyze(signal, filters)
    let exact = try laplacian.analyze(signal, filters, options: FilterOptions(method: .exact))
    #expect(largestDifference(bands.elements, exact.elements) < 1e-6)
    #expect(largestDifference(try laplacian.inverse(bands, filters), signal) < 1e-6)
  }

  @Test("The bands of a tight frame have the signal's energy, and their synthesis is the inverse")
  func tight() throws {
    let laplacian = try randomConnected(90, extra: 60).laplacian()
    let signal = randomSignal(90)
    for bank in [FilterBank.meyer(largestEigenvalue: 2), .halfCosine(largestEigenvalue: 2)] {
      let bands = try laplacian.analyze(signal, bank)
      #expect(abs(dot(bands.elements, bands.elements) - dot(signal, signal)) < 1e-11)
      #expect(largestDifference(try laplacian.synthesize(bands, bank), signal) < 1e-12)
    }
  }

  @Test("The synthesis of a filter bank is the adjoint of its analysis")
  func adjoint() throws {
    let laplacian = try randomConnected(50, extra: 60).laplacian(.combinatorial)
    let bank = FilterBank.mexicanHat(largestEigenvalue: laplacian.eigenvalueBounds.upperBound)
    let signal = randomSignal(50)
    let bands = GraphSignals(columns: bank.kernels.indices.map { randomSignal(50, seed: UInt64($0)) })
    let left = dot(try laplacian.analyze(signal, bank).elements, bands.elements)
    #expect(abs(left - dot(signal, try laplacian.synthesize(bands, bank))) < 1e-11)
  }

  @Test("The inverse of bands that come from no signal is the least-squares signal")
  func pseudoInverse() throws {
    let laplacian = try randomConnected(40, extra: 30).laplacian()
    let bank = FilterBank.mexicanHat(largestEigenvalue: 2)
    let bands = GraphSignals(columns: bank.kernels.indices.map { randomSignal(40, seed: UInt64($0)) })
    let nearest = try laplacian.inverse(bands, bank)
    // The residual is orthogonal to the bands of every signal.
    var rest = bands
    let own = try laplacian.analyze(nearest, bank)
    for node in 0..<40 {
      for column in 0..<bands.signalCount { rest[node, column] -= own[node, column] }
    }
    #expect(norm(try laplacian.synthesize(rest, bank)) < 1e-11)
    #expect(norm(rest.elements) > 1)
  }

  @Test("Inverting a filter bank that has a gap in the spectrum throws an error")
  func hole() throws {
    let laplacian = try randomConnected(40, extra: 30).laplacian()
    let bank = FilterBank([.smoothLowPass(below: 0.5, width: 0.2), .smoothHighPass(above: 1.5, width: 0.2)])
    let bands = try laplacian.analyze(randomSignal(40), bank)
    #expect(throws: SpectralError.self) { _ = try laplacian.inverse(bands, bank) }
    #expect(bank.bounds(over: 0...2).lower == 0)
  }
}
