// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

extension LayerSpecification {
  @Suite("Recurrent graph layers computed by hand")
  struct RecurrencesByHand {

    private func output(_ layer: some GraphConvolution, _ features: [Float]) -> Tensor {
      HandComputed.output(layer, features, HandComputed.talk)
    }

    /// Returns the states of an LSTM whose gates are all sigmoid(0) = 1/2: c becomes c / 2 + tanh(x + h)
    /// / 2, and h becomes tanh(c) / 2.
    private func states(_ inputs: [Double]) -> [Double] {
      var (hidden, cell) = (0.0, 0.0)
      return inputs.map { input in
        cell = cell / 2 + tanh(input + hidden) / 2
        hidden = tanh(cell) / 2
        return hidden
      }
    }

    @Test("SAGELSTMConv reads neighbours by ascending number and computes 2 h + 1 + 10 x_i")
    func memory() {
      var layer = SAGELSTMConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
      // Only the third of the four rows, that of the candidate values, uses the input and the state.
      layer.cell.inputLin.weight.set(0, 0, 1, 0)
      layer.cell.inputLin.bias?.set(0, 0, 0, 0)
      layer.cell.hiddenLin.weight.set(0, 0, 1, 0)
      layer.neighbourLin.weight.set(2)
      layer.neighbourLin.bias?.set(1)
      layer.rootLin.weight.set(10)
      // Node 1 reads node 0, then node 2. The edge weights and the order of the edge list do not matter.
      let expected: [Double] = [11, 2 * states([1, 4])[1] + 21, 2 * states([2])[0] + 41]
      #expect(mismatch(output(layer, [1, 2, 4]), expected) == nil)
      // With the features of nodes 0 and 2 exchanged, node 1 reads them in the opposite order.
      let exchanged: [Double] = [41, 2 * states([4, 1])[1] + 21, 2 * states([2])[0] + 11]
      #expect(mismatch(output(layer, [4, 2, 1]), exchanged) == nil)
      #expect(abs(exchanged[1] - expected[1]) > 0.01)
    }

    @Test("GatedGraphConv replaces x by n / 2 + x / 2 with n = tanh(h + x / 2), twice")
    func gatedGraph() {
      var layer = GatedGraphConv(outputSize: 1, layers: 2).initialized(seed: 1)
      layer.weight.set(0.1, -0.2)
      // Only the third of the three rows has weights, so both gates are sigmoid(0) = 1/2.
      layer.cell.inputLin.weight.set(0, 0, 1)
      layer.cell.hiddenLin.weight.set(0, 0, 1)
      let next = { (heard: Double, x: Double) in tanh(heard + x / 2) / 2 + x / 2 }
      // Node 1 receives 2 x_0 + 3 x_2, and node 2 receives x_1 / 2.
      let first: [Double] = [next(0, 1), next(0.1 * (2 + 12), 2), next(0.1 * 1, 4)]
      let expected: [Double] = [
        next(0, first[0]), next(-0.2 * (2 * first[0] + 3 * first[2]), first[1]),
        next(-0.2 * first[1] / 2, first[2]),
      ]
      #expect(mismatch(output(layer, [1, 2, 4]), expected) == nil)
    }

    @Test(
      "The reset gate of GatedGraphConv scales the state's part of n, and the update gate keeps x"
    )
    func gates() {
      var layer = GatedGraphConv(outputSize: 1, layers: 1).initialized(seed: 1)
      layer.weight.set(0)
      layer.cell.inputLin.weight.set(0, 0, 0)
      // r = sigmoid(x), z = sigmoid(-1), n = tanh(r (2 x + 1)).
      layer.cell.inputLin.bias?.set(0, -1, 0)
      layer.cell.hiddenLin.weight.set(1, 0, 2)
      layer.cell.hiddenLin.bias?.set(0, 0, 1)
      let kept = 1 / (1 + exp(1.0))
      let expected: [Double] = [0.1, -0.2, 0.3].map { (x: Double) in
        (1 - kept) * tanh((2 * x + 1) / (1 + exp(-x))) + kept * x
      }
      #expect(mismatch(output(layer, [0.1, -0.2, 0.3]), expected) == nil)
    }

    @Test("JumpingKnowledge by concatenation joins the columns of two layers")
    func concatenation() {
      let output = JumpingKnowledge(.concatenation).initialized(seed: 1)(layers, ForwardContext())
      #expect(mismatch(output.value, Tensor([1, -2, 3, 5, 4, 0.5, 6, -7], shape: [2, 4])) == nil)
    }

    @Test("JumpingKnowledge by maximum takes the elementwise maximum of the layers")
    func maximum() {
      let output = JumpingKnowledge(.maximum).initialized(seed: 1)(layers, ForwardContext())
      #expect(mismatch(output.value, Tensor([3, 5, 6, 0.5], shape: [2, 2])) == nil)
    }

    @Test("JumpingKnowledge by attention weights layers by scores of a bidirectional LSTM")
    func attention() throws {
      var layer = JumpingKnowledge(.attention(size: 1, layers: 2)).initialized(seed: 1)
      // Only the third of the four rows, that of the candidate values, uses the input and the state.
      let rows = Tensor([0, 0, 1, 0], shape: [4, 1])
      let zeros = Tensor(zeros: [4])
      let memories = ["l0", "l0_reverse"].flatMap {
        [
          ("lstm.weight_ih_\($0)", rows), ("lstm.weight_hh_\($0)", rows), ("lstm.bias_ih_\($0)", zeros),
          ("lstm.bias_hh_\($0)", zeros),
        ]
      }
      // The score is 3 times the forward state plus 7 times the backward state plus 1.
      try layer.load(
        memories + [("att.weight", Tensor([3, 7], shape: [1, 2])), ("att.bias", Tensor([1], shape: [1]))],
        from: "by hand")
      let pairs: [[Double]] = [[1, -2], [3, 0.5]]
      let output = layer(
        [HandComputed.column([1, 3]), HandComputed.column([-2, 0.5])], ForwardContext())
      let expected = pairs.map { pair in
        let (ahead, back) = (states(pair), states(pair.reversed()))
        // The backward LSTM reads the first layer last.
        let powers: [Double] = [exp(3 * ahead[0] + 7 * back[1]), exp(3 * ahead[1] + 7 * back[0])]
        return (powers[0] * pair[0] + powers[1] * pair[1]) / (powers[0] + powers[1])
      }
      #expect(mismatch(output.value, expected) == nil)
    }

    private var layers: [Variable] {
      [Tensor([1, -2, 4, 0.5], shape: [2, 2]), Tensor([3, 5, 6, -7], shape: [2, 2])].map { Variable($0) }
    }
  }
}
