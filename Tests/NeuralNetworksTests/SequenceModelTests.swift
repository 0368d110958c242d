// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Pointer networks")
struct PointerNetworkTests {
  private let samples = Samples(seed: 8)

  private func input(_ batch: Int = 3, _ places: Int = 6) -> Variable {
    Variable(samples.tensor([batch, places, 2]))
  }

  @Test(
    "A pointer network of any number of layers and directions has scores of all places and weighted encodings",
    arguments: [1, 2], [false, true])
  func shapes(layers: Int, isBidirectional: Bool) {
    let network = PointerNetwork(
      inputSize: 2, hiddenSize: 4, layers: layers, isBidirectional: isBidirectional, feedback: .pointer
    ).initialized(seed: 1)
    let size = isBidirectional ? 8 : 4
    let output = network(input(), steps: 5, ForwardContext())
    #expect(output.scores.shape == [3, 5, 6] && output.pointers.shape == [3, 5, size])
    let (encoding, state) = network.encoder.encode(input(), mask: nil, ForwardContext())
    #expect(state.hidden.shape == [layers, 3, size] && state.cell?.shape == [layers, 3, size])
    let expected = output.scores.softmax().matmul(encoding).value
    #expect(output.pointers.value.scalars == expected.scalars)
  }

  @Test("The state of an encoder in two directions holds the last state of each, side by side")
  func joinedState() throws {
    let encoder = LSTM(inputSize: 2, hiddenSize: 3, layers: 2, direction: .both(.concatenation))
      .initialized(seed: 4)
    let state = encoder.encode(input(), mask: nil, ForwardContext()).state
    let parts = encoder.read(input(), ForwardContext()).state
    let (whole, separate) = (state.hidden.value, parts.hidden.value)
    for layer in 0..<2 {
      for row in 0..<3 {
        for unit in 0..<6 {
          #expect(whole[layer, row, unit] == separate[2 * layer + unit / 3, row, unit % 3])
        }
      }
    }
  }

  @Test("One step has the scores of the formula v tanh(W_1 e + W_2 d)")
  func formula() {
    let network = PointerNetwork(inputSize: 2, hiddenSize: 3, isBidirectional: false).initialized(seed: 2)
    let context = ForwardContext()
    let (encoding, state) = network.encoder.encode(input(1), mask: nil, context)
    let d = network.decoder.read(Variable(Tensor(zeros: [1, 1, 3])), from: state, context).output.value
    let e = encoding.value
    let (v, first, second) = (
      network.score.v.value, network.score.keyWeight.value, network.score.queryWeight.value
    )
    let scores = network(input(1), steps: 1, context).scores.value
    for place in 0..<6 {
      let expected = (0..<3).reduce(0.0) { sum, unit in
        let inner = (0..<3).reduce(0.0) {
          $0 + Double(e[0, place, $1] * first[$1, unit]) + Double(d[0, 0, $1] * second[$1, unit])
        }
        return sum + Double(v[unit]) * tanh(inner)
      }
      #expect(abs(Double(scores[0, 0, place]) - expected) < 1e-5)
    }
  }

  @Test(
    "Steps one by one give the same scores as all steps at once, if they point at the same places",
    arguments: [false, true])
  func teacher(excludes: Bool) {
    let network = PointerNetwork(inputSize: 2, hiddenSize: 4, layers: 2, excludesChosen: excludes)
      .initialized(seed: 3)
    let free = network(input(), ForwardContext())
    let told = network(input(), targets: free.places, ForwardContext())
    #expect(told.places == free.places)
    for (one, other) in zip(free.scores.value.scalars, told.scores.value.scalars) {
      #expect(abs(one - other) <= 1e-5 * max(1, abs(one)))
    }
  }

  @Test("No place is pointed at twice but the end, and padding never")
  func exclusion() {
    let network = PointerNetwork(inputSize: 2, hiddenSize: 4, excludesChosen: true, endPlace: 0)
      .initialized(seed: 5)
    let lengths = [6, 4, 2]
    let mask = Tensor.sequenceMask(lengths: lengths, steps: 6)
    let places = network(input(), mask: mask, ForwardContext()).places
    for (row, length) in lengths.enumerated() {
      let pointed = places[row].filter { $0 > 0 }
      #expect(Set(pointed).count == pointed.count && places[row].allSatisfy { Int($0) < length })
    }
  }

  @Test(
    "Gradients agree with finite differences for both kinds of feedback",
    arguments: [true, false])
  func gradients(feedsPointers: Bool) {
    let network = PointerNetwork(
      inputSize: 2, hiddenSize: 3, feedback: feedsPointers ? .pointer : .place, excludesChosen: true
    ).initialized(seed: 6)
    let targets: [[Int32]] = [[2, 0, 3, -1], [1, 3, -1, -1]]
    let deviations = network.gradientDeviations(step: 3e-3, elements: 6) { network, context in
      network(self.input(2, 4), targets: targets, context).scores
        .crossEntropy(labels: targets.flatMap { $0 })
    }
    #expect(deviations.allSatisfy { $0.relativeError < 0.02 })
  }
}

