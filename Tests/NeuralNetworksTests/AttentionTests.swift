// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Attention of one sequence to another")
struct AttentionTests {
  /// Returns a mask that is 1 for valid keys. The reference marks the padded keys instead.
  private func mask(_ reference: ReferenceCase) throws -> Tensor {
    let padding = try reference.tensor("graph", "padding")
    return padding * -1 + 1
  }

  private func compare(_ name: String, _ score: some AttentionScore) throws {
    let reference = try ReferenceCase("attention_" + name)
    let mask = try mask(reference)
    try expectReference(reference, Attention(score), inputs: ["query", "key"]) { attention, inputs, context in
      let result = attention(query: inputs[0], keys: inputs[1], mask: mask, context)
      return [("weights", result.weights), ("context", result.output)]
    }
  }

  @Test("Dot, scaled-dot and learnt-scale attention scores match PyTorch")
  func dot() throws {
    try compare("dot", DotScore())
    try compare("scaled_dot", DotScore(scale: .inverseRoot))
    try compare("luong_scaled", DotScore(scale: .learnt))
  }

  @Test("General and concat attention scores of Luong et al. match PyTorch")
  func luong() throws {
    try compare("luong_general", GeneralScore(querySize: 4, keySize: 4).initialized(seed: 3))
    try compare("luong_concat", ConcatScore(querySize: 4, keySize: 4, units: 6).initialized(seed: 3))
  }

  @Test("Additive attention scores of Bahdanau et al., plain and normalised, match PyTorch")
  func additive() throws {
    try compare("bahdanau", AdditiveScore(querySize: 4, keySize: 4, units: 6).initialized(seed: 3))
    try compare(
      "bahdanau_normed",
      AdditiveScore(querySize: 4, keySize: 4, units: 6, isNormalized: true).initialized(seed: 3))
  }

  @Test("Expected monotonic attention of Raffel et al. matches PyTorch")
  func monotonic() throws {
    let reference = try ReferenceCase("attention_monotonic")
    let mask = try mask(reference)
    let attention = MonotonicAttention(
      AdditiveScore(querySize: 4, keySize: 4, units: 6).initialized(seed: 3))
    try expectReference(reference, attention, inputs: ["query", "key"]) { attention, inputs, context in
      let result = attention(query: inputs[0], keys: inputs[1], mask: mask, context)
      return [("weights", result.weights), ("context", result.output)]
    }
  }

  @Test("Location-based attention scores depend only on the query")
  func location() {
    let score = LocationScore(querySize: 2, positions: 4).initialized(seed: 3)
    let samples = Samples(seed: 1)
    let query = Variable(samples.tensor([1, 3, 2]))
    let context = ForwardContext()
    let keys = Variable(samples.tensor([1, 3, 5], ordinal: 1))
    let first = score(query: query, keys: keys, context).value
    let other = score(query: query, keys: Variable(samples.tensor([1, 3, 5], ordinal: 2)), context).value
    #expect(sameBits(first, other))
    let expected = query.value.matmul(score.weight.value.slice(axis: 1, 0..<3))
    #expect(mismatch(first, expected) == nil)
  }

