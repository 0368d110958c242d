// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import GraphDatasets
internal import Images
internal import NeuralNetworks
internal import Plots
package import TensorCore
internal import Training

/// A generative adversarial network for digits: a generator learns to draw digits against a
/// discriminator that learns to distinguish them from real ones.
public enum GANDigits: Reproduction {
  private static let epochs = 30
  private static let judgeEpochs = 8
  private static let batchSize = 64
  private static let learningRate: Float = 5e-4
  private static let sampleCount = 1_000

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "gan-digits", title: "a generative adversarial network draws digits", data: .digits,
    settings: [
      DigitTask.data,
      "generator: 64 normal numbers - 64 x 7 x 7 - 32 x 14 x 14 - 1 x 28 x 28,",
      "4 x 4 transposed convolutions, batch normalisation, ReLU, tanh",
      "discriminator, for pairs of images: 4 x 4 convolutions with stride 2 to 32 and 64 channels,",
      "leaky ReLU, batch normalisation, the standard deviation within the batch as a feature, one score",
      "non-saturating loss, target 0.9 for real images; batches of \(batchSize), \(epochs) epochs",
      "Adam with beta1 0.5; the rate falls from \(learningRate) to 0 along a cosine",
      "evaluation by a SimpleCNN trained as in cnn-digits: the classes of \(sampleCount) generated images,",
      "and the Fréchet distance of its 128 features to those of the test digits",
      "blurred noise for comparison: uniform pixels in 0...1, averaged over 5 x 5 windows with zero padding",
    ],
    expectations: [
      .init("share of the rarest class", .atLeast(0.03), .percent),
      .init("distance over that of blurred noise", .atMost(0.2)),
    ],
    source:
      """
      Goodfellow et al. 2014, Generative adversarial nets; Radford, Metz and Chintala 2016 (DCGAN); Lin et \
      al. 2018 (PacGAN); Heusel et al. 2017 (Fréchet distance)
      """)

  /// Trains both networks, generates images and evaluates them.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let (train, test) = try session.digits()
    let networks = try fit(session, train)
    let drawn = networks.examples(sampleCount, seed: session.seed &+ 1)
    session.report(
      "D(real)", networks.realProbability(of: (test.images * 2 + -1).slice(axis: 0, 0..<sampleCount)))
    session.report("D(fake)", networks.realProbability(of: drawn))
    var judge = SimpleCNN(channels: 1, side: 28).initialized(seed: session.seed)
    try DigitTask.fit(&judge, train, epochs: judgeEpochs, seed: session.seed) { epoch, loss in
      session.progress(
        "training the evaluating SimpleCNN: epoch \(epoch)/\(judgeEpochs)", loss: loss,
        0.9 + 0.1 * Double(epoch) / Double(judgeEpochs))
    }
    let pictures = (drawn + 1) * 0.5
    let classes = DigitTask.scores(of: pictures, by: judge).argmax(axis: 1)
    let counts = (0..<10).map { digit in classes.count { $0 == digit } }
    session.note(
      "classes of \(sampleCount) generated images: "
        + counts.enumerated().map { "\($0): \($1)" }.joined(separator: ", "))
    session.report("share of the rarest class", Double(counts.min() ?? 0) / Double(sampleCount))
    let digits = distribution(test.images, judge)
    let distance = distribution(pictures, judge).frechetDistance(to: digits)
    let noise = blurredNoise(sampleCount, stream(session, 2))
    let noiseDistance = distribution(noise, judge).frechetDistance(to: digits)
    session.report("distance to digits", distance)
    session.report("distance of blurred noise", noiseDistance)
    session.report("distance over that of blurred noise", distance / noiseDistance)
    try session.write(.sheet(of: noise.slice(axis: 0, 0..<20), columns: 10, enlarged: 2), "blurred-noise")
  }

  private static func fit(_ session: RecipeSession, _ train: ImageSet) throws(DataError)
    -> GAN<Sequential, Sequential>
  {
    var networks = AdversarialDigits.networks()
    let steps = epochs * (train.count / batchSize)
    let history = try networks.fit(
      train.images * 2 + -1, optimizer: Adam(beta1: 0.5), schedule: .cosine(from: learningRate, steps: steps),
      epochs: epochs, batchSize: batchSize, seed: session.seed
    ) { (report, networks) throws(DataError) in
      let (real, fake) = (
        NumberText.decimal(report.realProbability, 4), NumberText.decimal(report.generatedProbability, 4)
      )
      session.progress(
        "epoch \(report.epoch)/\(epochs), D(real) \(real), D(fake) \(fake)",
        0.9 * Double(report.epoch) / Double(epochs))
      if [1, 2, 5, 10, 20, epochs].contains(report.epoch) {
        try session.write(
          .sheet(of: (networks.examples(100, seed: session.seed &+ 2) + 1) * 0.5, columns: 10, enlarged: 2),
          "samples-epoch-\(report.epoch < 10 ? "0" : "")\(report.epoch)")
      }
    }
    let x = history.map { Double($0.epoch) }
    try session.write(
      Chart(
        title: "Mean output of the discriminator", xAxis: Axis(label: "epoch"), yAxis: Axis(label: "D"),
        layers: [
          .line(x: x, y: history.map(\.realProbability), name: "real digits"),
          .line(x: x, y: history.map(\.generatedProbability), name: "generated digits", series: 1),
        ]), "beliefs")
    return networks
  }

  /// Returns random numbers that differ from those of the training steps.
  private static func stream(_ session: RecipeSession, _ number: UInt64) -> RandomStream {
    RandomStream(seed: session.seed, purpose: .split).substream(number)
  }

  /// Returns the distribution of the judge's features for images in 0...1.
  private static func distribution(_ pictures: Tensor, _ judge: SimpleCNN) -> FeatureDistribution {
    let parts = stride(from: 0, to: pictures.shape[0], by: 100).map { start in
      judge.features(
        Variable(pictures.slice(axis: 0, start..<min(pictures.shape[0], start + 100))), ForwardContext()
      ).value
    }
    return FeatureDistribution(.concatenated(parts, axis: 0))
  }

  /// Returns noise smoothed by a 5 x 5 box, `[count, 1, 28, 28]`: images without strokes, for
  /// comparison.
  package static func blurredNoise(_ count: Int, _ stream: RandomStream) -> Tensor {
    let noise = stream.uniform([count, 1, 28, 28], from: 0, to: 1)
    let box = AveragePool2D(poolSize: 5, strides: 1, padding: 2)
    return box(Variable(noise), ForwardContext()).value
  }
}
