// SPDX-License-Identifier: Apache-2.0

public import Autograd

/// A chain of layers. Parameter names start with the number of the layer, from 0: `0.weight`.
public struct Sequential: Layer {
  /// The layers, in order.
  public var layers: [any Layer]

  /// Creates the chain.
  public init(_ layers: any Layer...) { self.layers = layers }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    for index in layers.indices {
      visitor("\(index)", &layers[index])
    }
  }

  /// Returns the output of the last layer.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    layers.reduce(input) { $1($0, context) }
  }
}
