// SPDX-License-Identifier: Apache-2.0

import Foundation
import SpectralGraphs
import Testing

@Suite("Spectral kernels")
struct SpectralKernelTests {
  @Test(
    "The Mexican-hat kernel is 0 at 0 and has its maximum of 1 at 1 / scale", arguments: [0.25, 1, 3, 40])
  func wavelet(scale: Double) {
    let kernel = SpectralKernel.mexicanHat(scale: scale)
    #expect(kernel(0) == 0)
    #expect(abs(kernel(1 / scale) - 1) < 1e-15)
    #expect((1...400).allSatisfy { kernel(Double($0) / 100) <= 1 })
    #expect(abs(kernel(2 / scale) - 2 / M_E) < 1e-15)
  }

  @Test("The heat and Tikhonov kernels are 1 at 0 and decrease")
  func falling() {
    for kernel in [SpectralKernel.heat(2), .tikhonov(2)] {
      #expect(kernel(0) == 1 && kernel.jumps.isEmpty)
      #expect((0..<200).allSatisfy { kernel(Double($0) / 100) > kernel(Double($0 + 1) / 100) })
    }
    #expect(SpectralKernel.heat(2)(1) == exp(-2) && SpectralKernel.tikhonov(2)(1) == 1.0 / 3)
  }

  @Test("Low-pass and high-pass kernels exclude their cut, and band-pass kernels include both ends")
  func jumps() {
    let (low, high) = (SpectralKernel.lowPass(below: 0.7), SpectralKernel.highPass(above: 0.7))
    let band = SpectralKernel.bandPass(0.7...1.2)
    for value in [0.7, 0.7 - 1e-12, 0.7 + 1e-12] { #expect(low(value) == 0 && high(value) == 0) }
    for value in [0.7, 0.7 - 1e-12, 1.2, 1.2 + 1e-12, 1] { #expect(band(value) == 1) }
    #expect(low(0.69) == 1 && high(0.71) == 1 && band(0.69) == 0 && band(1.21) == 0)
    #expect(low.jumps == [0.7] && high.jumps == [0.7] && band.jumps == [0.7, 1.2])
  }

  @Test("Smooth kernels are 0.5 at the cut and end half a width away from the cut")
  func smooth() {
    let low = SpectralKernel.smoothLowPass(below: 0.8, width: 0.4)
    let high = SpectralKernel.smoothHighPass(above: 0.8, width: 0.4)
    let band = SpectralKernel.smoothBandPass(0.8...1.4, width: 0.4)
    #expect([0, 0.5, 0.6].map { low($0) } == [1, 1, 1])
    #expect(low(1) < 1e-15 && low(2) == 0)
    for value in stride(from: 0.0, through: 2, by: 0.01) {
      #expect(abs(low(value) + high(value) - 1) < 1e-15)
    }
    for value in [0.8, 1.4] { #expect(abs(band(value) - 0.5) < 1e-14) }
    #expect(abs(band(1.1) - 1) < 1e-15 && band(0.5) == 0 && band(1.7) < 1e-15)
    #expect(low.jumps.isEmpty && high.jumps.isEmpty && band.jumps.isEmpty)
  }
}
