// SPDX-License-Identifier: Apache-2.0

package import Autograd
package import NeuralNetworks
package import TensorCore

/// A pointer network (Vinyals, Fortunato and Jaitly 2015): it reads items and points at them one by one,
/// then at their end. The state of the decoder is the query, and the scores of additive attention,
/// instead of weighting the items, are the output.
///
/// Apart from the reader, this network differs from the paper in two ways: its decoder is a GRU instead
/// of an LSTM, and an item that has been pointed at is not pointed at again.
package struct PointerNetwork<Reader: ItemReader>: Module {
  var input: Linear
  var reader: Reader
  var bridge: Linear
  var decoder: GRU
  var pointer: AdditiveScore

  /// - Parameters:
  ///   - features: The number of features per item.
  ///   - size: The number of units of all parts.
  ///   - seed: The seed of the initial weights.
  ///   - reader: The network that encodes the items, which have `size` features each.
  package init(features: Int, size: Int, seed: UInt64, reader: Reader) {
    input = Linear(inputSize: features + 1, outputSize: size)
    self.reader = reader
    bridge = Linear(inputSize: size, outputSize: size)
    decoder = GRU(inputSize: size, hiddenSize: size)
    pointer = AdditiveScore(querySize: size, keySize: size, units: size)
    initialize(seed: seed)
  }

  package mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("input", &input)
    visitor("reader", &reader)
    visitor("bridge", &bridge)
    visitor("decoder", &decoder)
    visitor("pointer", &pointer)
  }

  /// Returns the encoding of each place, `[rows, places, size]`, and the decoder's initial state, which
  /// is computed from the encoding of the end.
  private func read(_ batch: PointerTask.Batch, _ context: ForwardContext) -> (
    keys: Variable, state: RecurrentState
  ) {
    let keys = reader.encoded(input(Variable(batch.elements), context), mask: batch.mask, context)
    let end = keys.slice(axis: 1, 0..<1).reshaped([1, keys.shape[0], keys.shape[2]])
    return (keys, RecurrentState(hidden: bridge(end, context).map(.hyperbolicTangent)))
  }

  /// Returns the encodings of the places pointed at before each step, `[rows][steps]`, as the decoder's
  /// input `[rows, steps, size]`.
  private func inputs(_ previous: [[Int32]], _ keys: Variable) -> Variable {
    let (rows, places, size) = (keys.shape[0], keys.shape[1], keys.shape[2])
    let indices = previous.enumerated().flatMap { row, steps in steps.map { Int32(row * places) + $0 } }
    return keys.reshaped([rows * places, size]).rows(indices)
      .reshaped([rows, previous.first?.count ?? 0, size])
  }

  /// Returns the score of each place for each state, `[rows, steps, places]`. The score of a place that
  /// is not open is -1e9, so that it is never chosen.
  private func scores(_ states: Variable, _ keys: Variable, open: Tensor, _ context: ForwardContext)
    -> Variable
  {
    pointer(query: states, keys: keys, context) + Variable(open * 1e9 + -1e9)
  }

  /// Returns the scores of each place after the true places before it, `[rows, steps, places]`.
  package func callAsFunction(_ batch: PointerTask.Batch, _ context: ForwardContext) -> Variable {
    let (keys, state) = read(batch, context)
    let states = decoder.read(inputs(batch.previous, keys), from: state, context).output
    return scores(states, keys, open: batch.open, context)
  }

  /// Returns the place with the highest score at each step, `[rows][steps]`, and the probabilities of
  /// the places at each step, `[rows, steps, places]`.
  package func point(at batch: PointerTask.Batch) -> (places: [[Int32]], shares: Tensor) {
    let context = ForwardContext()
    var (keys, state) = read(batch, context)
    let (rows, count) = (batch.mask.shape[0], batch.mask.shape[1])
    var open = batch.mask.reshaped([rows, 1, count])
    var last = [Int32](repeating: 0, count: rows)
    var places = [[Int32]](repeating: [], count: rows)
    var shares: [Tensor] = []
    for _ in 0..<count {
      let step = decoder.read(inputs(last.map { [$0] }, keys), from: state, context)
      state = step.state
      let scores = scores(step.output, keys, open: open, context)
      shares.append(scores.softmax().value)
      last = scores.value.reshaped([rows, count]).argmax(axis: 1).map { Int32($0) }
      for (row, place) in last.enumerated() {
        places[row].append(place)
        if place > 0 { open[row, 0, Int(place)] = 0 }
      }
    }
    return (places, .concatenated(shares, axis: 1))
  }
}
