// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphLearningTestSupport
import NeuralNetworks
import Recipes
import TensorCore
import Testing

@Suite("Damaged digits and denoising autoencoders")
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

  @Test("An unrolled autoencoder layer computes the same code and loss as the layer")
  func unrolled() {
    let layer = DenoisingAutoencoder(.codes, visible: 12, hidden: 5).initialized(seed: 3)
    let clean = Self.stream.normal([7, 12])
    let context = ForwardContext()
    let (encoder, decoder) = layer.unrolled
    let code = encoder(Variable(clean), context).relu()
    #expect(sameBits(code.value, layer.encoded(Variable(clean), context).value))
    let loss = decoder(code, context).squaredError(targets: clean).value.scalar
    #expect(abs(loss - layer.loss(restoring: clean, from: clean, context).value.scalar) < 1e-6)
  }

  @Test("The loss of an autoencoder layer matches straightforward arithmetic", arguments: [true, false])
  func loss(isOfPixels: Bool) {
    var layer = DenoisingAutoencoder(
      isOfPixels ? .pixels : .codes, visible: 4, hidden: 3
    ).initialized(seed: 3)
    layer.hiddenBias.value = Self.stream.substream(2).normal([3])
    layer.visibleBias.value = Self.stream.substream(3).normal([4])
    let clean = Self.stream.substream(0).normal([2, 4]).map(.sigmoid)
    let damaged = Self.stream.substream(1).normal([2, 4])
    let (w, b, c) = (layer.weight.value, layer.hiddenBias.value, layer.visibleBias.value)
    var expected = 0.0
    for row in 0..<2 {
      let h = (0..<3).map { unit in
        max(0, (0..<4).reduce(Double(b[unit])) { $0 + Double(damaged[row, $1] * w[$1, unit]) })
      }
      for pixel in 0..<4 {
        let y = (0..<3).reduce(Double(c[pixel])) { $0 + h[$1] * Double(w[pixel, $1]) }
        let t = Double(clean[row, pixel])
        let entropy = log(1 + exp(y)) - t * y
        expected += (isOfPixels ? entropy : (y - t) * (y - t)) / 8
      }
    }
    let actual = layer.loss(restoring: clean, from: damaged, ForwardContext()).value.scalar
    #expect(abs(Double(actual) - expected) < 1e-5)
  }
}
