// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// An encoder-decoder network, which reads a sequence of tokens and writes another (Sutskever, Vinyals and Le
/// 2014; Cho et al. 2014) with attention to what it has read (Bahdanau, Cho and Bengio 2015; Luong, Pham and
/// Manning 2015).
///
/// The decoder starts with the encoder's last state. With its state h and the context c, the weighted mean of
/// the encodings, the scores of the next token are `W_o tanh(W_c [h, c])`.
///
/// ```swift
/// var network = Seq2Seq(
///   sourceCount: 40, targetCount: 40, embeddingSize: 32, hiddenSize: 64,
///   attention: Attention(AdditiveScore(querySize: 64, keySize: 64, units: 64)), attends: .beforeStep
/// ).initialized(seed: 1)
/// let loss = network.loss(sources, targets: targets, context)
/// let best = network.decoded(sources, steps: 20)
/// ```
///
/// Sequences can have different lengths; they are padded. Parameter names: `source`, `target` (embeddings),
/// `encoder`, `decoder`, `attention`, `combination` (W_c), `output` (W_o).
public struct Seq2Seq<Cell: RecurrentCell, Aligner: SequenceAttention>: Module {
  /// The embedding of the source's tokens.
  public var sourceEmbedding: Embedding
  /// The embedding of the target's tokens.
  public var targetEmbedding: Embedding
  /// The network that reads the source.
  public var encoder: Recurrent<Cell>
  /// The network that writes the target.
  public var decoder: Recurrent<Cell>
  /// The attention of the decoder to the encodings; queries and keys have the hidden size.
  public var attention: Aligner
  /// W_c with its bias.
  public var combination: Linear
  /// W_o with its bias.
  public var output: Linear
  /// When the decoder attends to the source.
  public let attends: AttentionTime
  /// The tokens with a special meaning.
  public let tokens: SpecialTokens

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - sourceCount: the number of different tokens of sources, special ones included.
  ///   - targetCount: the number of different tokens of targets, special ones included.
  ///   - embeddingSize: the number of features per token.
  ///   - hiddenSize: the size of the decoder's state and of an encoding. Traps if it is odd and the encoder
  ///     reads in both directions.
  ///   - layers: the number of layers of the encoder and of the decoder.
  ///   - isBidirectional: whether the encoder reads in both directions, each with half of the size.
  ///   - cell: the type of recurrent cell.
  ///   - attention: the attention, whose queries and keys have `hiddenSize` features.
  ///   - attends: when the decoder attends to the source.
  ///   - tokens: the tokens with a special meaning.
  public init(
    sourceCount: Int, targetCount: Int, embeddingSize: Int, hiddenSize: Int, layers: Int = 1,
    isBidirectional: Bool = true, cell: Cell.Type = GRUCell.self, attention: Aligner,
    attends: AttentionTime = .afterStep, tokens: SpecialTokens = SpecialTokens()
  ) {
    guard !isBidirectional || hiddenSize % 2 == 0 else {
      fatalError("Seq2Seq: hiddenSize is \(hiddenSize); expected an even number for two directions")
    }
    self.attention = attention
    self.attends = attends
    self.tokens = tokens
    sourceEmbedding = Embedding(
      inputCount: sourceCount, outputSize: embeddingSize, paddingToken: tokens.padding)
    targetEmbedding = Embedding(
      inputCount: targetCount, outputSize: embeddingSize, paddingToken: tokens.padding)
    encoder = Recurrent(
      inputSize: embeddingSize, hiddenSize: isBidirectional ? hiddenSize / 2 : hiddenSize, layers: layers,
      direction: isBidirectional ? .both(.concatenation) : .forward)
    decoder = Recurrent(
      inputSize: attends == .beforeStep ? embeddingSize + hiddenSize : embeddingSize, hiddenSize: hiddenSize,
      layers: layers)
    combination = Linear(inputSize: 2 * hiddenSize, outputSize: hiddenSize)
    output = Linear(inputSize: hiddenSize, outputSize: targetCount)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("source", &sourceEmbedding)
    visitor("target", &targetEmbedding)
    visitor("encoder", &encoder)
    visitor("decoder", &decoder)
    visitor("attention", &attention)
    visitor("combination", &combination)
    visitor("output", &output)
  }

