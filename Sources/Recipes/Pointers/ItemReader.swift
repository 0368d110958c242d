package import Autograd
package import NeuralNetworks
package import TensorCore

/// A network that sees every item among the others.
package protocol ItemReader: Module {
  /// `[rows, places, size] -> [rows, places, size]`; `mask` is 0 for places that only fill up.
  func encoded(_ items: Variable, mask: Tensor, _ context: ForwardContext) -> Variable
}

/// Items as a sequence, as in the paper; here it is read in both directions.
extension Recurrent: ItemReader {
  package func encoded(_ items: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    read(items, mask: mask, context).output
  }
}

/// Items as a set: no position is told.
extension TransformerEncoder: ItemReader {
  package func encoded(_ items: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    self(items, mask: AttentionMask(keys: mask), context)
  }
}
