// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import NeuralNetworks
import TensorCore
import Testing

@Suite("Summaries of models")
struct ModelSummaryTests {

  @Test(
    "A summary lists shape, parameters, operations and memory of each layer and operation")
  func convolutional() {
    let summary = SimpleCNN(channels: 1, side: 28).initialized(seed: 1).summary(inputShape: [2, 1, 28, 28])
    let layers = summary.rows.filter(\.isLayer)
    #expect(layers.map(\.name) == ["conv1", "conv2", "fc1", "fc2"])
    #expect(layers.map(\.outputShape) == [[2, 32, 28, 28], [2, 64, 14, 14], [2, 128], [2, 10]])
    #expect(layers.map(\.parameterCount) == [320, 18_496, 401_536, 1290])
    // Each product of a weight with a pixel counts as two operations. Dense layers also add a bias to
    // each output.
    #expect(layers[0].floatingPointOperations == 2 * 2 * 28 * 28 * 32 * 9)
    #expect(layers[1].floatingPointOperations == 2 * 2 * 14 * 14 * 64 * 32 * 9)
    #expect(layers[2].floatingPointOperations == 2 * 2 * 3136 * 128 + 2 * 128)
    #expect(layers[0].activationBytes == 4 * 2 * 28 * 28 * 32)
    let pools = summary.rows.filter { $0.name.lowercased().contains("pool") }
    #expect(pools.map(\.outputShape) == [[2, 32, 14, 14], [2, 64, 7, 7]])
    // Maximum pooling stores the maxima and their positions.
    #expect(pools.map(\.activationBytes) == [2 * 4 * 2 * 32 * 14 * 14, 2 * 4 * 2 * 64 * 7 * 7])
    #expect(summary.parameterCount == 421_642 && summary.trainableParameterCount == 421_642)
    #expect(summary.floatingPointOperations == summary.rows.reduce(0) { $0 + $1.floatingPointOperations })
  }

  @Test("A summary counts reused weights once and merges the steps of a loop into one row")
  func loop() {
    let cell = Linear(inputSize: 8, outputSize: 8).initialized(seed: 1)
    let summary = cell.summary { cell, context in
      (0..<5).reduce(context.leaf(Tensor(zeros: [3, 8]))) { value, _ in
        cell(value, context).map(.hyperbolicTangent)
      }
    }
    #expect(summary.rows.count == 2)
    #expect(summary.rows.reduce(0) { $0 + $1.parameterCount } == 72)
    // The loop runs the product, the bias and the function five times.
    let step = 2 * 3 * 8 * 8 + 3 * 8 + 3 * 8
    #expect(summary.floatingPointOperations == 5 * step)
  }

  @Test("A summary covers recurrent layers, attention and weights that are used in parts")
  func sequences() {
    let recurrent = LSTM(inputSize: 6, hiddenSize: 4).initialized(seed: 1).summary(inputShape: [2, 5, 6])
    #expect(recurrent.rows.reduce(0) { $0 + $1.parameterCount } == recurrent.parameterCount)
    #expect(recurrent.rows.last?.outputShape == [2, 5, 4])
    // Stored are the projected input before and after its bias, the states, the cells and four gates.
    let numbers = 2 * 5 * (16 + 16 + 4 * (1 + 1 + 4))
    #expect(recurrent.rows.reduce(0) { $0 + $1.activationBytes } == 4 * numbers)
    let attention = MultiHeadAttention(size: 8, heads: 2).initialized(seed: 1).summary { attention, context in
      attention(context.leaf(Tensor(zeros: [2, 5, 8])), context)
    }
    #expect(attention.parameterCount == 4 * 72)
    #expect(attention.rows.reduce(0) { $0 + $1.parameterCount } == 4 * 72)
    let heard = attention.rows.first { $0.name == "multiHeadAttention" }
    #expect(heard?.floatingPointOperations == 2 * 2 * 5 * 5 * 16)
    #expect(attention.rows.last?.outputShape == [2, 5, 8])
  }

