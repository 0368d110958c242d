// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore
import Testing
import Training

@Suite("Training on batches")
struct BatchTrainerTests {
  /// Returns the sizes of the batches of two epochs.
  private func sizes(exampleCount: Int, dropsLastBatch: Bool) throws -> [Int] {
    var sizes: [Int] = []
    var seen: Set<Int32> = []
    var model = Linear(
      inputSize: 1, outputSize: 1
    ).initialized(seed: 1)
    let trainer = BatchTrainer(epochs: 2, batchSize: 4, dropsLastBatch: dropsLastBatch)
    try trainer.fit(&model, exampleCount: exampleCount) { model, examples, context in
      sizes.append(examples.count)
      seen.formUnion(examples)
      return model(Variable(Tensor(repeating: 1, shape: [examples.count, 1])), context).sum()
    }
    #expect(seen.allSatisfy { (0..<Int32(exampleCount)).contains($0) })
    return sizes
  }

  @Test("A batch trainer uses each example once per epoch, with the remainder in the last batch")
  func whole() throws {
    #expect(try sizes(exampleCount: 9, dropsLastBatch: false) == [4, 4, 1, 4, 4, 1])
    #expect(try sizes(exampleCount: 0, dropsLastBatch: false).isEmpty)
  }

  @Test("A batch trainer can drop an incomplete last batch unless it is the only one")
  func withoutLast() throws {
    #expect(try sizes(exampleCount: 9, dropsLastBatch: true) == [4, 4, 4, 4])
    #expect(try sizes(exampleCount: 8, dropsLastBatch: true) == [4, 4, 4, 4])
    #expect(try sizes(exampleCount: 3, dropsLastBatch: true) == [3, 3])
  }

  @Test("A batch size of 0 traps")
  func emptyBatches() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var model = Linear(
        inputSize: 1, outputSize: 1
      ).initialized(seed: 1)
      try BatchTrainer(epochs: 1, batchSize: 0).fit(&model, exampleCount: 3) { _, _, _ in
        Variable(Tensor(0))
      }
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("batchSize is 0; expected at least 1"))
  }
}
