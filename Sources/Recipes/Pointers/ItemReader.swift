// SPDX-License-Identifier: Apache-2.0

package import Autograd
package import NeuralNetworks
package import TensorCore

/// A network that encodes each item in the context of the others.
package protocol ItemReader: Module {
  /// Encodes items, `[rows, places, size] -> [rows, places, size]`; `mask` is 0 for padding.
  func encoded(_ items: Variable, mask: Tensor, _ context: ForwardContext) -> Variable
}

/// Reads the items as a sequence, as in the paper, but in both directions.
extension Recurrent: ItemReader {
  package func encoded(_ items: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    read(items, mask: mask, context).output
  }
}

/// Reads the items as a set: the encoder receives no positions.
extension TransformerEncoder: ItemReader {
  package func encoded(_ items: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    self(items, mask: AttentionMask(keys: mask), context)
  }
}
