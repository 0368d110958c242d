// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

/// A generative adversarial network (Goodfellow et al. 2014): a generator makes examples from random
/// numbers, and a discriminator distinguishes them from real ones. The two are trained in turn on
/// `V(D, G) = E log D(x) + E log(1 - D(G(z)))`, which the discriminator D raises and the generator G lowers.
/// Where neither can improve, D is 0.5 everywhere.
///
/// ```swift
/// var gan = GAN(
///   generator: Sequential(Dense(units: 32, activation: .relu), Dense(units: 2)),
///   discriminator: Sequential(Dense(units: 32, activation: .relu), Dense(units: 1)), noiseSize: 8)
/// let history = try gan.fit(points, epochs: 200, batchSize: 64, seed: 1)
/// let made = gan.examples(1000, seed: 2)
/// ```
public struct GAN<Generator: Layer, Discriminator: Layer>: Sendable {
  /// The loss of the generator.
  public enum GeneratorLoss: Sendable, Hashable {
    /// `-log D(G(z))`, whose gradient does not vanish while the discriminator wins; the usual choice.
    case nonSaturating
    /// `log(1 - D(G(z)))`, the term of V itself.
    case minimax
  }

  /// The mean outputs of the discriminator after an epoch.
  public struct Epoch: Sendable, Hashable {
    /// The number of the epoch, starting at 1.
    public let epoch: Int
    /// The mean probability, in 0...1, with which real examples are taken for real.
    public let realProbability: Double
    /// The mean probability with which generated examples are taken for real.
    public let generatedProbability: Double
  }

  /// G, from random numbers `[count, noiseSize]` to examples.
  public var generator: Generator
  /// D, from examples to scores `[count, 1]`, which are above 0 for examples that it takes for real.
  public var discriminator: Discriminator
  /// The number of random numbers per example.
  public let noiseSize: Int
  /// The loss of the generator.
  public let generatorLoss: GeneratorLoss
  /// The target of real examples in the loss of the discriminator; a value slightly below 1 keeps it from
  /// being too sure (Salimans et al. 2016).
  public let realTarget: Float

  /// Creates the pair of networks. Traps if `noiseSize` is below 1.
  public init(
    generator: Generator, discriminator: Discriminator, noiseSize: Int,
    generatorLoss: GeneratorLoss = .nonSaturating, realTarget: Float = 1
  ) {
    guard noiseSize >= 1 else { fatalError("GAN: noiseSize is \(noiseSize); expected at least 1") }
    self.generator = generator
    self.discriminator = discriminator
    self.noiseSize = noiseSize
    self.generatorLoss = generatorLoss
    self.realTarget = realTarget
  }

  /// Trains both networks. In each step the discriminator takes one step on a batch of real and as many
  /// generated examples, then the generator takes one. Layers that do not know the size of their input are
  /// built, and weights without values are drawn from `seed`.
  ///
  /// - Parameters:
  ///   - examples: the real examples, `[count, ...]`.
  ///   - optimizer: the optimiser of each network in its initial state. Adam averages over fewer gradients
  ///     than usual by default, because what one network learns depends on the current state of the other
  ///     (Radford, Metz and Chintala 2016).
  ///   - schedule: the learning rate of both networks per step; nil means that of the optimiser.
  ///   - epochs: the number of passes over the examples.
  ///   - batchSize: the number of real examples per step; a smaller rest is left out.
  ///   - seed: the seed of initial weights, the order of examples, random numbers and dropout.
  ///   - onEpoch: called after each epoch with the networks as they are then.
  /// - Returns: the mean outputs of the discriminator after each epoch.
  /// - Throws: ``DataError`` if there are fewer examples than `batchSize`, or if a loss or a weight is not
  ///   finite. Training ends early if the task is cancelled.
  public mutating func fit(
    _ examples: Tensor, optimizer: any Optimizer = Adam(learningRate: 0.0002, beta1: 0.5),
    schedule: LearningRateSchedule? = nil, epochs: Int, batchSize: Int = 64, seed: UInt64 = 0,
    onEpoch: (Epoch, GAN) throws(DataError) -> Void = { _, _ in }
  ) throws(DataError) -> [Epoch] {
    let count = examples.shape.first ?? 0
    guard batchSize >= 1, count >= batchSize else {
      throw DataError(.badData, "there are \(count) examples; expected at least \(batchSize), one batch")
    }
    build(exampleShape: Shape([1] + examples.shape.dropFirst()), seed: seed)
    var (ofGenerator, ofDiscriminator) = (optimizer, optimizer)
    var history: [Epoch] = []
    var step = 0
    for epoch in 1...max(1, epochs) where epoch <= epochs {
      let order = RandomStream(seed: seed, purpose: .sampling, step: UInt64(epoch)).permutation(of: count)
      for start in stride(from: 0, through: count - batchSize, by: batchSize) {
        if let schedule {
          ofGenerator.learningRate = schedule.learningRate(at: step)
          ofDiscriminator.learningRate = ofGenerator.learningRate
        }
        let batch = examples.rows(Array(order[start..<start + batchSize]))
        try learn(from: batch, &ofGenerator, &ofDiscriminator, seed: seed, step: step, epoch: epoch)
        step += 1
      }
      let sample = examples.slice(axis: 0, 0..<min(count, 512))
      history.append(
        Epoch(
          epoch: epoch, realProbability: realProbability(of: sample),
          generatedProbability: realProbability(of: self.examples(sample.shape[0], seed: seed &+ 1))))
      try onEpoch(history[history.count - 1], self)
      if Task.isCancelled { break }
    }
    return history
  }