  /// Returns the scores of the tokens at each step of the targets and after them,
  /// `[batch, steps, targetCount]`, where each step reads the true tokens before it (teacher forcing). The
  /// number of steps is that of the longest target and its end.
  public func callAsFunction(_ sources: [[Int32]], targets: [[Int32]], _ context: ForwardContext) -> Variable
  {
    guard sources.count == targets.count else {
      fatalError("Seq2Seq: \(sources.count) sources, but \(targets.count) targets")
    }
    let steps = (targets.map(\.count).max() ?? 0) + 1
    let previous = tokens.padded(targets.map { [tokens.start] + $0 }, steps: steps)
    var (keys, state) = read(sources, context)
    guard attends == .beforeStep || attention.isStepwise else {
      let states = decoder.read(targetEmbedding(previous, context), from: state.recurrent, context).output
      let heard = attention.attend(states, to: keys, after: nil, context).output
      return scores(states, heard, context)
    }
    let results = (0..<steps).map { step in
      self.step(previous.map { $0[step] }, &state, keys, context).scores
    }
    return .concatenated(results, axis: 1)
  }

  /// Returns the mean cross entropy of the targets' tokens and ends.
  public func loss(_ sources: [[Int32]], targets: [[Int32]], _ context: ForwardContext) -> Variable {
    let scores = self(sources, targets: targets, context)
    let steps = scores.shape[1]
    let labels = targets.flatMap { target in
      target + [tokens.end] + [Int32](repeating: -1, count: steps - target.count - 1)
    }
    return scores.crossEntropy(labels: labels)
  }

  /// What the decoder remembers from step to step.
  struct State {
    var recurrent: RecurrentState
    var memory: Variable?

    /// Returns the states of the given rows of the batch.
    func rows(_ indices: [Int32]) -> State {
      let chosen = { (state: Variable) in
        let (layers, rows) = (state.shape[0], state.shape[1])
        let places = (0..<layers).flatMap { layer in indices.map { Int32(layer * rows) + $0 } }
        return state.reshaped([layers * rows, state.shape[2]]).rows(places)
          .reshaped([layers, indices.count, state.shape[2]])
      }
      return State(
        recurrent: RecurrentState(hidden: chosen(recurrent.hidden), cell: recurrent.cell.map(chosen)),
        memory: memory.map { $0.rows(indices) })
    }
  }

  /// Returns the encodings of sources and the decoder's first state.
  func read(_ sources: [[Int32]], _ context: ForwardContext) -> (keys: AttendedKeys, state: State) {
    let steps = sources.map(\.count).max() ?? 0
    let mask = Tensor.sequenceMask(lengths: sources.map(\.count), steps: steps)
    let words = sourceEmbedding(tokens.padded(sources, steps: steps), context)
    let (encoding, state) = encoder.encode(words, mask: mask, context)
    return (attention.prepared(encoding, mask: mask, context), State(recurrent: state))
  }

  /// Returns the scores of the next tokens, `[batch, 1, targetCount]`, and the weights of the source's
  /// tokens, `[batch, 1, keys]`.
  func step(_ last: [Int32], _ state: inout State, _ keys: AttendedKeys, _ context: ForwardContext) -> (
    scores: Variable, weights: Variable
  ) {
    var input = targetEmbedding(last.map { [$0] }, context)
    var heard: AttendedStep?
    if attends == .beforeStep {
      let hidden = state.recurrent.hidden
      let query = hidden.slice(axis: 0, hidden.shape[0] - 1..<hidden.shape[0])
        .reshaped([last.count, 1, hidden.shape[2]])
      let before = attention.attend(query, to: keys, after: state.memory, context)
      input = .concatenated([input, before.output], axis: 2)
      heard = before
    }
    let next = decoder.read(input, from: state.recurrent, context)
    let attended = heard ?? attention.attend(next.output, to: keys, after: state.memory, context)
    state = State(recurrent: next.state, memory: attended.memory)
    return (scores(next.output, attended.output, context), attended.weights)
  }

  private func scores(_ states: Variable, _ heard: Variable, _ context: ForwardContext) -> Variable {
    let joined = Variable.concatenated([states, heard], axis: 2)
    return output(combination(joined, context).map(.hyperbolicTangent), context)
  }
}

/// When the decoder of a ``Seq2Seq`` attends to the source.
public enum AttentionTime: Sendable, Hashable {
  /// With the state before the step; the context is part of the step's input (Bahdanau et al. 2015).
  case beforeStep
  /// With the state after the step (Luong et al. 2015). In training, the steps of a target are computed
  /// together, which is several times faster.
  case afterStep
}

/// The tokens with a special meaning in sequences.
public struct SpecialTokens: Sendable, Hashable {
  /// The token after the end of shorter sequences of a batch.
  public let padding: Int32
  /// The token before a target.
  public let start: Int32
  /// The token after a target.
  public let end: Int32

  /// Creates the tokens.
  public init(padding: Int32 = 0, start: Int32 = 1, end: Int32 = 2) {
    (self.padding, self.start, self.end) = (padding, start, end)
  }

  /// Returns the sequences with padding up to `steps`.
  func padded(_ sequences: [[Int32]], steps: Int) -> [[Int32]] {
    sequences.map { $0 + [Int32](repeating: padding, count: steps - $0.count) }
  }
}