  @Test("Attention with a threshold ignores keys with lower scores and returns 0 if no key remains")
  func threshold() {
    let attention = Attention(DotScore(), hard: .scores(atLeast: 0.5))
    let query = Variable(Tensor([1, -1], shape: [1, 2, 1]))
    let keys = Variable(Tensor([2, 0.25, 0.5], shape: [1, 3, 1]))
    let result = attention(query: query, keys: keys, ForwardContext())
    let share = Float(exp(2.0) / (exp(2.0) + exp(0.5)))
    #expect(
      mismatch(result.weights.value, Tensor([share, 0, 1 - share, 0, 0, 0], shape: [1, 2, 3])) == nil)
    #expect(result.output.value[0, 1, 0] == 0)
  }

  @Test("Attention to a fully padded sequence returns zeros and has a gradient of 0")
  func onlyPadding() {
    let attention = Attention(AdditiveScore(querySize: 2, keySize: 2, units: 3).initialized(seed: 3))
    let context = ForwardContext(training: 0, step: 0)
    let samples = Samples(seed: 2)
    let keys = context.leaf(samples.tensor([1, 3, 2]))
    let result = attention(
      query: Variable(samples.tensor([1, 2, 2], ordinal: 1)), keys: keys, mask: Tensor(zeros: [1, 3]), context
    )
    #expect(result.output.value == Tensor(zeros: [1, 2, 2]))
    _ = context.gradients(of: result.output.sum())
    #expect(keys.takeGradient() == Tensor(zeros: [1, 3, 2]))
  }

  @Test("Hard monotonic attention selects the first matching key at or after the previous one")
  func hard() {
    // A query of 1 matches keys above 0, and a query of -1 matches keys below 0.
    let attention = MonotonicAttention(DotScore(), isHard: true)
    let query = Variable(Tensor([1, -1, 1, 1, -1], shape: [1, 5, 1]))
    let keys = Variable(Tensor([-1, 2, -3, 4], shape: [1, 4, 1]))
    let result = attention(query: query, keys: keys, ForwardContext())
    // The queries select keys 1, 2, 3, 3 and none, because no matching key is left.
    #expect(
      result.weights.value.scalars == [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0])
    #expect(result.output.value.scalars == [2, -3, 4, 4, 0])
  }

  @Test("Expected monotonic alignments have the gradients of their formula")
  func alignment() {
    let samples = Samples(seed: 3)
    let stops = samples.tensor([2, 3, 4], in: 0.1...0.9)
    let previous = samples.tensor([2, 4], in: 0...0.5, ordinal: 1)
    let wrong = GradientCheck.mismatch(
      [stops, previous],
      reference: { inputs in
        (0..<2).flatMap { row -> [Double] in
          var before = Array(inputs[1][row * 4..<row * 4 + 4])
          return (0..<3).flatMap { query -> [Double] in
            var arriving = 0.0
            before = (0..<4).map { key in
              let stop = inputs[0][(row * 3 + query) * 4 + key]
              arriving += before[key]
              defer { arriving *= 1 - stop }
              return stop * arriving
            }
            return before
          }
        }
      }, operation: { $0[0].monotonicAlignment(after: $0[1]) })
    #expect(wrong == nil)
  }

  @Test("Noise changes monotonic attention scores in training but not in evaluation")
  func noise() {
    let plain = MonotonicAttention(DotScore())
    let noisy = MonotonicAttention(DotScore(), noise: 2)
    let samples = Samples(seed: 4)
    let query = Variable(samples.tensor([1, 2, 3]))
    let keys = Variable(samples.tensor([1, 4, 3], ordinal: 1))
    let run = { (attention: MonotonicAttention<DotScore>, context: ForwardContext) in
      attention(query: query, keys: keys, context).weights.value
    }
    #expect(sameBits(run(plain, ForwardContext()), run(noisy, ForwardContext())))
    let training = { ForwardContext(training: 0, step: $0) }
    #expect(!sameBits(run(plain, training(0)), run(noisy, training(0))))
    #expect(!sameBits(run(noisy, training(1)), run(noisy, training(0))))
  }
}

@Suite("Transformer layers")
struct TransformerTests {
  @Test("Multi-head attention and its weights match PyTorch")
  func attention() throws {
    let reference = try ReferenceCase("multihead_attention")
    let layer = MultiHeadAttention(size: 8, heads: 2).initialized(seed: 3)
    try expectReference(reference, layer, inputs: ["query", "key", "value"]) { layer, inputs, context in
      let weights = layer.weights(query: inputs[0], keys: inputs[1], context).mean(axis: 1)
      return [
        ("output", layer(query: inputs[0], keys: inputs[1], values: inputs[2], context)),
        ("weights", weights),
      ]
    }
  }

  @Test("Causal multi-head self-attention matches PyTorch")
  func causal() throws {
    let layer = MultiHeadAttention(size: 8, heads: 2).initialized(seed: 3)
    try expectReference(try ReferenceCase("multihead_attention_causal"), layer) { layer, inputs, context in
      [("output", layer(inputs[0], mask: AttentionMask(isCausal: true), context))]
    }
  }

  @Test("A Transformer encoder layer matches PyTorch")
  func encoderLayer() throws {
    let layer = TransformerEncoderLayer(
      TransformerSettings(size: 8, heads: 2, hiddenSize: 16, dropout: 0)
    ).initialized(seed: 3)
    try expectReference(try ReferenceCase("transformer_encoder_layer"), layer) { layer, inputs, context in
      [("output", layer(inputs[0], context))]
    }
  }

  @Test(
    "The weights reported by multi-head attention are those that its output is computed from",
    arguments: [false, true])
  func weights(isCausal: Bool) {
    let layer = MultiHeadAttention(size: 4, heads: 2).initialized(seed: 3)
    let x = Variable(Samples(seed: 1).tensor([2, 3, 4]))
    let context = ForwardContext()
    let mask = AttentionMask(keys: Tensor([1, 1, 0, 1, 1, 1], shape: [2, 3]), isCausal: isCausal)
    let weights = layer.weights(query: x, keys: x, mask: mask, context)
    let values = (x.matmul(context[layer.inputLin.weight].slice(axis: 1, 8..<12)))
      .reshaped([2, 3, 2, 2]).transposed([0, 2, 1, 3])
    let heard = weights.matmul(values).transposed([0, 2, 1, 3]).reshaped([2, 3, 4])
    #expect(mismatch(layer(x, mask: mask, context).value, layer.outputLin(heard, context).value) == nil)
    #expect(weights.value[0, 0, 0, 2] == 0)
  }