  /// Returns examples that the generator makes from random numbers.
  public func examples(_ count: Int, seed: UInt64) -> Tensor {
    let noise = RandomStream(seed: seed, purpose: .generation).normal([count, noiseSize])
    guard count > Self.examplesPerPass else { return generator(Variable(noise), ForwardContext()).value }
    let parts = stride(from: 0, to: count, by: Self.examplesPerPass).map { start in
      let part = noise.slice(axis: 0, start..<min(count, start + Self.examplesPerPass))
      return generator(Variable(part), ForwardContext()).value
    }
    return .concatenated(parts, axis: 0)
  }

  /// The number of examples that are made together.
  private static var examplesPerPass: Int { 256 }

  /// Returns the mean probability, in 0...1, with which the discriminator takes examples for real.
  public func realProbability(of examples: Tensor) -> Double {
    Double(discriminator(Variable(examples), ForwardContext()).value.map(.sigmoid).mean().scalar)
  }

  private mutating func build(exampleShape: Shape, seed: UInt64) {
    generator.build(inputShape: [1, noiseSize])
    discriminator.build(inputShape: exampleShape)
    generator.initialize(seed: seed)
    discriminator.initialize(seed: seed &+ 0x9E37_79B9)
  }

  private mutating func learn(
    from real: Tensor, _ ofGenerator: inout any Optimizer, _ ofDiscriminator: inout any Optimizer,
    seed: UInt64, step: Int, epoch: Int
  ) throws(DataError) {
    let stream = RandomStream(seed: seed, purpose: .generation, step: UInt64(step) &+ 1)
    let noise = stream.normal([real.shape[0], noiseSize])
    let context = ForwardContext(training: seed, step: 2 * step)
    let fake = generator(Variable(noise), context)
    let (loss, gradients) = discriminator.valueAndGradients(seed: seed, step: 2 * step + 1) {
      discriminator, context in
      let (realScores, fakeScores) = (
        discriminator(Variable(real), context), discriminator(Variable(fake.value), context)
      )
      return realScores.binaryCrossEntropy(targets: Tensor(repeating: realTarget, shape: realScores.shape))
        + fakeScores.binaryCrossEntropy(targets: Tensor(zeros: fakeScores.shape))
    }
    guard loss.isFinite else {
      throw DataError(.badData, "the loss of the discriminator is not finite in epoch \(epoch)")
    }
    ofDiscriminator.update(&discriminator, along: gradients)
    // Gradients flow through the discriminator to the generator; the discriminator itself is not trained.
    var judge = discriminator
    judge.freeze()
    let scores = judge(fake, context)
    let generatorValue: Variable
    switch generatorLoss {
    case .nonSaturating:
      generatorValue = scores.binaryCrossEntropy(targets: Tensor(repeating: 1, shape: scores.shape))
    case .minimax:
      generatorValue = -scores.binaryCrossEntropy(targets: Tensor(zeros: scores.shape))
    }
    guard generatorValue.value.isFinite else {
      throw DataError(.badData, "the loss of the generator is not finite in epoch \(epoch)")
    }
    ofGenerator.update(&generator, along: context.gradients(of: generatorValue))
  }
}
