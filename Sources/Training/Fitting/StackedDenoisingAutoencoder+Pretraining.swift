// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

extension StackedDenoisingAutoencoder {
  /// Trains the layers one by one, from the lowest: each learns to restore its clean input from one whose
  /// elements are set to 0 with probability `masked`, by the mean squared error. Weights without values are
  /// drawn from `seed`.
  ///
  /// - Parameters:
  ///   - examples: the examples, `[count, inputs]`.
  ///   - masked: the probability with which an element is set to 0, in 0..<1.
  ///   - optimizer: the optimiser in its initial state, for each layer.
  ///   - epochs: the number of passes over the examples per layer.
  ///   - batchSize: the number of examples per step.
  ///   - seed: the seed of initial weights, the order of examples and the masks.
  ///   - onEpoch: called after each epoch with the number of the layer, from 0, and the report.
  /// - Throws: ``DataError`` if there are no examples, if `masked` is not in 0..<1, or if a loss or a weight is
  ///   not finite. Training ends early if the task is cancelled.
  public mutating func pretrain(
    _ examples: Tensor, masked: Float = 0.25, optimizer: any Optimizer = .sgd(learningRate: 0.5),
    epochs: Int, batchSize: Int = 64, seed: UInt64 = 0,
    onEpoch: (_ layer: Int, BatchTrainer.Report) -> Void = { _, _ in }
  ) throws(DataError) {
    guard let count = examples.shape.first, count > 0 else {
      throw DataError(.badData, "there are no examples")
    }
    guard masked >= 0 && masked < 1 else {
      throw DataError(.usage, "masked is \(masked); expected at least 0 and below 1")
    }
    initialize(seed: seed)
    var codes = examples
    for index in layers.indices {
      let input = codes
      let trainer = BatchTrainer(
        optimizer: optimizer, epochs: epochs, batchSize: batchSize, seed: seed &+ UInt64(index))
      try trainer.fit(
        &layers[index], exampleCount: count,
        loss: { layer, rows, context in
          let clean = input.rows(rows)
          // Dropout scales the elements that it keeps; a mask only removes some.
          let damaged = Dropout(rate: masked)(Variable(clean), context) * (1 - masked)
          return layer.decoded(layer.encoded(damaged, context), context).squaredError(targets: clean)
        }, onEpoch: { report, _ in onEpoch(index, report) })
      codes = layers[index].encoded(Variable(codes), ForwardContext()).value
    }
  }
}
