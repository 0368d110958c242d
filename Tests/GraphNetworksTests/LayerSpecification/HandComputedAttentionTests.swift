// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

extension LayerSpecification {
  /// Layers on `HandComputed.talk` with x = 1, -2, 4. The edge weights 2, 3 and 1/2 must have no effect.
  @Suite("Attention and gate layers computed by hand")
  struct AttentionByHand {
    private let x: [Float] = [1, -2, 4]

    /// Returns the mean of the values weighted by the softmax of the scores.
    private func attended(_ pairs: [(score: Double, value: Double)]) -> Double {
      pairs.reduce(0) { $0 + exp($1.score) * $1.value } / pairs.reduce(0) { $0 + exp($1.score) }
    }

    @Test("GATConv has the scores leaky(x_j + x_i / 4) for the neighbours and the node itself")
    func additive() {
      var layer = GATConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
      layer.lin.weight.set(1)
      layer.sourceAttention.set(1)
      layer.targetAttention.set(0.25)
      layer.bias?.set(10)
      // Negative scores are divided by 5: -2 - 1/2 becomes -1/2, and -2 + 1 becomes -1/5.
      let expected: [Double] = [
        1 + 10, attended([(1 - 0.5, 1), (-0.5, -2), (4 - 0.5, 4)]) + 10,
        attended([(-0.2, -2), (4 + 1, 4)]) + 10,
      ]
      #expect(mismatch(HandComputed.output(layer, x, HandComputed.talk), expected) == nil)
    }

    @Test("GATConv with two heads has separate scores per head and takes their mean")
    func heads() {
      var layer = GATConv(
        inputSize: 1, outputSize: 1, heads: 2, concatenatesHeads: false, hasBias: false
      ).initialized(seed: 1)
      layer.lin.weight.set(1, 3)
      layer.sourceAttention.set(1, 0)
      layer.targetAttention.set(0, 0)
      // The second head has equal scores, so its output is three times the mean.
      let expected: [Double] = [
        (1 + 3 * 1) / 2, (attended([(1, 1), (-0.4, -2), (4, 4)]) + 3 * (1 - 2 + 4) / 3) / 2,
        (attended([(-0.4, -2), (4, 4)]) + 3 * (-2 + 4) / 2) / 2,
      ]
      #expect(mismatch(HandComputed.output(layer, x, HandComputed.talk), expected) == nil)
    }

    @Test("GATv2Conv has the scores 2 leaky(x_j - x_i) for the neighbours and the node itself")
    func dynamic() {
      var layer = GATv2Conv(inputSize: 1, outputSize: 1).initialized(seed: 1)
      layer.sourceLin.weight.set(1)
      layer.targetLin?.weight.set(-1)
      layer.attention.set(2)
      layer.bias?.set(10)
      // The scores are 1 + 2, -2 + 2 and 4 + 2 to node 1, and -2 - 4, divided by 5, and 4 - 4 to node 2.
      let expected: [Double] = [
        1 + 10, attended([(2 * 3, 1), (0, -2), (2 * 6, 4)]) + 10, attended([(-2 * 6 / 5, -2), (0, 4)]) + 10,
      ]
      #expect(mismatch(HandComputed.output(layer, x, HandComputed.talk), expected) == nil)
    }

    @Test("GATv2Conv gives self-loops the mean edge features of the node's incoming edges")
    func edgeFeatures() {
      var layer = GATv2Conv(inputSize: 1, outputSize: 1, edgeSize: 1, hasBias: false).initialized(seed: 1)
      layer.sourceLin.weight.set(1)
      layer.targetLin?.weight.set(0)
      layer.edgeLin?.weight.set(1)
      layer.attention.set(1)
      let output = layer(
        .dense(HandComputed.column(x)), edgeFeatures: HandComputed.column([2, 6, 3]),
        on: GraphStructure(HandComputed.talk).edges(.oneLoopEach), ForwardContext())
      // The scores are 1 + 2, -2 + (2 + 6) / 2 and 4 + 6 to node 1, and -2 + 3 and 4 + 3 to node 2.
      let expected: [Double] = [
        1, attended([(1 + 2, 1), (-2 + 4, -2), (4 + 6, 4)]), attended([(-2 + 3, -2), (4 + 3, 4)]),
      ]
      #expect(mismatch(output.value, expected) == nil)
    }

    @Test("TransformerConv has the scores q_i . k_j / sqrt(4) and adds 10 x_i + 1 to the weighted values")
    func dotProduct() {
      var layer = TransformerConv(inputSize: 1, outputSize: 4).initialized(seed: 1)
      layer.queryLin.weight.set(1, 1, 1, 1)
      layer.keyLin.weight.set(0.25, 0.25, 0.25, 0.25)
      layer.valueLin.weight.set(1, 2, 3, 4)
      layer.skipLin?.weight.set(10, 10, 10, 10)
      layer.skipLin?.bias?.set(1, 1, 1, 1)
      // q_i . k_j / 2 = 4 / 4 x_i x_j / 2 is -1 for node 1 with node 0 and -4 for node 1 with node 2.
      // Node 2 attends to node 1 only, and no node attends to itself.
      let heard: [Double] = [0, attended([(-1, 1), (-4, 4)]), -2]
      let root: [Double] = [11, -19, 41]
      let factors: [Double] = [1, 2, 3, 4]
      let expected = zip(heard, root).flatMap { heard, root in factors.map { $0 * heard + root } }
      #expect(mismatch(HandComputed.output(layer, x, HandComputed.talk), expected) == nil)
    }

    @Test("FAConv weights S x by tanh((x_j - x_i) / 10) and adds x_0 / 2")
    func frequencyAdaptive() {
      var layer = FAConv(size: 1, epsilon: 0.5).initialized(seed: 1)
      layer.sourceAttention.weight.set(0.1)
      layer.targetAttention.weight.set(-0.1)
      let output = layer(
        HandComputed.column(HandComputed.listenersFeatures), initial: HandComputed.column([2, 0, 4, 0]),
        on: GraphStructure(HandComputed.listeners).edges(.symmetric(selfLoopWeight: 1)), ForwardContext())
      // A node does not contribute to itself, because tanh(0) is 0. S is 1/2 from nodes 0 and 3 and 1/4
      // between nodes 1 and 2.
      let share = { (difference: Double) in tanh(difference / 10) }
      let toNode1: Double = share(1 - 2) * 1 / 2 + share(4 - 2) * 4 / 4 + share(8 - 2) * 8 / 2
      let toNode2: Double = share(1 - 4) * 1 / 2 + share(2 - 4) * 2 / 4 + share(8 - 4) * 8 / 2
      #expect(mismatch(output.value, [1, toNode1, toNode2 + 2, 0]) == nil)
    }

    @Test("ResGatedGraphConv weights 2 x_j by the gates sigmoid(x_i - x_j) and adds 10 x_i + 1")
    func gates() {
      var layer = ResGatedGraphConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
      layer.keyLin.weight.set(1)
      layer.queryLin.weight.set(-1)
      layer.valueLin.weight.set(2)
      layer.skipLin.weight.set(10)
      layer.bias.set(1)
      let gate = { (difference: Double) in 1 / (1 + exp(-difference)) }
      let toNode1 = gate(-2 - 1) * 2 + gate(-2 - 4) * 8
      let toNode2 = gate(4 + 2) * -4
      let expected: [Double] = [10 + 1, toNode1 - 20 + 1, toNode2 + 40 + 1]
      #expect(mismatch(HandComputed.output(layer, x, HandComputed.talk), expected) == nil)
    }
  }
}
