// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A module that encodes a sequence for a decoder.
public protocol SequenceEncoder: Module {
  /// Returns the encoding of each place, `[batch, places, size]`, and the state that a decoder starts with,
  /// `[layers, batch, size]`.
  ///
  /// - Parameters:
  ///   - input: the sequences, `[batch, places, features]`.
  ///   - mask: the places to read, `[batch, places]`: 0 for padding.
  func encode(_ input: Variable, mask: Tensor?, _ context: ForwardContext) -> (
    encoding: Variable, state: RecurrentState
  )
}

extension Recurrent: SequenceEncoder {
  /// Returns the output of every step, and the last states of each layer, those of two directions next to
  /// each other.
  public func encode(_ input: Variable, mask: Tensor?, _ context: ForwardContext) -> (
    encoding: Variable, state: RecurrentState
  ) {
    let read = read(input, mask: mask, context)
    guard direction.count == 2 else { return (read.output, read.state) }
    let joined = { (parts: Variable) in
      let (rows, size) = (parts.shape[1], parts.shape[2])
      let layers = (0..<parts.shape[0] / 2).map { layer in
        let ways = (0..<2).map { parts.slice(axis: 0, 2 * layer + $0..<2 * layer + $0 + 1) }
        return Variable.concatenated(ways, axis: 2)
      }
      return layers.count == 1
        ? layers[0] : Variable.concatenated(layers, axis: 0).reshaped([layers.count, rows, 2 * size])
    }
    return (read.output, RecurrentState(hidden: joined(read.state.hidden), cell: read.state.cell.map(joined)))
  }
}

extension TransformerEncoder: SequenceEncoder {
  /// Returns the encoding of each place, and their mean as the state of one layer.
  public func encode(_ input: Variable, mask: Tensor?, _ context: ForwardContext) -> (
    encoding: Variable, state: RecurrentState
  ) {
    let output = self(input, mask: mask.map { AttentionMask(keys: $0) } ?? .none, context)
    let (batch, places, size) = (output.shape[0], output.shape[1], output.shape[2])
    // The mean over the places that are read, as a product of one row with all places.
    let present = mask?.scalars ?? [Float](repeating: 1, count: batch * places)
    let shares = (0..<batch).flatMap { row in
      let row = present[row * places..<(row + 1) * places]
      return row.map { $0 / max(1, row.reduce(0, +)) }
    }
    let mean = Variable(Tensor(shares, shape: [batch, 1, places])).matmul(output)
    return (output, RecurrentState(hidden: mean.reshaped([1, batch, size])))
  }
}
