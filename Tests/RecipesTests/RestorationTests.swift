// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphLearningTestSupport
import NeuralNetworks
import Recipes
import TensorCore
import Testing

@Suite("Damaged digits")
struct RestorationTests {
  static let stream = RandomStream(seed: 3, purpose: .generation)
  static let gray = Tensor(repeating: 0.5, shape: [40, 1, 28, 28])

  @Test("Noise damage has mean 0 and the given deviation, and does not clip pixels")
  func noise() {
    let noisy = DigitDamage.noise(deviation: 0.3)(Self.gray, Self.stream)
    #expect(abs(noisy.mean().scalar - 0.5) < 0.005)
    #expect(abs(noisy.meanSquaredError(to: Self.gray).squareRoot() - 0.3) < 0.004)
    #expect(noisy.scalars.contains { $0 < 0 } && noisy.scalars.contains { $0 > 1 })
    #expect(sameBits(noisy, DigitDamage.noise(deviation: 0.3)(Self.gray, Self.stream)))
    #expect(!sameBits(noisy, DigitDamage.noise(deviation: 0.3)(Self.gray, Self.stream.substream(1))))
  }

  @Test("Occlusion damage is one black square whose position differs between images")
  func occlusion() {
    let occluded = DigitDamage.occlusion(side: 10)(Self.gray, Self.stream)
    var corners: Set<Int> = []
    for number in 0..<40 {
      let pixels = occluded.slice(axis: 0, number..<number + 1).scalars
      let black = pixels.indices.filter { pixels[$0] == 0 }
      let corner = black.first ?? 0
      corners.insert(corner)
      #expect(black == (0..<100).map { corner + $0 / 10 * 28 + $0 % 10 })
      #expect(pixels.count { $0 == 0.5 } == 684)
    }
    #expect(corners.count > 20)
    #expect(Self.gray.scalars.allSatisfy { $0 == 0.5 }, "the clean pictures stay")
  }

  @Test("Images that are off by 0.1 have a signal-to-noise ratio of 20 dB, and by 0.01 of 40 dB")
  func signalToNoise() {
    #expect(abs((Self.gray + 0.1).signalToNoise(to: Self.gray) - 20) < 1e-4)
    #expect(abs((Self.gray + 0.01).signalToNoise(to: Self.gray) - 40) < 1e-3)
  }
}
