// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import Recipes
import TensorCore
import Testing
import Training

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

  static func trained(threads: Int, epochs: Int = 12) throws -> GAN<Sequential, Sequential> {
    try Parallelism.$threadCount.withValue(threads) {
      var networks = AdversarialDigits.networks()
      _ = try networks.fit(
        squares, optimizer: Adam(learningRate: 0.001, beta1: 0.5), epochs: epochs, batchSize: 16, seed: 4)
      return networks
    }
  }

  @Test("The generator maps noise of its declared size to images in -1...1")
  func pictures() throws {
    let pictures = try Self.trained(threads: 2, epochs: 1).examples(5, seed: 1)
    #expect(pictures.shape == [5, 1, 28, 28])
    #expect(pictures.scalars.allSatisfy { (-1...1).contains($0) })
  }

  @Test("The discriminator learns to distinguish real images from noise")
  func discriminator() throws {
    let networks = try Self.trained(threads: 2)
    let noise = RandomStream(seed: 2, purpose: .generation).normal([16, 1, 28, 28]).map(.hyperbolicTangent)
    #expect(networks.realProbability(of: Self.squares) > networks.realProbability(of: noise) + 0.1)
  }

  @Test("Generator and discriminator learn with the same bits on any number of threads")
  func threads() throws {
    let after = try [1, 2].map { try Self.trained(threads: $0, epochs: 2) }
    let before = try Self.trained(threads: 1, epochs: 0)
    for network in [\GAN<Sequential, Sequential>.generator, \.discriminator] {
      let start = before[keyPath: network].stateDictionary()
      let ends = after.map { $0[keyPath: network].stateDictionary() }
      #expect(!start.isEmpty && ends.allSatisfy { $0.map(\.name) == start.map(\.name) })
      for (number, entry) in start.enumerated() {
        #expect(!sameBits(entry.tensor, ends[0][number].tensor), "\(entry.name)")
        #expect(sameBits(ends[0][number].tensor, ends[1][number].tensor), "\(entry.name)")
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
