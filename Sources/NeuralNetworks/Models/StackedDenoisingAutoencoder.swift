// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A layer that learns to undo damage (Vincent et al. 2008): h = f(x W + b), and back with the same weights,
/// y = g(h W^T + c).
///
/// Shapes: x and y `[batch, visible]`, h `[batch, hidden]`. Parameter names: `weight` `[visible, hidden]`,
/// `hidden_bias`, `visible_bias`.
public struct DenoisingAutoencoder: Module {
  /// W, `[visible, hidden]`.
  public var weight: Parameter
  /// b, `[hidden]`.
  public var hiddenBias: Parameter
  /// c, `[visible]`.
  public var visibleBias: Parameter
  /// f.
  public let activation: Activation
  /// g; nil gives y without a function, as scores of the sigmoid or as codes of the layer below.
  public let outputActivation: Activation?

  /// Creates the layer. W is drawn by `initializer`; biases start at 0.
  public init(
    visible: Int, hidden: Int, activation: Activation = .sigmoid, outputActivation: Activation? = .sigmoid,
    initializer: Initializer = .glorotUniform
  ) {
    weight = Parameter([visible, hidden], initializer)
    hiddenBias = Parameter([hidden], .zeros)
    visibleBias = Parameter([visible], .zeros)
    self.activation = activation
    self.outputActivation = outputActivation
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("hidden_bias", &hiddenBias)
    visitor("visible_bias", &visibleBias)
  }

  /// Returns the codes h of the input x.
  public func encoded(_ input: Variable, _ context: ForwardContext) -> Variable {
    activation(input.matmul(context[weight]) + context[hiddenBias], context)
  }

  /// Returns y for the codes h.
  public func decoded(_ codes: Variable, _ context: ForwardContext) -> Variable {
    let output = codes.matmul(context[weight].transposed()) + context[visibleBias]
    return outputActivation?(output, context) ?? output
  }

  /// The encoder as a linear layer with the current weights, before f.
  public var encoder: Linear { Linear(weight: weight.value, bias: hiddenBias.value) }
  /// The decoder as a linear layer with the current weights, before g. Its weights are not tied to those of
  /// the encoder.
  public var decoder: Linear { Linear(weight: weight.value.transposed(), bias: visibleBias.value) }
}

/// Denoising autoencoders one above the other (Vincent et al. 2010), each of which learns to restore the codes
/// of the one below from damaged ones.
///
/// Parameter names: `layers.0.weight`, `layers.0.hidden_bias` and so on.
public struct StackedDenoisingAutoencoder: Module {
  /// The layers, from the lowest.
  public var layers: [DenoisingAutoencoder]

  /// Creates a stack.
  ///
  /// - Parameter sizes: the number of inputs and of the units of each layer. Traps if there are fewer than
  ///   two.
  public init(sizes: [Int], activation: Activation = .sigmoid) {
    guard sizes.count >= 2 else {
      fatalError("StackedDenoisingAutoencoder: \(sizes.count) sizes; expected at least 2")
    }
    layers = zip(sizes, sizes.dropFirst()).map {
      DenoisingAutoencoder(visible: $0, hidden: $1, activation: activation)
    }
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("layers", &layers) }

  /// Returns the codes of the highest layer.
  public func encoded(_ input: Variable, _ context: ForwardContext) -> Variable {
    layers.reduce(input) { $1.encoded($0, context) }
  }

  /// Returns the inputs restored from the codes of the highest layer.
  public func restored(_ input: Variable, _ context: ForwardContext) -> Variable {
    layers.reversed().reduce(encoded(input, context)) { $1.decoded($0, context) }
  }
}
