package import Autograd
package import NeuralNetworks
package import TensorCore

/// One layer that learns to undo damage (Vincent et al. 2008) with rectified units (Glorot, Bordes and Bengio 2011): h = max(x W + b, 0),
/// and with the same weights back, h W^T + c, which are scores of pixels or the codes of a layer below.
///
/// Shapes: x `[batch, visible]`, h `[batch, hidden]`.
package struct DenoisingAutoencoder: Module {
  /// What x is.
  package enum Visible: Sendable {
    /// Numbers 0...1, which come back as sigmoids of scores; the loss is their cross-entropy.
    case pixels
    /// Numbers from 0 on; the loss is the squared error.
    case codes
  }

  /// What x is.
  package let kind: Visible
  /// W, `[visible, hidden]`.
  package var weight: Parameter
  /// b, `[hidden]`.
  package var hiddenBias: Parameter
  /// c, `[visible]`.
  package var visibleBias: Parameter

  package init(_ kind: Visible, visible: Int, hidden: Int) {
    self.kind = kind
    weight = Parameter([visible, hidden], .heUniform)
    hiddenBias = Parameter([hidden], .zeros)
    visibleBias = Parameter([visible], .zeros)
  }

  package mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("weight", &weight)
    visitor("hidden_bias", &hiddenBias)
    visitor("visible_bias", &visibleBias)
  }

  /// h of x.
  package func encoded(_ input: Variable, _ context: ForwardContext) -> Variable {
    (input.matmul(context[weight]) + context[hiddenBias]).relu()
  }

  /// The loss of what comes back from a damaged x against the clean one.
  package func loss(restoring clean: Tensor, from damaged: Tensor, _ context: ForwardContext) -> Variable {
    let hidden = encoded(Variable(damaged), context)
    let output = hidden.matmul(context[weight].transposed()) + context[visibleBias]
    return switch kind {
    case .pixels: output.binaryCrossEntropy(targets: clean)
    case .codes: output.squaredError(targets: clean)
    }
  }

  /// The way in and the way back as layers of their own, whose weights are no longer tied.
  package var unrolled: (encoder: Linear, decoder: Linear) {
    (
      Linear(weight: weight.value, bias: hiddenBias.value),
      Linear(weight: weight.value.transposed(), bias: visibleBias.value)
    )
  }
}
