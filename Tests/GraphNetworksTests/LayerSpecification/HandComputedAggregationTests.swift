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
  /// Layers on `HandComputed.talk` with x = 1, 2, 4. The messages w x are 2 and 12 to node 1 and 1 to
  /// node 2.
  @Suite("Aggregation layers computed by hand")
  struct AggregationsByHand {

    private func output(_ layer: some GraphConvolution) -> Tensor {
      HandComputed.output(layer, HandComputed.talkFeatures, HandComputed.talk)
    }

    @Test(
      "SAGEConv computes 2 h + 1 + 10 x_i for the aggregated messages h",
      arguments: [
        // The mean divides by the number of neighbours, not by the sum of their weights.
        (Aggregation.mean, [0, (2 + 12) / 2, 1] as [Double]), (.sum, [0, 2 + 12, 1]), (.maximum, [0, 12, 1]),
      ])
    func sample(aggregation: Aggregation, heard: [Double]) {
      var layer = SAGEConv(inputSize: 1, outputSize: 1, aggregation: aggregation).initialized(seed: 1)
      layer.neighbourLin.weight.set(2)
      layer.neighbourLin.bias?.set(1)
      layer.rootLin?.weight.set(10)
      let expected: [Double] = [2 * heard[0] + 1 + 10, 2 * heard[1] + 1 + 20, 2 * heard[2] + 1 + 40]
      #expect(mismatch(output(layer), expected) == nil)
    }

    @Test("SAGEPoolingConv computes 2 max relu(x_j - 1.5) + 1 + 10 x_i and ignores edge weights")
    func pooling() {
      var layer = SAGEPoolingConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
      layer.poolLin.weight.set(1)
      layer.poolLin.bias?.set(-1.5)
      layer.neighbourLin.weight.set(2)
      layer.neighbourLin.bias?.set(1)
      layer.rootLin.weight.set(10)
      #expect(mismatch(output(layer), [1 + 10, 2 * 2.5 + 1 + 20, 2 * 0.5 + 1 + 40]) == nil)
    }

    @Test("GraphConv computes 2 sum(w x_j) + 1 + 10 x_i")
    func weisfeilerLeman() {
      var layer = GraphConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
      layer.neighbourLin.weight.set(2)
      layer.neighbourLin.bias?.set(1)
      layer.rootLin.weight.set(10)
      #expect(mismatch(output(layer), [1 + 10, 2 * (2 + 12) + 1 + 20, 2 * 1 + 1 + 40]) == nil)
    }

    @Test("GINConv applies its network, here 2 z + 1, to z = 3/2 x_i + sum(w x_j)")
    func isomorphism() {
      let layer = GINConv(HandComputed.linear([2], bias: 1), epsilon: 0.5)
      #expect(mismatch(output(layer), [2 * 1.5 + 1, 2 * (3 + 14) + 1, 2 * (6 + 1) + 1]) == nil)
    }

    @Test("GINEConv computes 2 z + 1 with z = 2 x_i + sum relu(x_j + e_ij + 1) and ignores edge weights")
    func isomorphismWithEdges() {
      var layer = GINEConv(
        HandComputed.linear([2], bias: 1), inputSize: 1, edgeSize: 1, epsilon: 1
      ).initialized(seed: 1)
      layer.edgeLin?.weight.set(1)
      layer.edgeLin?.bias?.set(1)
      let output = layer(
        HandComputed.column(HandComputed.talkFeatures), edgeFeatures: HandComputed.column([-3, 1, 5]),
        on: MessageEdges(HandComputed.talk), ForwardContext())
      // The messages are relu(1 - 3 + 1) = 0 and relu(4 + 1 + 1) = 6 to node 1 and relu(2 + 5 + 1) = 8
      // to node 2.
      #expect(mismatch(output.value, [2 * 2 + 1, 2 * (4 + 0 + 6) + 1, 2 * (8 + 8) + 1]) == nil)
    }

    @Test("EdgeConv takes the maximum of x_i + 10 (x_j - x_i) + 1, and 0 without incoming edges")
    func edgeConvolution() {
      let layer = EdgeConv(HandComputed.linear([1, 10], bias: 1))
      // The messages are 2 - 10 + 1 and 2 + 20 + 1 to node 1, and 4 - 20 + 1 to node 2, which stays
      // below 0.
      #expect(mismatch(output(layer), [0, 23, -15]) == nil)
    }

    @Test("LEConv computes sum(w (2 x_j + 1 - 3 x_i)) + 10 x_i - 1")
    func localExtremum() {
      var layer = LEConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
      layer.sourceLin.weight.set(2)
      layer.sourceLin.bias?.set(1)
      layer.targetLin.weight.set(3)
      layer.rootLin.weight.set(10)
      layer.rootLin.bias?.set(-1)
      let expected: [Double] = [
        10 - 1, 2 * (2 + 1 - 6) + 3 * (8 + 1 - 6) + 20 - 1, 0.5 * (4 + 1 - 12) + 40 - 1,
      ]
      #expect(mismatch(output(layer), expected) == nil)
    }

    @Test(
      "PNAConv scales mean, maximum and deviation of x_i + x_j by logarithms of degrees"
    )
    func principalNeighbourhood() {
      var layer = PNAConv(
        inputSize: 1, outputSize: 1, aggregations: [.mean, .maximum, .standardDeviation],
        scalers: [.identity, .amplification, .attenuation], meanLogDegree: Float(log(2.0))
      ).initialized(seed: 1)
      layer.messageLin.weight.set(1, 1)
      // The weights are for the node itself and then for the three aggregations of each scaler.
      layer.updateLin.weight.set(5, 1, 2, 3, 10, 20, 30, 100, 200, 300)
      layer.updateLin.bias?.set(1)
      layer.outputLin.weight.set(2)
      layer.outputLin.bias?.set(3)
      // The messages to node 1 are 2 + 1 and 2 + 4, with mean 4.5, maximum 6 and deviation 1.5. The only
      // message to node 2 is 4 + 2.
      let toNode1: Double = 4.5 + 2 * 6 + 3 * 1.5
      let toNode2: Double = 6 + 2 * 6
      // The scalers of two neighbours are log(3) / log(2) and its inverse. That of one neighbour is
      // log(2) / log(2).
      let ratio = log(3.0) / log(2.0)
      let expected: [Double] = [
        2 * (5 * 1 + 1) + 3, 2 * (5 * 2 + toNode1 * (1 + 10 * ratio + 100 / ratio) + 1) + 3,
        2 * (5 * 4 + toNode2 * 111 + 1) + 3,
      ]
      #expect(mismatch(output(layer), expected) == nil)
    }
  }

  /// The edge 0 -> 1 of weight 2 has relation 0, and the edges 2 -> 1 of weight 3 and 1 -> 2 of weight
  /// 1/2 have relation 1. Both relations have another edge 2 -> 1 of weight 1.
  @Suite("Relational layers computed by hand")
  struct RelationsByHand {
    private let edges = MessageEdges(
      Graph(nodeCount: 3, sources: [0, 2, 1, 2, 2], targets: [1, 1, 2, 1, 1], weights: [2, 3, 0.5, 1, 1])
    ).split(byRelation: [0, 1, 1, 0, 1], count: 2)

    // With x = 1, 2, 4 the mean of the messages w x of relation 0 to node 1 is (2 + 4) / 2, and that of
    // relation 1 is (12 + 4) / 2. Node 2 receives the message 1 of relation 1.

    @Test("RGCNConv multiplies the mean of each relation by a separate weight and adds 10 x_i + 1")
    func separateWeights() {
      var layer = RGCNConv(inputSize: 1, outputSize: 1, relations: 2).initialized(seed: 1)
      layer.weight.set(2, 3)
      layer.root.set(10)
      layer.bias?.set(1)
      let x = HandComputed.column(HandComputed.talkFeatures)
      let output = layer(.dense(x), on: edges, ForwardContext())
      #expect(mismatch(output.value, [11, 2 * 3 + 3 * 8 + 21, 3 * 1 + 41]) == nil)
    }

    @Test("RGCNConv with a basis uses W_0 = 2 V_0 + 5 V_1 and W_1 = -V_1 for V_0 = 1 and V_1 = 10")
    func basis() {
      var layer = RGCNConv(
        inputSize: 1, outputSize: 1, relations: 2, decomposition: .basis(2), hasBias: false
      ).initialized(seed: 1)
      layer.weight.set(1, 10)
      layer.composition?.set(2, 5, 0, -1)
      layer.root.set(0)
      let x = HandComputed.column(HandComputed.talkFeatures)
      let output = layer(.dense(x), on: edges, ForwardContext())
      #expect(mismatch(output.value, [0, 52 * 3 - 10 * 8, -10 * 1]) == nil)
    }

    @Test("RGCNConv with blocks scales the columns x and -x by separate numbers for each relation")
    func blocks() {
      var layer = RGCNConv(
        inputSize: 2, outputSize: 2, relations: 2, decomposition: .blocks(2), hasBias: false
      ).initialized(seed: 1)
      // Relation 0 scales by 2 and 3, and relation 1 by 5 and 7.
      layer.weight.set(2, 3, 5, 7)
      layer.root.set(0, 1, 0, 0)
      let x = Variable(Tensor([1, -1, 2, -2, 4, -4], shape: [3, 2]))
      let output = layer(.dense(x), on: edges, ForwardContext())
      // The root weight adds the node's first column to the second one.
      let expected: [Double] = [0, 1, 2 * 3 + 5 * 8, -3 * 3 - 7 * 8 + 2, 5 * 1, -7 * 1 + 4]
      #expect(mismatch(output.value, expected) == nil)
    }
  }
}
