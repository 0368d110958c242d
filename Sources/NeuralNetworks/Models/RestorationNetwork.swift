// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A chain of fully connected layers that restores damaged images, given as rows of numbers: every layer but
/// the last has an activation function, the last one is linear.
///
/// ```swift
/// var network = RestorationNetwork(sizes: [4096, 1500, 500, 200, 50, 200, 500, 1500, 4096])
/// ```
///
/// Shapes: x and y `[batch, pixels]`. Parameter names: `layers.0.weight`, `layers.0.bias` and so on.
public struct RestorationNetwork: Layer {
  /// The layers.
  public var layers: [Dense]

  /// Creates the network.
  ///
  /// - Parameter sizes: the number of inputs, of the units of each hidden layer, and of outputs. Traps if there
  ///   are fewer than two.
  public init(sizes: [Int], activation: Activation = .sigmoid) {
    guard sizes.count >= 2 else {
      fatalError("RestorationNetwork: \(sizes.count) sizes; expected at least 2")
    }
    layers = zip(sizes, sizes.dropFirst()).enumerated().map { number, pair in
      Dense(
        units: pair.1, inputSize: pair.0, activation: number + 2 < sizes.count ? activation : nil)
    }
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("layers", &layers) }

  /// Returns the restored images.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    layers.reduce(input) { $1($0, context) }
  }

  /// Starts the first layers with the encoders of a pretrained stack, and the last ones with its decoders.
  /// Traps if their sizes do not fit.
  public mutating func start(from stack: StackedDenoisingAutoencoder) {
    for (index, layer) in stack.layers.enumerated() {
      let last = layers.count - 1 - index
      layers[index].linear = layer.encoder
      layers[last].linear = layer.decoder
    }
  }
}
