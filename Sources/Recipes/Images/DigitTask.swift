// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphDatasets
internal import NeuralNetworks
internal import TensorCore
internal import Training

/// The task that the networks for handwritten digits share: 8,000 digits for training, 2,000 for
/// testing.
enum DigitTask {
  static let batchSize = 64
  /// The line on the data in the settings of the recipes on digits.
  static let data =
    "8,000 of the 10,000 digits in MNIST's test files for training, the other 2,000 for testing"

  /// Trains `model` with Adam and reports its accuracy on the test digits.
  static func run(
    _ session: RecipeSession, _ model: some Layer, epochs: Int, learningRate: Float = 0.001
  ) throws(DataError) {
    let (train, test) = try session.digits()
    var model = model
    try fit(&model, train, epochs: epochs, learningRate: learningRate, seed: session.seed) { epoch, loss in
      session.progress("epoch \(epoch)/\(epochs)", loss: loss, Double(epoch) / Double(epochs))
    }
    let predictions = scores(of: test.images, by: model).argmax(axis: 1)
    let right = zip(predictions, test.labels).count { $0 == $1 }
    session.report("test accuracy", Double(right) / Double(test.count))
    let wrong = predictions.indices.filter { predictions[$0] != test.labels[$0] }.prefix(40)
    try session.write(
      .sheet(of: test.images.rows(wrong.map { Int32($0) }), columns: 10, enlarged: 3), "mistakes")
  }

  /// Trains `model` with a learning rate that falls to 0 along a cosine.
  static func fit(
    _ model: inout some Layer, _ digits: ImageSet, epochs: Int, learningRate: Float = 0.001, seed: UInt64,
    onEpoch: (_ epoch: Int, _ loss: Double) -> Void = { _, _ in }
  ) throws(DataError) {
    let steps = epochs * ((digits.count + batchSize - 1) / batchSize)
    let trainer = BatchTrainer(
      optimizer: .adam(learningRate: learningRate), epochs: epochs, batchSize: batchSize,
      schedule: .cosine(from: learningRate, steps: steps), seed: seed)
    try trainer.fit(&model, exampleCount: digits.count) { model, examples, context in
      model(Variable(digits.images.rows(examples)), context)
        .crossEntropy(labels: examples.map { digits.labels[Int($0)] })
    } onEpoch: { report, _ in
      onEpoch(report.epoch, report.loss)
    }
  }

  /// Returns the output of `model` for each image. The images are processed in batches that fit into the
  /// caches.
  static func scores(of images: Tensor, by model: some Layer) -> Tensor {
    let count = images.shape[0]
    let parts = stride(from: 0, to: count, by: 100).map { start in
      model(
        Variable(images.slice(axis: 0, start..<min(count, start + 100))), ForwardContext()
      ).value
    }
    return Tensor.concatenated(parts, axis: 0)
  }
}
