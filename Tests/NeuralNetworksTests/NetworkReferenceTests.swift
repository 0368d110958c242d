// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Networks compared with PyTorch in outputs and all gradients")
struct NetworkReferenceTests {
  private func expect<Network: Layer>(_ name: String, _ network: Network) throws {
    try expectReference(try ReferenceCase("network_" + name), network) { network, inputs, context in
      [("output", network(inputs[0], context))]
    }
  }

  @Test("Local response normalisation matches PyTorch")
  func localResponse() throws {
    try expect("local_response", LocalResponseNorm(size: 3, alpha: 0.5, beta: 0.75, k: 2))
  }

  @Test("The recurrent networks of the text match PyTorch")
  func recurrentNetworks() throws {
    try expect("rnn", RNN(inputSize: 3, hiddenSize: 4, outputSize: 2))
    try expect("concatenated_gru", ConcatenatedGRU(inputSize: 3, hiddenSize: 4, layers: 2))
    try expect("lstm_classifier", LSTMClassifier(inputSize: 3, hiddenSize: 4, layers: 2, classes: 5))
  }

  @Test("A pointer network matches PyTorch with either feedback", arguments: [true, false])
  func pointer(feedsPlaces: Bool) throws {
    let network = PointerNetwork(inputSize: 2, hiddenSize: 3, feedback: feedsPlaces ? .place : .pointer)
    let targets: [[Int32]] = [[2, 0, 1, 4], [3, 4, 0, 0]]
    try expectReference(try ReferenceCase("network_pointer_" + (feedsPlaces ? "place" : "pointer")), network)
    {
      network, inputs, context in
      [("output", network(inputs[0], targets: targets, context).scores)]
    }
  }

  @Test(
    "An encoder-decoder network with additive attention before and after a step matches PyTorch",
    arguments: [AttentionTime.beforeStep, .afterStep])
  func seq2seq(attends: AttentionTime) throws {
    let network = Seq2Seq(
      sourceCount: 6, targetCount: 6, embeddingSize: 3, hiddenSize: 4,
      attention: Attention(AdditiveScore(querySize: 4, keySize: 4, units: 3)), attends: attends)
    try expectReference(
      try ReferenceCase("network_seq2seq_" + (attends == .beforeStep ? "before" : "after")), network,
      inputs: []
    ) { network, _, context in
      [("output", network([[3, 4, 5, 3], [5, 5, 4, 3]], targets: [[4, 3, 5], [3, 5, 4]], context))]
    }
  }

  @Test("The restoration network and an inception module match PyTorch")
  func images() throws {
    try expect("restoration", RestorationNetwork(sizes: [6, 4, 2, 4, 6]))
    try expect(
      "inception",
      InceptionModule(
        inputChannels: 3, filters1: 2, reduction3: 3, filters3: 2, reduction5: 2, filters5: 3, pooled: 2))
  }
}
