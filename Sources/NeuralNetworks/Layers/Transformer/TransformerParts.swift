// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// The two linear layers of a Transformer layer: `linear2(dropout(activation(linear1(x))))`. Parameter
/// names: `linear1`, `linear2`.
public struct TransformerFeedForward: Module {
  /// The first linear layer, `size` to `hiddenSize` features.
  public var inner: Linear
  /// The second linear layer, `hiddenSize` to `size` features.
  public var outer: Linear
  private let activation: ElementwiseFunction
  private let dropout: Dropout

  init(_ settings: TransformerSettings) {
    inner = Linear(
      inputSize: settings.size, outputSize: settings.hiddenSize,
      initializer: MultiHeadAttention.addedInitializer)
    outer = Linear(
      inputSize: settings.hiddenSize, outputSize: settings.size,
      initializer: MultiHeadAttention.addedInitializer)
    activation = settings.activation.function
    dropout = Dropout(rate: settings.dropout)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("linear1", &inner)
    visitor("linear2", &outer)
  }

  func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let hidden = inner(input, context)
    let active =
      activation == .relu ? dropout.afterReLU(hidden, context) : dropout(hidden.map(activation), context)
    return outer(active, context)
  }
}

/// The residual connection around a part of a Transformer layer, with its normalisation.
struct TransformerConnection: Sendable {
  private let dropout: Dropout
  private let normalizesFirst: Bool

  init(_ settings: TransformerSettings) {
    dropout = Dropout(rate: settings.dropout)
    normalizesFirst = settings.normalizesFirst
  }

  /// Returns norm(x + dropout(part(x))), or x + dropout(part(norm(x))) if normalisation comes first.
  func callAsFunction(
    _ input: Variable, _ norm: LayerNorm, _ context: ForwardContext, _ part: (Variable) -> Variable
  ) -> Variable {
    let sum = input + dropout(part(partInput(input, norm, context)), context)
    return normalizesFirst ? sum : norm(sum, context)
  }

  /// Returns the input of the part: x, or norm(x) if normalisation comes first.
  func partInput(_ input: Variable, _ norm: LayerNorm, _ context: ForwardContext) -> Variable {
    normalizesFirst ? norm(input, context) : input
  }
}
