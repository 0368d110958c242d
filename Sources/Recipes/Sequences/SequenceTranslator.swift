// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import NeuralNetworks
internal import TensorCore

/// A kind of attention that can align a decoder's queries with an encoder's outputs.
protocol Alignment: Module {
  /// Returns the weighted means of the keys for each query, and the weights. `previous` contains the
  /// weights of the query before the first; nil at the start of a sequence.
  func align(
    _ query: Variable, to keys: Variable, mask: Tensor, after previous: Variable?, _ context: ForwardContext
  ) -> (output: Variable, weights: Variable)
}

extension Attention: Alignment {
  func align(
    _ query: Variable, to keys: Variable, mask: Tensor, after previous: Variable?, _ context: ForwardContext
  ) -> (output: Variable, weights: Variable) {
    self(query: query, keys: keys, mask: mask, context)
  }
}

extension MonotonicAttention: Alignment {
  func align(
    _ query: Variable, to keys: Variable, mask: Tensor, after previous: Variable?, _ context: ForwardContext
  ) -> (output: Variable, weights: Variable) {
    self(query: query, keys: keys, mask: mask, after: previous, context)
  }
}

/// A network that reads a sequence in both directions and writes another one token by token: attention
/// weights the encoder's outputs by the decoder's state, and both together determine the next token
/// (Luong et al. 2015).
struct SequenceTranslator<A: Alignment>: Module {
  var sourceEmbedding: Embedding
  var targetEmbedding: Embedding
  var encoder: GRU
  var bridge: Linear
  var decoder: GRU
  var attention: A
  var combination: Linear
  var output: Linear

  /// - Parameters:
  ///   - tokenCount: The number of tokens, shared by sources and targets and including the special ones.
  ///   - size: The number of units of all parts.
  ///   - attention: The attention from the decoder to the encoder.
  ///   - seed: The seed of the initial weights.
  init(tokenCount: Int, size: Int, attention: A, seed: UInt64) {
    sourceEmbedding = Embedding(
      inputCount: tokenCount, outputSize: size, paddingToken: SequenceTask.padding)
    targetEmbedding = Embedding(
      inputCount: tokenCount, outputSize: size, paddingToken: SequenceTask.padding)
    encoder = GRU(
      inputSize: size, hiddenSize: size / 2, direction: .both(.concatenation))
    bridge = Linear(inputSize: size, outputSize: size)
    decoder = GRU(inputSize: size, hiddenSize: size)
    self.attention = attention
    combination = Linear(inputSize: 2 * size, outputSize: size)
    output = Linear(inputSize: size, outputSize: tokenCount)
    initialize(seed: seed)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("source", &sourceEmbedding)
    visitor("target", &targetEmbedding)
    visitor("encoder", &encoder)
    visitor("bridge", &bridge)
    visitor("decoder", &decoder)
    visitor("attention", &attention)
    visitor("combination", &combination)
    visitor("output", &output)
  }

  /// Returns the encoding of a source: a key per token, the mask of the tokens, and the decoder's
  /// initial state.
  private func read(_ source: [[Int32]], _ context: ForwardContext) -> (
    keys: Variable, mask: Tensor, state: RecurrentState
  ) {
    let mask = Tensor(
      source.flatMap { row in row.map { $0 == SequenceTask.padding ? 0 : 1 } },
      shape: [source.count, source.first?.count ?? 0])
    let read = encoder.read(sourceEmbedding(source, context), mask: mask, context)
    let state = bridge(read.last, context).map(.hyperbolicTangent)
    return (read.output, mask, RecurrentState(hidden: state.reshaped([1, source.count, state.shape[1]])))
  }

  private func scores(_ states: Variable, _ heard: Variable, _ context: ForwardContext) -> Variable {
    let joined = Variable.concatenated([states, heard], axis: 2)
    return output(combination(joined, context).map(.hyperbolicTangent), context)
  }

  /// Returns the scores of each target token after the true tokens before it, `[rows, steps, tokens]`.
  func callAsFunction(_ source: [[Int32]], previous: [[Int32]], _ context: ForwardContext) -> Variable {
    let (keys, mask, state) = read(source, context)
    let states = decoder.read(targetEmbedding(previous, context), from: state, context).output
    let heard = attention.align(states, to: keys, mask: mask, after: nil, context).output
    return scores(states, heard, context)
  }

  /// Returns the most likely target, token by token, `[rows][steps]`, and the weights of the source's
  /// tokens at each step, `[rows, steps, keys]`.
  func translate(_ source: [[Int32]], steps: Int) -> (tokens: [[Int32]], weights: Tensor) {
    let context = ForwardContext()
    let read = read(source, context)
    var state = read.state
    var last = source.map { _ in [SequenceTask.start] }
    var tokens = [[Int32]](repeating: [], count: source.count)
    var weights: [Tensor] = []
    var previous: Variable?
    for _ in 0..<steps {
      let step = decoder.read(targetEmbedding(last, context), from: state, context)
      state = step.state
      let heard = attention.align(step.output, to: read.keys, mask: read.mask, after: previous, context)
      weights.append(heard.weights.value)
      previous = heard.weights.reshaped([source.count, read.mask.shape[1]])
      let chosen = scores(step.output, heard.output, context).value
        .reshaped([source.count, output.outputSize]).argmax(axis: 1)
      last = chosen.map { [Int32($0)] }
      for row in tokens.indices { tokens[row].append(last[row][0]) }
    }
    return (tokens, .concatenated(weights, axis: 1))
  }
}
