// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Generative networks and pretraining")
struct GenerativeTests {
  private static let points = Samples(seed: 4).tensor([512, 2]) * 0.3 + 2

  private func pair(_ loss: GAN<Sequential, Sequential>.GeneratorLoss = .nonSaturating) -> GAN<
    Sequential, Sequential
  > {
    GAN(
      generator: Sequential(Dense(units: 16, activation: .relu), Dense(units: 2)),
      discriminator: Sequential(Dense(units: 16, activation: .relu), Dense(units: 1)), noiseSize: 4,
      generatorLoss: loss)
  }

  @Test("A generator learns the mean of points, and the discriminator ends near one half")
  func learns() throws {
    var gan = pair()
    let history = try gan.fit(
      Self.points, optimizer: Adam(learningRate: 0.005, beta1: 0.5), epochs: 80, batchSize: 64, seed: 3)
    #expect(history.count == 80)
    let made = gan.examples(1000, seed: 9)
    for column in 0..<2 {
      let mean = (0..<1000).reduce(Float(0)) { $0 + made[$1, column] } / 1000
      #expect(abs(mean - 2) < 0.4, "\(mean)")
    }
    let last = history.suffix(20)
    let generated = last.reduce(0) { $0 + $1.generatedProbability } / 20
    #expect((0.2...0.8).contains(generated), "\(generated)")
  }

  @Test("Equal seeds give equal networks, and both losses of the generator train")
  func repeatable() throws {
    for loss in [GAN<Sequential, Sequential>.GeneratorLoss.nonSaturating, .minimax] {
      var (one, other) = (pair(loss), pair(loss))
      let history = try one.fit(Self.points, epochs: 2, seed: 5)
      #expect(try other.fit(Self.points, epochs: 2, seed: 5) == history)
      #expect(one.examples(5, seed: 1).scalars == other.examples(5, seed: 1).scalars)
    }
    var small = pair()
    let error = #expect(throws: DataError.self) { try small.fit(Tensor(zeros: [10, 2]), epochs: 1) }
    #expect(error?.message == "there are 10 examples; expected at least 64, one batch")
  }

  @Test("Pretraining lowers the error of each layer and of the restored examples")
  func pretraining() throws {
    // Rows that mix three patterns.
    let mixed = Samples(seed: 6).tensor([300, 3], in: 0...1).matmul(
      Samples(seed: 7).tensor([3, 20], in: 0...0.33))
    var stack = StackedDenoisingAutoencoder(sizes: [20, 8, 3])
    var losses: [[Double]] = [[], []]
    let error = { (stack: StackedDenoisingAutoencoder) in
      stack.restored(Variable(mixed), ForwardContext()).value.meanSquaredError(targets: mixed)
    }
    let before = error(stack.initialized(seed: 1))
    try stack.pretrain(
      mixed, masked: 0.1, optimizer: .adam(learningRate: 0.02), epochs: 40, batchSize: 30, seed: 1
    ) {
      losses[$0].append($1.loss)
    }
    for layer in losses { #expect(layer.count == 40 && layer[39] < 0.6 * layer[0], "\(layer)") }
    #expect(error(stack) < 0.3 * before)
  }
}