  @Test(
    "A Transformer encoder's output does not depend on the padding after a sequence",
    arguments: [false, true])
  func padding(normalizesFirst: Bool) {
    let encoder = TransformerEncoder(
      TransformerSettings(
        size: 8, heads: 2, hiddenSize: 12, normalizesFirst: normalizesFirst, activation: .gelu),
      layers: 2
    ).initialized(seed: 3)
    let samples = Samples(seed: 2)
    let short = samples.tensor([1, 3, 8])
    let long = Tensor.concatenated([short, samples.tensor([1, 2, 8], ordinal: 1)], axis: 1)
    let mask = AttentionMask(keys: .sequenceMask(lengths: [3], steps: 5))
    let padded = encoder(Variable(long), mask: mask, ForwardContext()).value.slice(axis: 1, 0..<3)
    #expect(mismatch(padded, encoder(Variable(short), ForwardContext()).value) == nil)
  }

  @Test(
    "A Transformer decoder's output depends on the memory and not on later steps", arguments: [false, true])
  func decoder(normalizesFirst: Bool) {
    let decoder = TransformerDecoder(
      TransformerSettings(size: 8, heads: 2, hiddenSize: 12, normalizesFirst: normalizesFirst), layers: 2
    ).initialized(seed: 3)
    let samples = Samples(seed: 3)
    let memory = Variable(samples.tensor([1, 4, 8]))
    let input = samples.tensor([1, 3, 8], ordinal: 1)
    let later = Tensor.concatenated(
      [input.slice(axis: 1, 0..<2), samples.tensor([1, 1, 8], ordinal: 2)], axis: 1)
    let run = { (input: Tensor, memory: Variable) in
      decoder(Variable(input), memory: memory, ForwardContext()).value.slice(axis: 1, 0..<2)
    }
    #expect(sameBits(run(input, memory), run(later, memory)))
    // An additional mask does not replace the causal mask.
    let pairs = AttentionMask(pairs: Tensor(repeating: 1, shape: [3, 3]))
    let early = { (input: Tensor) in
      decoder(Variable(input), memory: memory, mask: pairs, ForwardContext()).value.slice(axis: 1, 0..<2)
    }
    #expect(sameBits(early(input), early(later)))
    #expect(!sameBits(run(input, memory), run(input, Variable(samples.tensor([1, 4, 8], ordinal: 3)))))
    let masked = decoder(
      Variable(input), memory: Variable(samples.tensor([1, 4, 8], ordinal: 3)),
      memoryMask: Tensor(zeros: [1, 4]), ForwardContext()
    ).value
    let unheard = decoder(
      Variable(input), memory: memory, memoryMask: Tensor(zeros: [1, 4]), ForwardContext()
    ).value
    #expect(sameBits(masked, unheard))
  }

  @Test(
    "A Transformer decoder reports the memory weights that its cross-attention computes",
    arguments: [false, true])
  func memoryWeights(normalizesFirst: Bool) throws {
    let decoder = TransformerDecoder(
      TransformerSettings(size: 8, heads: 2, hiddenSize: 12, normalizesFirst: normalizesFirst), layers: 2
    ).initialized(seed: 3)
    let samples = Samples(seed: 5)
    let memory = Variable(samples.tensor([2, 4, 8]))
    let mask = Tensor.sequenceMask(lengths: [4, 2], steps: 4)
    let context = ForwardContext()
    let input = Variable(samples.tensor([2, 3, 8], ordinal: 1))
    let weights = decoder.memoryWeights(input, memory: memory, memoryMask: mask, context)
    #expect(weights.count == 2)
    var x = input
    for (layer, weights) in zip(decoder.layers, weights) {
      let asked = { (x: Variable) in layer.selfAttention(x, mask: AttentionMask(isCausal: true), context) }
      let query =
        normalizesFirst
        ? layer.norms[1](x + asked(layer.norms[0](x, context)), context)
        : layer.norms[0](x + asked(x), context)
      let expected = layer.crossAttention.weights(
        query: query, keys: memory, mask: AttentionMask(keys: mask), context)
      #expect(weights.shape == [2, 2, 3, 4])
      #expect(mismatch(weights.value, expected.value) == nil)
      #expect(mismatch(weights.value.sum(axis: 3), Tensor(repeating: 1, shape: [2, 2, 3])) == nil)
      let hidden = weights.value.slice(axis: 0, 1..<2).slice(axis: 3, 2..<4)
      #expect(hidden.scalars.allSatisfy { $0 == 0 })
      x = layer(x, memory: memory, memoryMask: mask, context)
    }
  }

