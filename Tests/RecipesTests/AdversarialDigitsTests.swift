// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import Recipes
import TensorCore
import Testing

@Suite("Adversarial training of a generator and a discriminator of digits")
struct AdversarialDigitsTests {
  /// Images of a bright square on black with values in -1...1. The position differs between images.
  static let squares: Tensor = {
    let stream = RandomStream(seed: 8, purpose: .generation)
    var pictures = Tensor(repeating: -1, shape: [16, 1, 28, 28])
    for number in 0..<16 {
      let corner = 4 + stream.integer(below: 8, at: UInt64(number))
      for place in 0..<100 { pictures[number, 0, corner + place / 10, corner + place % 10] = 1 }
    }
    return pictures
  }()

  static func trained(threads: Int, steps: Int = 12) -> AdversarialDigits {
    Parallelism.$threadCount.withValue(threads) {
      var networks = AdversarialDigits(seed: 4)
      for step in 0..<steps { networks.learn(from: squares, step: step, learningRate: 0.001) }
      return networks
    }
  }

  @Test("The generator maps noise of its declared size to images in -1...1")
  func pictures() {
    let noise = AdversarialDigits.noise(5, RandomStream(seed: 1, purpose: .generation))
    #expect(noise.shape == [5, AdversarialDigits.noiseSize])
    let pictures = AdversarialDigits(seed: 0).pictures(noise)
    #expect(pictures.shape == [5, 1, 28, 28])
    #expect(pictures.scalars.allSatisfy { (-1...1).contains($0) })
  }

  @Test("The discriminator learns to distinguish real images from noise")
  func discriminator() {
    let networks = Self.trained(threads: 2)
    let noise = RandomStream(seed: 2, purpose: .generation).normal([16, 1, 28, 28]).map(.hyperbolicTangent)
    #expect(networks.belief(in: Self.squares) > networks.belief(in: noise) + 0.1)
  }

  @Test("Generator and discriminator learn with the same bits on any number of threads")
  func threads() {
    let (one, two) = (Self.trained(threads: 1, steps: 2), Self.trained(threads: 2, steps: 2))
    let first = AdversarialDigits(seed: 4)
    for network in [\AdversarialDigits.generator, \AdversarialDigits.discriminator] {
      let before = first[keyPath: network].stateDictionary()
      let after = [one, two].map { $0[keyPath: network].stateDictionary() }
      #expect(!before.isEmpty && after.allSatisfy { $0.map(\.name) == before.map(\.name) })
      for (number, entry) in before.enumerated() {
        #expect(!sameBits(entry.tensor, after[0][number].tensor), "\(entry.name)")
        #expect(sameBits(after[0][number].tensor, after[1][number].tensor), "\(entry.name)")
      }
    }
  }

  @Test("Blurred noise is the mean of 5 x 5 uniform numbers, with mean 0.5 and 1/25 of their variance")
  func blurredNoise() {
    let noise = GANDigits.blurredNoise(50, RandomStream(seed: 6, purpose: .split))
    #expect(noise.shape == [50, 1, 28, 28])
    // The part of the image where no window extends beyond the edge.
    let inside = noise.slice(axis: 2, 2..<26).slice(axis: 3, 2..<26)
    let mean = Double(inside.mean().scalar)
    #expect(abs(mean - 0.5) < 0.01)
    #expect(abs((inside + Float(-mean)).squareSum() / Double(inside.count) - 1.0 / 300) < 2e-4)
  }
}
