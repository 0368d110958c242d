// SPDX-License-Identifier: Apache-2.0

package import Autograd
package import NeuralNetworks
package import TensorCore

/// A network that encodes each item of a set in the context of the others: a linear layer and a Transformer
/// without positions.
package struct SetReader: SequenceEncoder {
  var input: Linear
  var encoder: TransformerEncoder

  /// - Parameter features: The number of features per place.
  package init(features: Int, _ settings: TransformerSettings, layers: Int) {
    input = Linear(inputSize: features, outputSize: settings.size)
    encoder = TransformerEncoder(settings, layers: layers)
  }

  package mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("input", &input)
    visitor("encoder", &encoder)
  }

  package func encode(_ items: Variable, mask: Tensor?, _ context: ForwardContext) -> (
    encoding: Variable, state: RecurrentState
  ) {
    encoder.encode(input(items, context), mask: mask, context)
  }
}