  @Test("The parameter names of a Transformer decoder are PyTorch's")
  func names() {
    let decoder = TransformerDecoder(
      TransformerSettings(size: 4, heads: 1, hiddenSize: 4, normalizesFirst: true), layers: 1
    ).initialized(seed: 3)
    let names = Set(decoder.stateDictionary().map(\.name))
    #expect(names.count == 20)
    for name in [
      "layers.0.self_attn.in_proj_weight", "layers.0.multihead_attn.out_proj.bias", "layers.0.linear1.weight",
      "layers.0.norm3.bias", "norm.weight",
    ] {
      #expect(names.contains(name), "\(name)")
    }
  }

  @Test("Transformer dropout acts only in training and is the same for the same step")
  func dropout() {
    let layer = TransformerEncoderLayer(
      TransformerSettings(size: 8, heads: 2, hiddenSize: 16, dropout: 0.5)
    ).initialized(seed: 3)
    let x = Variable(Samples(seed: 4).tensor([2, 3, 8]))
    let run = { layer(x, ForwardContext(training: 1, step: $0)).value }
    #expect(sameBits(run(0), run(0)) && !sameBits(run(0), run(1)))
    #expect(!sameBits(run(0), layer(x, ForwardContext()).value))
  }

  @Test("Sinusoidal positions are sines and cosines with decreasing frequencies per column pair")
  func sinusoids() {
    let context = ForwardContext()
    let zeros = Variable(Tensor(zeros: [1, 3, 4]))
    let encoded = PositionalEncoding.sinusoidal(zeros, context).value
    let expected = [0.0, 1, 2].flatMap { [sin($0), cos($0), sin($0 / 100), cos($0 / 100)] }
    #expect(mismatch(encoded, expected) == nil)
    let later = PositionalEncoding.sinusoidal(zeros, from: 1, context).value
    #expect(sameBits(later.slice(axis: 1, 0..<2), encoded.slice(axis: 1, 1..<3)))
  }

  @Test("Learnt positions are trainable rows that are added to the input")
  func learntPositions() throws {
    let encoding = PositionalEncoding.learnt(positions: 5, size: 2).initialized(seed: 3)
    let context = ForwardContext(training: 0, step: 0)
    let output = encoding(Variable(Tensor(zeros: [3, 2, 2])), from: 1, context)
    guard case .learnt(let rows) = encoding else { return }
    #expect(sameBits(output.value.slice(axis: 0, 2..<3).reshaped([2, 2]), rows.value.slice(axis: 0, 1..<3)))
    let gradient = try #require(context.gradients(of: output.sum())[rows])
    #expect(gradient.scalars == [0, 0, 3, 3, 3, 3, 0, 0, 0, 0])
    #expect(encoding.parameterCount == 10)
  }
}

@Suite("Token embeddings")
struct EmbeddingTests {
  @Test("An embedding matches PyTorch")
  func reference() throws {
    let reference = try ReferenceCase("embedding")
    let numbers = try reference.tensor("inputs", "tokens").scalars.map { Int32($0) }
    let tokens = (0..<3).map { Array(numbers[$0 * 6..<$0 * 6 + 6]) }
    let layer = Embedding(inputCount: 11, outputSize: 4).initialized(seed: 3)
    try expectReference(reference, layer, inputs: []) { layer, _, context in
      [("output", layer(tokens, context))]
    }
  }

  @Test("The padding token of an embedding has a row of zeros and no gradient")
  func padding() throws {
    let layer = Embedding(inputCount: 3, outputSize: 2, paddingToken: 0).initialized(seed: 3)
    let context = ForwardContext(training: 0, step: 0)
    let output = layer([[0, 1], [2, 0]], context)
    #expect(output.value.scalars.prefix(2) == [0, 0])
    let gradient = try #require(context.gradients(of: output.sum())[layer.weight])
    #expect(gradient.scalars == [0, 0, 1, 1, 1, 1])
  }

  @Test("The padding token gives zeros in training and evaluation for any loaded weights")
  func loadedPadding() {
    var layer = Embedding(inputCount: 3, outputSize: 2, paddingToken: 0).initialized(seed: 3)
    layer.weight.value = Tensor([7, 7, 1, 2, 3, 4], shape: [3, 2])
    for context in [ForwardContext(training: 0, step: 0), ForwardContext()] {
      let output = layer([[0, 2]], context).value
      #expect(output.scalars == [0, 0, 3, 4])
    }
  }

  @Test("An embedding accepts no rows and rows without tokens", arguments: [0, 2])
  func empty(rows: Int) {
    let layer = Embedding(inputCount: 3, outputSize: 2).initialized(seed: 3)
    let tokens = [[Int32]](repeating: [], count: rows)
    #expect(layer(tokens, ForwardContext()).shape == [rows, 0, 2])
  }
}