  @Test("A summary counts frozen parameters and prints a table with totals")
  func frozen() {
    var network = Sequential(
      Linear(inputSize: 1000, outputSize: 2000).initialized(seed: 1), Activation(.relu),
      Linear(inputSize: 2000, outputSize: 2).initialized(seed: 2))
    network.freeze(prefix: "0.")
    let summary = network.summary(inputShape: [3, 1000])
    #expect(summary.parameterCount == 2_002_000 + 4002)
    #expect(summary.trainableParameterCount == 4002)
    #expect(
      summary.description == """
        layer     output  parameters       FLOPs  activations
        -----------------------------------------------------
        0       3 x 2000   2,002,000  12,006,000        48 kB
          relu  3 x 2000                   6,000        24 kB
        2          3 x 2       4,002      24,006         48 B
        -----------------------------------------------------
        all                2,006,002  12,036,006        72 kB
        2,002,000 of the parameters are frozen
        """)
  }

  @Test("A summary counts operations whose result is detached")
  func detached() {
    let network = Sequential(
      Linear(inputSize: 8, outputSize: 4), Linear(inputSize: 4, outputSize: 2)
    ).initialized(seed: 1)
    let summary = network.summary { network, context in
      let first = network.layers[0](Variable(Tensor(repeating: 1, shape: [3, 8])), context)
      return network.layers[1](first.map(.square).detached, context)
    }
    #expect(summary.rows.map(\.name) == ["0", "square", "1"])
    #expect(summary.rows.map(\.floatingPointOperations) == [2 * 3 * 8 * 4 + 12, 12, 2 * 3 * 4 * 2 + 6])
  }

  @Test("A summary counts operations on the inputs before the first layer, in the order of the pass")
  func inputs() {
    let network = Sequential(Linear(inputSize: 8, outputSize: 4).initialized(seed: 1))
    let features = Tensor(repeating: 1, shape: [3, 8])
    let propagation = SparseMatrix<Float>(
      rowCount: 3, columnCount: 3, rows: [0, 1, 2, 2], columns: [1, 0, 2, 0], values: [1, 1, 1, 1])
    let summary = network.summary { network, context in
      let unused = Variable(features).map(.exponential)
      #expect(unused.value.count == 24)
      return network(propagation.multiplied(by: Variable(features).map(.square)), context)
    }
    #expect(summary.rows.map(\.name) == ["square", "multiplied", "0"])
    #expect(summary.rows.map(\.floatingPointOperations) == [24, 2 * 4 * 8, 2 * 3 * 8 * 4 + 3 * 4])
    #expect(summary.rows.map(\.activationBytes) == [96, 96, 2 * 48])
    #expect(summary.rows.map(\.parameterCount) == [0, 0, 36])
    // After the summary, operations on constants record nothing again.
    #expect(!Variable(features).map(.square).dependsOnParameters)
  }

  @Test("A summary lists custom operations under their names")
  func custom() {
    let network = Linear(inputSize: 8, outputSize: 4).initialized(seed: 1)
    let summary = network.summary { network, context in
      Variable.custom("softsign", inputs: [network(Variable(Tensor(zeros: [3, 8])), context)]) {
        $0[0] / (1 + $0[0].abs())
      } gradient: { gradient, values in
        let scale = 1 + values[0].abs()
        return [gradient / (scale * scale)]
      }
    }
    #expect(summary.rows.map(\.name) == ["model", "softsign"])
    #expect(summary.rows.last?.outputShape == [3, 4])
    #expect(summary.rows.last?.floatingPointOperations == 12)
  }

  @Test("The summary of an empty model has no rows")
  func empty() {
    let summary = Sequential().summary(inputShape: [3, 4])
    #expect(summary.rows.isEmpty && summary.parameterCount == 0 && summary.floatingPointOperations == 0)
    #expect(summary.description.contains("all"))
  }
}
