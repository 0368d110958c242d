// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A chain of layers. Parameter names start with the number of the layer, from 0: `0.weight`.
///
/// ```swift
/// var network = Sequential(
///   Conv2D(filters: 32, kernelSize: 3, activation: .relu), MaxPool2D(poolSize: 2), Flatten(), Dense(units: 10))
/// network.build(inputShape: [1, 3, 32, 32])
/// network.initialize(seed: 1)
/// ```
public struct Sequential: Layer {
  /// The layers, in order.
  public var layers: [any Layer]

  /// Creates the chain.
  public init(_ layers: any Layer...) { self.layers = layers }

  /// Creates the chain of the layers in an array.
  public init(_ layers: [any Layer]) { self.layers = layers }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    for index in layers.indices {
      visitor("\(index)", &layers[index])
    }
  }

  /// Builds each layer for the output of the one before it.
  public mutating func build(inputShape: Shape) {
    guard layers.contains(where: { !$0.isBuilt }) else { return }
    var shape = inputShape
    for index in layers.indices {
      layers[index].build(inputShape: shape)
      if index + 1 < layers.count { shape = layers[index].outputShape(for: shape) }
    }
  }

  /// Returns the output of the last layer.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    layers.reduce(ChannelFlow(input)) { $0.through($1, context) }.value
  }
}
