// SPDX-License-Identifier: Apache-2.0

internal import Autograd
package import NeuralNetworks
package import TensorCore

/// Two networks that are trained against each other: a generator makes images from random numbers, and a
/// discriminator distinguishes them from real images.
package struct AdversarialDigits {
  /// The number of random numbers from which an image is made.
  package static let noiseSize = 64
  /// The number of images in each input of the discriminator. With several images it notices a class
  /// that is generated too often or never (Lin et al. 2018, "PacGAN").
  package static let packSize = 2

  /// The generator, from random numbers `[count, 64]` to images `[count, 1, 28, 28]` in -1...1.
  package var generator: Sequential
  /// The discriminator, from packs of images `[packs, 2, 28, 28]` to scores `[packs, 1]`, which are
  /// above 0 for packs that it takes for real.
  package var discriminator: Sequential
  private var generatorOptimizer: Adam
  private var discriminatorOptimizer: Adam
  private let seed: UInt64

  /// Creates both networks with random weights. Adam averages gradients over fewer steps than usual
  /// (beta1 0.5), because what one network learns depends on the current state of the other.
  package init(seed: UInt64) {
    let small = Initializer.normal(deviation: 0.02)
    generator = Sequential(
      Linear(
        inputSize: Self.noiseSize, outputSize: 64 * 49, hasBias: false, initializer: small),
      Reshape([64, 7, 7]), BatchNorm(channels: 64, isRectified: true),
      ConvTranspose2D(
        inputChannels: 64, filters: 32, kernelSize: 4, strides: 2, padding: 1, hasBias: false,
        kernelInitializer: small),
      BatchNorm(channels: 32, isRectified: true),
      ConvTranspose2D(
        inputChannels: 32, filters: 1, kernelSize: 4, strides: 2, padding: 1, kernelInitializer: small),
      Activation(.hyperbolicTangent))
    discriminator = Sequential(
      Conv2D(
        inputChannels: Self.packSize, filters: 32, kernelSize: 4, strides: 2, padding: .explicit(1),
        kernelInitializer: small),
      Activation(.leakyRelu(negativeSlope: 0.2)),
      Conv2D(
        inputChannels: 32, filters: 64, kernelSize: 4, strides: 2, padding: .explicit(1), hasBias: false,
        kernelInitializer: small),
      BatchNorm(channels: 64), Activation(.leakyRelu(negativeSlope: 0.2)), Flatten(), BatchDeviation(),
      Linear(inputSize: 64 * 49 + 1, outputSize: 1, initializer: small))
    generator.initialize(seed: seed)
    discriminator.initialize(seed: seed &+ 1)
    generatorOptimizer = Adam(beta1: 0.5)
    discriminatorOptimizer = Adam(beta1: 0.5)
    self.seed = seed
  }

  /// Takes one training step of each network, the discriminator first, on real images in -1...1 and the
  /// same number of generated images.
  ///
  /// The loss of the discriminator is the cross-entropy of its scores. The target of real images is 0.9
  /// (Salimans et al. 2016), which prevents overconfidence. The loss of the generator is the
  /// cross-entropy of its images being taken for real; its gradient does not vanish while the
  /// discriminator wins (Goodfellow et al. 2014).
  package mutating func learn(from real: Tensor, step: Int, learningRate: Float) {
    generatorOptimizer.learningRate = learningRate
    discriminatorOptimizer.learningRate = learningRate
    let noise = Self.noise(real.shape[0], RandomStream(seed: seed, purpose: .generation, step: UInt64(step)))
    let gradients = {
      let context = ForwardContext(training: seed, step: 2 * step)
      let fake = generator(Variable(noise), context)
      discriminatorOptimizer.update(
        &discriminator, along: discriminatorGradients(real, fake.value, step: 2 * step + 1))
      // Gradients flow through the judge to the generator; the judge itself is not trained.
      var judge = discriminator
      judge.freeze()
      let scores = judge(Self.packed(fake), context)
      let ones = Tensor(repeating: 1, shape: scores.shape)
      return context.gradients(of: scores.binaryCrossEntropy(targets: ones))
    }()
    generatorOptimizer.update(&generator, along: gradients)
  }

  private func discriminatorGradients(_ real: Tensor, _ fake: Tensor, step: Int) -> Gradients {
    discriminator.valueAndGradients(seed: seed, step: step) { discriminator, context in
      let (realScores, fakeScores) = (
        discriminator(Self.packed(Variable(real)), context),
        discriminator(Self.packed(Variable(fake)), context)
      )
      return realScores.binaryCrossEntropy(targets: Tensor(repeating: 0.9, shape: realScores.shape))
        + fakeScores.binaryCrossEntropy(targets: Tensor(zeros: fakeScores.shape))
    }.gradients
  }

  /// Returns the random numbers from which images are made, `[count, 64]`.
  package static func noise(_ count: Int, _ stream: RandomStream) -> Tensor {
    stream.normal([count, noiseSize])
  }

  /// Returns the generator's images, in -1...1.
  package func pictures(_ noise: Tensor) -> Tensor { DigitTask.scores(of: noise, by: generator) }

  /// Returns the mean probability, in 0...1, with which the discriminator takes images in -1...1 for
  /// real.
  package func belief(in pictures: Tensor) -> Double {
    let packs = Self.packed(Variable(pictures)).value
    return Double(DigitTask.scores(of: packs, by: discriminator).map(.sigmoid).mean().scalar)
  }

  /// Groups images `[count, 1, 28, 28]` into packs. A remainder is dropped.
  private static func packed(_ pictures: Variable) -> Variable {
    let packs = pictures.shape[0] / packSize
    return pictures.slice(axis: 0, 0..<packs * packSize).reshaped([packs, packSize, 28, 28])
  }
}
