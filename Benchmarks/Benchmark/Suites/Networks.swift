// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore

extension Suites {
  /// Networks. The sizes are those of `peers/images.py` and `peers/dense.py`.
  static func networks() -> [Case] {
    [
      network("simplecnn") { budget in
        let network = SimpleCNN().initialized(seed: 1)
        return budget.trainingSteps(network, images(network, batch: 64, side: 32))
      },
      network("channelsfirst") { budget in
        let network = convolutions(.channelsFirst, inputShape: [1, 3, 32, 32])
        return budget.trainingSteps(network, images(network, batch: 64, side: 32))
      },
      network("channelslast") { budget in
        let network = convolutions(.channelsLast, inputShape: [1, 32, 32, 3])
        return budget.trainingSteps(
          network, images(network, batch: 64, side: 32, dataFormat: .channelsLast))
      },
      network("resnet18") { budget in
        let network = ResNet18(classes: 10, stem: .small).initialized(seed: 1)
        return budget.trainingSteps(network, images(network, batch: 16, side: 64))
      },
      network("lstm") { budget in
        let network = LSTM(inputSize: 128, hiddenSize: 256).initialized(seed: 1)
        return budget.passes(network, sum(network, [64, 100, 128]))
      },
      network("gru") { budget in
        let network = GRU(inputSize: 128, hiddenSize: 256).initialized(seed: 1)
        return budget.passes(network, sum(network, [64, 100, 128]))
      },
      network("attention") { budget in
        let network = MultiHeadAttention(size: 256, heads: 8).initialized(seed: 1)
        // The gradient of the input is computed as well, as in a layer inside a network.
        let input = Parameter(numbers.normal([16, 128, 256]))
        return budget.passes(network) { network, context in network(context[input], context).sum() }
      },
      network("textrnn") { budget in
        let tokens = (0..<32).map { row in
          (0..<200).map { Int32(numbers.integer(below: 10_000, at: UInt64(row * 200 + $0))) }
        }
        let labels = (0..<32).map { Int32(numbers.integer(below: 2, at: UInt64(10_000 + $0))) }
        return budget.trainingSteps(TextRNN()) { network, context in
          network(tokens, context).crossEntropy(labels: labels)
        }
      },
    ]
  }

  private static func network(_ name: String, _ times: @escaping (Budget) -> [Double]) -> Case {
    Case(name: "network/\(name)") { Timing(milliseconds: times($0)) }
  }

  private static var numbers: RandomStream { RandomStream(seed: 1, purpose: .generation) }

  /// Returns a loss: the cross-entropy of random images with ten classes.
  private static func images<Network: Layer>(
    _ network: Network, batch: Int, side: Int, dataFormat: DataFormat = .channelsFirst
  ) -> (Network, ForwardContext) -> Variable {
    let images = numbers.normal(
      dataFormat == .channelsFirst ? [batch, 3, side, side] : [batch, side, side, 3])
    let labels = (0..<batch).map { Int32(numbers.integer(below: 10, at: UInt64($0))) }
    return { network, context in network(Variable(images), context).crossEntropy(labels: labels) }
  }

  /// Returns the stack of SimpleCNN, built of layers with a data format.
  private static func convolutions(_ format: DataFormat, inputShape: Shape) -> Sequential {
    Sequential(
      Conv2D(filters: 32, kernelSize: 3, padding: .same, dataFormat: format, activation: .relu),
      MaxPool2D(poolSize: 2, dataFormat: format),
      Conv2D(filters: 64, kernelSize: 3, padding: .same, dataFormat: format, activation: .relu),
      MaxPool2D(poolSize: 2, dataFormat: format), Flatten(), Dense(units: 128, activation: .relu),
      Dense(units: 10)
    ).built(inputShape: inputShape).initialized(seed: 1)
  }

  /// Returns a loss: the sum of a layer's outputs for a random input.
  private static func sum<Network: Layer>(
    _ network: Network, _ shape: Shape
  ) -> (Network, ForwardContext) -> Variable {
    let input = numbers.normal(shape)
    return { network, context in network(Variable(input), context).sum() }
  }
}

/// A text classifier: an embedding, a recurrent layer with tanh, and a linear layer from its last output
/// to two classes.
struct TextRNN: Module {
  var embedding: Embedding
  var recurrent: SimpleRNN
  var output: Linear

  init() {
    embedding = Embedding(inputCount: 10_000, outputSize: 100).initialized(seed: 1)
    recurrent = SimpleRNN(
      inputSize: 100, hiddenSize: 128, returnsSequence: false
    ).initialized(seed: 2)
    output = Linear(inputSize: 128, outputSize: 2).initialized(seed: 3)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("embedding", &embedding)
    visitor("recurrent", &recurrent)
    visitor("output", &output)
  }

  func callAsFunction(_ tokens: [[Int32]], _ context: ForwardContext) -> Variable {
    output(recurrent(embedding(tokens, context), context), context)
  }
}