@Suite("Encoder-decoder networks")
struct Seq2SeqTests {
  static let sources: [[Int32]] = [[3, 4, 5, 3], [5, 4], [3]]
  static let targets: [[Int32]] = [[4, 3, 5], [4], []]

  private func network<A: SequenceAttention, Cell: RecurrentCell>(
    _ attention: A, _ attends: AttentionTime, cell: Cell.Type, layers: Int = 1, isBidirectional: Bool = true
  ) -> Seq2Seq<Cell, A> {
    Seq2Seq(
      sourceCount: 6, targetCount: 6, embeddingSize: 3, hiddenSize: 4, layers: layers,
      isBidirectional: isBidirectional, cell: cell, attention: attention, attends: attends
    ).initialized(seed: 3)
  }

  /// Every kind of attention, with a state of four numbers.
  static let attentions: [(name: String, attention: any SequenceAttention)] = [
    ("dot", Attention(DotScore(scale: .inverseRoot))),
    ("general", Attention(GeneralScore(querySize: 4, keySize: 4, hasScale: true))),
    ("concat", Attention(ConcatScore(querySize: 4, keySize: 4, units: 3))),
    ("location", Attention(LocationScore(querySize: 4, positions: 8))),
    ("additive", Attention(AdditiveScore(querySize: 4, keySize: 4, units: 3))),
    ("normalised additive", Attention(AdditiveScore(querySize: 4, keySize: 4, units: 3, isNormalized: true))),
    (
      "hard",
      Attention(
        AdditiveScore(querySize: 4, keySize: 4, units: 3), hard: .weights(atLeast: 0.2, renormalizes: true))
    ),
    ("monotonic", MonotonicAttention(AdditiveScore(querySize: 4, keySize: 4, units: 3))),
    ("location-sensitive", LocationSensitiveAttention(querySize: 4, keySize: 4, units: 3, filters: 2)),
    ("multi-head", MultiHeadAttention(size: 4, heads: 2)),
  ]

  @Test(
    "Each kind of attention and cell decodes step by step as it was trained",
    arguments: attentions.indices, [AttentionTime.beforeStep, .afterStep])
  func attentionKinds(number: Int, attends: AttentionTime) {
    func check(_ attention: some SequenceAttention) {
      checkDecoding(network(attention, attends, cell: GRUCell.self))
      checkDecoding(network(attention, attends, cell: LSTMCell.self, layers: 2))
      checkDecoding(network(attention, attends, cell: SimpleRNNCell.self, isBidirectional: false))
    }
    check(Self.attentions[number].attention)
  }

  /// Checks that the probability of a decoded sequence is that of teacher forcing with its tokens.
  private func checkDecoding<Cell, A>(_ network: Seq2Seq<Cell, A>) {
    let decoded = network.decoded(Self.sources, steps: 4)
    for (source, sequence) in zip(Self.sources, decoded) {
      let logs = network([source], targets: [sequence.tokens], ForwardContext()).logSoftmax().value
      let written = sequence.tokens + (sequence.isComplete ? [network.tokens.end] : [])
      let expected = written.enumerated().reduce(0.0) { $0 + Double(logs[0, $1.offset, Int($1.element)]) }
      #expect(abs(sequence.logProbability - expected) < 1e-4)
      let best = logs.argmax(axis: 2)
      #expect(written.indices.allSatisfy { best[$0] == written[$0] })
      #expect(sequence.weights.shape == [sequence.tokens.count, source.count])
    }
  }

  @Test("The loss is the mean over the tokens and ends of all targets, whatever the padding")
  func loss() {
    let network = network(Attention(DotScore()), .beforeStep, cell: GRUCell.self)
    let together = network.loss(Self.sources, targets: Self.targets, ForwardContext()).value.scalars[0]
    var sum: Float = 0
    for (source, target) in zip(Self.sources, Self.targets) {
      let alone = network.loss([source], targets: [target], ForwardContext()).value.scalars[0]
      sum += alone * Float(target.count + 1)
    }
    #expect(abs(together - sum / 7) < 1e-5)
  }

