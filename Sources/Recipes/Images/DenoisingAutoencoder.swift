// SPDX-License-Identifier: Apache-2.0

package import Autograd
package import NeuralNetworks
package import TensorCore

/// A layer that learns to undo damage (Vincent et al. 2008) with rectified units (Glorot, Bordes and
/// Bengio 2011): h = max(x W + b, 0), and back with the same weights, h W^T + c, which gives the scores
/// of pixels or the codes of the layer below.
///
/// Shapes: x `[batch, visible]`, h `[batch, hidden]`.
package struct DenoisingAutoencoder: Module {
  /// The kind of the input x.
  package enum Visible: Sendable {
    /// Numbers in 0...1, which are restored as sigmoids of scores. The loss is their cross-entropy.
    case pixels
    /// Numbers of at least 0. The loss is the squared error.
    case codes
  }

  /// The kind of the input x.
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

  /// Returns the codes h of the input x.
  package func encoded(_ input: Variable, _ context: ForwardContext) -> Variable {
    (input.matmul(context[weight]) + context[hiddenBias]).relu()
  }

  /// Returns the loss of restoring the clean input from a damaged one.
  package func loss(restoring clean: Tensor, from damaged: Tensor, _ context: ForwardContext) -> Variable {
    let hidden = encoded(Variable(damaged), context)
    let output = hidden.matmul(context[weight].transposed()) + context[visibleBias]
    return switch kind {
    case .pixels: output.binaryCrossEntropy(targets: clean)
    case .codes: output.squaredError(targets: clean)
    }
  }

  /// The encoder and the decoder as separate layers, whose weights are no longer tied.
  package var unrolled: (encoder: Linear, decoder: Linear) {
    (
      Linear(weight: weight.value, bias: hiddenBias.value),
      Linear(weight: weight.value.transposed(), bias: visibleBias.value)
    )
  }
}
