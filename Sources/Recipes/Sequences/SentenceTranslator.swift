// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import NeuralNetworks
internal import TensorCore

/// A Transformer with an encoder and a decoder that translates the words of one language into those of
/// another (Vaswani et al. 2017).
struct SentenceTranslator: Module {
  var sourceEmbedding: Embedding
  var targetEmbedding: Embedding
  var encoder: TransformerEncoder
  var decoder: TransformerDecoder
  var output: Linear
  let positions = PositionalEncoding.sinusoidal

  init(
    sourceCount: Int, targetCount: Int, _ settings: TransformerSettings, layers: Int
  ) {
    sourceEmbedding = Embedding(inputCount: sourceCount, outputSize: settings.size)
    targetEmbedding = Embedding(inputCount: targetCount, outputSize: settings.size)
    encoder = TransformerEncoder(settings, layers: layers)
    decoder = TransformerDecoder(settings, layers: layers)
    output = Linear(inputSize: settings.size, outputSize: targetCount)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("source", &sourceEmbedding)
    visitor("target", &targetEmbedding)
    visitor("encoder", &encoder)
    visitor("decoder", &decoder)
    visitor("output", &output)
  }

  /// Returns the encoder's output for the sources, `[rows, steps, size]`, and the mask, `[rows, steps]`,
  /// which is 0 for padding.
  private func read(_ source: [[Int32]], _ context: ForwardContext) -> (memory: Variable, mask: Tensor) {
    let mask = Tensor(
      source.flatMap { row in row.map { $0 == SequenceTask.padding ? 0 : 1 } },
      shape: [source.count, source.first?.count ?? 0])
    let words = positions(sourceEmbedding(source, context), context)
    return (encoder(words, mask: AttentionMask(keys: mask), context), mask)
  }

  /// Returns the scores of each target token after the true tokens before it, `[rows, steps, tokens]`.
  /// The padding of a target is after its words, where the causal mask hides it from them.
  func callAsFunction(_ source: [[Int32]], previous: [[Int32]], _ context: ForwardContext) -> Variable {
    let (memory, mask) = read(source, context)
    let words = positions(targetEmbedding(previous, context), context)
    return output(decoder(words, memory: memory, memoryMask: mask, context), context)
  }

  /// Returns the most likely target, token by token (greedy decoding), until all rows have ended or have
  /// `steps` tokens.
  func translate(_ source: [[Int32]], steps: Int) -> [[Int32]] {
    let context = ForwardContext()
    let (memory, mask) = read(source, context)
    var rows = source.map { _ in [SequenceTask.start] }
    for step in 0..<steps where !rows.allSatisfy({ $0.contains(SequenceTask.end) }) {
      let words = positions(targetEmbedding(rows, context), context)
      let states = decoder(words, memory: memory, memoryMask: mask, context)
        .slice(axis: 1, step..<step + 1).reshaped([rows.count, output.inputSize])
      let chosen = output(states, context).value.argmax(axis: 1)
      for row in rows.indices { rows[row].append(chosen[row]) }
    }
    return rows.map { Array($0.dropFirst()) }
  }

  /// Returns the attention weights of the last layer's heads on the source, `[rows, heads, steps,
  /// keys]`.
  func attention(_ source: [[Int32]], previous: [[Int32]]) -> Tensor {
    let context = ForwardContext()
    let (memory, mask) = read(source, context)
    let words = positions(targetEmbedding(previous, context), context)
    let weights = decoder.memoryWeights(words, memory: memory, memoryMask: mask, context)
    return weights[weights.count - 1].value
  }
}