  @Test("A beam that keeps everything finds the most probable of all sequences")
  func exhaustive() {
    let network = network(
      Attention(AdditiveScore(querySize: 4, keySize: 4, units: 3)), .beforeStep, cell: GRUCell.self)
    let source: [Int32] = [3, 4, 5, 3]
    func all(_ length: Int) -> [[Int32]] {
      length == 0 ? [[]] : all(length - 1).flatMap { start in (0..<6).map { start + [$0] } }
    }
    // Sequences that end within three steps, and those of three tokens without an end.
    var chances: [(tokens: [Int32], logProbability: Double)] = []
    for sequence in all(3) {
      let length = sequence.firstIndex(of: 2) ?? 3
      guard sequence.dropFirst(length + 1).allSatisfy({ $0 == 0 }) else { continue }
      let tokens = Array(sequence.prefix(length))
      let logs = network([source], targets: [tokens], ForwardContext()).logSoftmax().value
      let written = length < 3 ? tokens + [2] : tokens
      let sum = written.enumerated().reduce(0.0) { $0 + Double(logs[0, $1.offset, Int($1.element)]) }
      chances.append((tokens, sum))
    }
    chances.sort { $0.logProbability > $1.logProbability }
    let found = network.decoded([source, [5]], steps: 3, beamWidth: 200)[0]
    #expect(found.prefix(20).map(\.tokens) == chances.prefix(20).map(\.tokens))
    for (one, other) in zip(found, chances) { #expect(abs(one.logProbability - other.logProbability) < 1e-5) }
  }

  @Test("Wider beams find sequences that are at least as probable, and width 1 is greedy", arguments: 0..<5)
  func width(seed: UInt64) {
    var network = network(Attention(DotScore()), .afterStep, cell: LSTMCell.self)
    network = Seq2Seq(
      sourceCount: 6, targetCount: 6, embeddingSize: 3, hiddenSize: 4, cell: LSTMCell.self,
      attention: Attention(DotScore())
    ).initialized(seed: seed)
    let greedy = network.decoded(Self.sources, steps: 6)
    let beams = network.decoded(Self.sources, steps: 6, beamWidth: 4)
    for (one, several) in zip(greedy, beams) {
      #expect(several.count == 4 && several[0].logProbability >= one.logProbability - 1e-6)
      #expect(several.map(\.logProbability) == several.map(\.logProbability).sorted(by: >))
      #expect(Set(several.map { $0.tokens + ($0.isComplete ? [2] : []) }).count == 4)
    }
    let long = network.decoded(Self.sources, steps: 6, beamWidth: 4, lengthPenalty: 3)
    for (short, long) in zip(beams, long) { #expect(long[0].tokens.count >= short[0].tokens.count) }
  }

  @Test("Gradients agree with finite differences", arguments: [AttentionTime.beforeStep, .afterStep])
  func gradients(attends: AttentionTime) {
    let network = network(
      LocationSensitiveAttention(querySize: 4, keySize: 4, units: 3, filters: 2, kernelSize: 3), attends,
      cell: GRUCell.self)
    let deviations = network.gradientDeviations(step: 3e-3, elements: 5) { network, context in
      network.loss(Self.sources, targets: Self.targets, context)
    }
    #expect(deviations.allSatisfy { $0.relativeError < 0.02 })
  }

  @Test("A network learns to reverse sequences and is saved and loaded")
  func learning() throws {
    var network = Seq2Seq(
      sourceCount: 8, targetCount: 8, embeddingSize: 16, hiddenSize: 32,
      attention: Attention(AdditiveScore(querySize: 32, keySize: 32, units: 16)), attends: .beforeStep
    ).initialized(seed: 1)
    var optimizer = Adam()
    optimizer.learningRate = 0.01
    for step in 0..<150 {
      let sources = (0..<32).map { row -> [Int32] in
        let stream = RandomStream(seed: 4, purpose: .generation, step: UInt64(step), ordinal: UInt64(row))
        return (0..<2 + stream.integer(below: 3, at: 0)).map {
          3 + Int32(stream.integer(below: 5, at: UInt64($0) + 1))
        }
      }
      let (_, gradients) = network.valueAndGradients(seed: 1, step: step) { network, context in
        network.loss(sources, targets: sources.map { $0.reversed() }, context)
      }
      optimizer.update(&network, along: gradients.clipped(norm: 1))
    }
    let tests: [[Int32]] = [[3, 4, 5], [7, 3], [6, 6, 4, 5]]
    #expect(network.decoded(tests, steps: 6).map(\.tokens) == tests.map { $0.reversed() })
    var other = Seq2Seq(
      sourceCount: 8, targetCount: 8, embeddingSize: 16, hiddenSize: 32,
      attention: Attention(AdditiveScore(querySize: 32, keySize: 32, units: 16)), attends: .beforeStep
    ).initialized(seed: 2)
    try other.load(network.stateDictionary(), from: "the trained network")
    #expect(other.decoded(tests, steps: 6).map(\.tokens) == tests.map { $0.reversed() })
  }
}
