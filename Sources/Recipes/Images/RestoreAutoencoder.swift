// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import GraphDatasets
internal import NeuralNetworks
internal import TensorCore
internal import Training

/// A deep autoencoder that restores damaged digits. Its layers are first trained one by one to undo
/// damage.
public enum RestoreAutoencoder: Reproduction {
  private static let sizes = [784, 512, 256, 128]
  private static let batchSize = 64
  private static let pretrainingEpochs = 8
  private static let epochs = 30
  private static let learningRate: Float = 0.001
  private static let damages: [(name: String, damage: DigitDamage)] = [
    ("noise", .noise(deviation: 0.3)), ("occlusion", .occlusion(side: 10)),
  ]

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "restore-autoencoder", title: "a stacked denoising autoencoder restores damaged digits",
    data: .digits,
    settings: [
      DigitTask.data,
      "noise: normal with standard deviation 0.3 on pixels in 0...1, not clipped",
      "occlusion: a black square of 10 x 10 pixels anywhere",
      "784 - 512 - 256 - 128 units and back, ReLU",
      "pretraining: \(pretrainingEpochs) epochs of denoising per layer, dropout of a quarter of the codes",
      "then \(epochs) epochs end to end with cross-entropy; half of each batch is noisy, half occluded,",
      "with new damage at each step",
      "batches of \(batchSize), Adam",
      "in each of the four trainings the rate falls from \(learningRate) to 0 along a cosine",
      "PSNR = 10 log10(1 / MSE), with one MSE over all pixels of the 2,000 test digits",
      "before: the damaged digits, which are the network's input; cutting off: noisy pixels clipped to 0...1",
    ],
    expectations: [
      .init("PSNR gained, noise", .atLeast(8), .decibels),
      .init("PSNR gained over cutting off, noise", .atLeast(6), .decibels),
      .init("PSNR gained, occlusion", .atLeast(2), .decibels),
    ],
    source:
      """
      Vincent, Larochelle, Lajoie, Bengio and Manzagol 2010, Stacked denoising autoencoders; Hinton and \
      Salakhutdinov 2006; Glorot, Bordes and Bengio 2011 (ReLU)
      """)

  /// Pretrains the layers, trains the network end to end, and restores the test digits.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let (train, test) = try session.digits()
    let pictures = train.images.reshaped([train.count, sizes[0]])
    let stack = try pretrain(session, pictures)
    var network = unrolled(stack)
    let examples = (0..<damages.count).map { number in
      damages[number].damage(
        test.images, RandomStream(seed: session.seed, purpose: .split).substream(UInt64(number)))
    }
    let untuned = examples.map { restored($0, by: network).signalToNoise(to: test.images) }
    try trainer(session, epochs, pictures).fit(&network, exampleCount: train.count) {
      network, examples, context in
      let clean = pictures.rows(examples)
      return network(Variable(damaged(clean, context)), context).binaryCrossEntropy(targets: clean)
    } onEpoch: { report, _ in
      let done = Double(report.epoch) / Double(epochs)
      session.progress("end to end, epoch \(report.epoch)/\(epochs)", loss: report.loss, 0.3 + 0.7 * done)
    }
    let results = examples.map { restored($0, by: network) }
    for (number, name) in damages.map(\.name).enumerated() {
      let (before, after) = (examples[number], results[number])
      session.report("MSE before, \(name)", before.meanSquaredError(to: test.images))
      session.report("MSE after, \(name)", after.meanSquaredError(to: test.images))
      session.report("PSNR before, \(name)", before.signalToNoise(to: test.images))
      session.report("PSNR after pretraining alone, \(name)", untuned[number])
      session.report("PSNR after, \(name)", after.signalToNoise(to: test.images))
      session.report(
        "PSNR gained, \(name)", after.signalToNoise(to: test.images) - before.signalToNoise(to: test.images))
      let rows = [test.images, before, after].map { $0.slice(axis: 0, 0..<12) }
      try session.write(.sheet(of: .concatenated(rows, axis: 0), columns: 12, enlarged: 3), name)
    }
    // The gain that clipping achieves without any learning.
    let cut = examples[0].map(.hardTanh(0...1))
    session.report(
      "PSNR gained over cutting off, noise",
      results[0].signalToNoise(to: test.images) - cut.signalToNoise(to: test.images))
  }

  /// Trains the layers one by one: the first on damaged images, the others on damaged codes of the layer
  /// below.
  private static func pretrain(_ session: RecipeSession, _ pictures: Tensor) throws(DataError)
    -> [DenoisingAutoencoder]
  {
    let mask = Dropout(rate: 0.25)
    var codes = pictures
    var stack: [DenoisingAutoencoder] = []
    for number in 0..<sizes.count - 1 {
      var layer = DenoisingAutoencoder(
        visible: sizes[number], hidden: sizes[number + 1], activation: .relu, outputActivation: nil,
        initializer: .heUniform
      ).initialized(seed: session.seed &+ UInt64(number))
      let input = codes
      try trainer(session, pretrainingEpochs, input).fit(&layer, exampleCount: input.shape[0]) {
        layer, examples, context in
        let clean = input.rows(examples)
        let damaged = number == 0 ? damaged(clean, context) : mask(Variable(clean), context).value
        let restored = layer.decoded(layer.encoded(Variable(damaged), context), context)
        // The outputs of the first layer are scores of pixels, those of the others are codes.
        return number == 0
          ? restored.binaryCrossEntropy(targets: clean) : restored.squaredError(targets: clean)
      } onEpoch: { report, _ in
        let done = Double(number) + Double(report.epoch) / Double(pretrainingEpochs)
        session.progress(
          "layer \(number + 1), epoch \(report.epoch)/\(pretrainingEpochs)", loss: report.loss,
          0.3 * done / Double(sizes.count - 1))
      }
      codes = layer.encoded(Variable(codes), ForwardContext()).value
      stack.append(layer)
    }
    return stack
  }

  /// Creates the deep network from all encoders and then all decoders. Its outputs are scores of pixels,
  /// before the sigmoid.
  private static func unrolled(_ stack: [DenoisingAutoencoder]) -> Sequential {
    var network = Sequential()
    for layer in stack { network.layers += [layer.encoder, Activation(.relu)] as [any Layer] }
    for layer in stack.reversed() { network.layers += [layer.decoder, Activation(.relu)] as [any Layer] }
    network.layers.removeLast()
    return network
  }

  private static func trainer(_ session: RecipeSession, _ epochs: Int, _ examples: Tensor) -> BatchTrainer {
    let steps = epochs * ((examples.shape[0] + batchSize - 1) / batchSize)
    return BatchTrainer(
      epochs: epochs, batchSize: batchSize, schedule: .cosine(from: learningRate, steps: steps),
      seed: session.seed)
  }

  /// Returns a batch of flattened images with the first kind of damage on the first half and the second
  /// kind on the second half.
  private static func damaged(_ clean: Tensor, _ context: ForwardContext) -> Tensor {
    let count = clean.shape[0]
    let images = clean.reshaped([count, 1, 28, 28])
    let bounds = [0..<count / 2, count / 2..<count]
    let parts = zip(damages, bounds).map { entry, range in
      entry.damage(images.slice(axis: 0, range), context.nextStream(.generation))
    }
    return Tensor.concatenated(parts, axis: 0).reshaped(clean.shape)
  }

  /// Returns the images that the network restores.
  private static func restored(_ pictures: Tensor, by network: Sequential) -> Tensor {
    DigitTask.scores(of: pictures.reshaped([pictures.shape[0], sizes[0]]), by: network).map(.sigmoid)
      .reshaped(pictures.shape)
  }
}
