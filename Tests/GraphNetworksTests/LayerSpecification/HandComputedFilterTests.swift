// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

extension LayerSpecification {
  @Suite("Filter layers computed by hand")
  struct FiltersByHand {

    /// Returns the output on `HandComputed.listeners`, where x = 1, 2, 4, 8; S x = 1, 6, 6, 8; S S x =
    /// 1, 7.5, 7.5, 8.
    private func amongListeners(_ layer: some GraphConvolution) -> Tensor {
      HandComputed.output(layer, HandComputed.listenersFeatures, HandComputed.listeners)
    }

    /// Returns the output on `HandComputed.star`, where x = 1, 5, 10; S x = 11, 0.6, 0.8; S S x = 1,
    /// 6.6, 8.8.
    private func onStar(_ layer: some GraphConvolution) -> Tensor {
      HandComputed.output(layer, HandComputed.starFeatures, HandComputed.star)
    }

    @Test("GCNConv computes S x W + b")
    func convolution() {
      var layer = GCNConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
      layer.lin.weight.set(2)
      layer.bias?.set(1)
      #expect(mismatch(amongListeners(layer), [2 * 1 + 1, 2 * 6 + 1, 2 * 6 + 1, 2 * 8 + 1]) == nil)
    }

    @Test("GCNConv with self-loops of weight 6 normalises by D~ = 6, 9, 9, 6")
    func improvedConvolution() {
      var layer = GCNConv(inputSize: 1, outputSize: 1, selfLoopWeight: 6, hasBias: false).initialized(seed: 1)
      layer.lin.weight.set(1)
      // S is 6 / 9 for a node itself, 1 / 9 between nodes 1 and 2, and 1 / sqrt(9 6) from nodes 0 and 3.
      let root = 54.0.squareRoot()
      let expected: [Double] = [
        1, 6.0 / 9 * 2 + 4.0 / 9 + (1 + 8) / root, 6.0 / 9 * 4 + 2.0 / 9 + (1 + 8) / root, 8,
      ]
      #expect(mismatch(amongListeners(layer), expected) == nil)
    }

    @Test("SGConv with two hops computes S S x W + b")
    func simple() {
      var layer = SGConv(inputSize: 1, outputSize: 1, hops: 2).initialized(seed: 1)
      layer.lin.weight.set(2)
      layer.lin.bias?.set(1)
      #expect(mismatch(amongListeners(layer), [2 * 1 + 1, 2 * 7.5 + 1, 2 * 7.5 + 1, 2 * 8 + 1]) == nil)
    }

    @Test("SSGConv computes (1/5 x + 4/5 / 2 (S x + S S x)) W + b")
    func simpleSpectral() {
      var layer = SSGConv(inputSize: 1, outputSize: 1, hops: 2, alpha: 0.2).initialized(seed: 1)
      layer.lin.weight.set(2)
      layer.lin.bias?.set(1)
      let expected: [Double] = [
        2 * (0.2 * 1 + 0.4 * (1 + 1)) + 1, 2 * (0.2 * 2 + 0.4 * (6 + 7.5)) + 1,
        2 * (0.2 * 4 + 0.4 * (6 + 7.5)) + 1, 2 * (0.2 * 8 + 0.4 * (8 + 8)) + 1,
      ]
      #expect(mismatch(amongListeners(layer), expected) == nil)
    }

    @Test("APPNP with two hops computes 3/4 S z + 1/4 x twice")
    func personalizedPageRank() {
      // Z_1 = 3/4 S x + 1/4 x = 1, 4.5 + 0.5, 4.5 + 1, 8 = 1, 5, 5.5, 8.
      // (S Z_1)_1 = (S Z_1)_2 = 1/2 1 + 1/4 5 + 1/4 5.5 + 1/2 8 = 7.125.
      let expected: [Double] = [1, 0.75 * 7.125 + 0.25 * 2, 0.75 * 7.125 + 0.25 * 4, 8]
      #expect(mismatch(amongListeners(APPNP(hops: 2, alpha: 0.25)), expected) == nil)
    }

    @Test("GCN2Conv computes (1 - beta) P + beta P W with P = 3/4 S x + 1/4 x_0")
    func initialResidual() {
      var layer = GCN2Conv(size: 1, alpha: 0.25, theta: 1, layer: 2).initialized(seed: 1)
      layer.weight.set(3)
      let output = layer(
        HandComputed.column(HandComputed.listenersFeatures), initial: HandComputed.column([2, 0, 4, 0]),
        on: GraphStructure(HandComputed.listeners).edges(.symmetric(selfLoopWeight: 1)), ForwardContext())
      // 3/4 S x is 0.75, 4.5, 4.5, 6, and beta is log(1 / 2 + 1).
      let factor = 1 - log(1.5) + 3 * log(1.5)
      let expected: [Double] = [(0.75 + 0.5) * factor, 4.5 * factor, (4.5 + 1) * factor, 6 * factor]
      #expect(mismatch(output.value, expected) == nil)
    }

    @Test("MixHopConv concatenates x W_0 and S S x W_1 and adds b")
    func mixedHops() {
      var layer = MixHopConv(inputSize: 1, outputSize: 1, powers: [0, 2]).initialized(seed: 1)
      layer.lins[0].weight.set(2)
      layer.lins[1].weight.set(3)
      layer.bias?.set(1, -1)
      let expected: [Double] = [
        2 * 1 + 1, 3 * 1 - 1, 2 * 2 + 1, 3 * 7.5 - 1, 2 * 4 + 1, 3 * 7.5 - 1, 2 * 8 + 1, 3 * 8 - 1,
      ]
      #expect(mismatch(amongListeners(layer), expected) == nil)
    }

    @Test(
      "ClusterGCNConv computes (P + 2 diag(P)) x W_out + b + x W_root with the mean P")
    func enhancedDiagonal() {
      var layer = ClusterGCNConv(inputSize: 1, outputSize: 1, diagonal: 2).initialized(seed: 1)
      layer.outputLin.weight.set(2)
      layer.outputLin.bias?.set(1)
      layer.rootLin.weight.set(10)
      // P is the mean over the neighbours and the node, so P x = 1, 15/4, 15/4, 8 and diag(P) = 1, 1/4,
      // 1/4, 1.
      let expected: [Double] = [
        2 * (1 + 2 * 1) + 1 + 10 * 1, 2 * (3.75 + 2 * 2 / 4) + 1 + 10 * 2,
        2 * (3.75 + 2 * 4 / 4) + 1 + 10 * 4, 2 * (8 + 2 * 8) + 1 + 10 * 8,
      ]
      #expect(mismatch(amongListeners(layer), expected) == nil)
    }

    @Test("ChebConv computes x W_0 - S x W_1 + (2 S S x - x) W_2 + b with L^ = -S")
    func chebyshev() {
      var layer = ChebConv(inputSize: 1, outputSize: 1, order: 3).initialized(seed: 1)
      layer.lins[0].weight.set(1)
      layer.lins[1].weight.set(2)
      layer.lins[2].weight.set(3)
      layer.bias?.set(1)
      let expected: [Double] = [
        1 - 2 * 11 + 3 * (2 * 1 - 1) + 1, 5 - 2 * 0.6 + 3 * (2 * 6.6 - 5) + 1,
        10 - 2 * 0.8 + 3 * (2 * 8.8 - 10) + 1,
      ]
      #expect(mismatch(onStar(layer), expected) == nil)
    }

    @Test("ChebConv with a largest eigenvalue of 1 uses L^ = 2 (I - S) - I = I - 2 S")
    func chebyshevOfOtherEigenvalue() {
      var layer = ChebConv(
        inputSize: 1, outputSize: 1, order: 2, largestEigenvalue: 1, hasBias: false
      ).initialized(seed: 1)
      layer.lins[0].weight.set(1)
      layer.lins[1].weight.set(10)
      let expected: [Double] = [
        1 + 10 * (1 - 2 * 11), 5 + 10 * (5 - 2 * 0.6), 10 + 10 * (10 - 2 * 0.8),
      ]
      #expect(mismatch(onStar(layer), expected) == nil)
    }

    @Test("TAGConv computes x W_0 + S x W_1 + S S x W_2 + b")
    func topologyAdaptive() {
      var layer = TAGConv(inputSize: 1, outputSize: 1, hops: 2).initialized(seed: 1)
      layer.lins[0].weight.set(1)
      layer.lins[1].weight.set(2)
      layer.lins[2].weight.set(3)
      layer.bias?.set(1)
      let expected: [Double] = [
        1 + 2 * 11 + 3 * 1 + 1, 5 + 2 * 0.6 + 3 * 6.6 + 1, 10 + 2 * 0.8 + 3 * 8.8 + 1,
      ]
      #expect(mismatch(onStar(layer), expected) == nil)
    }

    @Test("ARMAConv computes X_1 = relu(2 S x - x + 1) and X_2 = relu(S X_1 + x - 2)")
    func movingAverage() {
      var layer = ARMAConv(inputSize: 1, outputSize: 1, layers: 2).initialized(seed: 1)
      layer.initialWeight.set(2)
      layer.weight?.set(1)
      layer.rootWeight.set(-1, 1)
      layer.bias?.set(1, -2)
      // X_1 = relu(22 - 1 + 1, 1.2 - 5 + 1, 1.6 - 10 + 1) = 22, 0, 0.
      let expected: [Double] = [0, 3.0 / 5 * 22 + 5 - 2, 4.0 / 5 * 22 + 10 - 2]
      #expect(mismatch(onStar(layer), expected) == nil)
    }

    @Test("ARMAConv with two stacks returns their mean")
    func stacks() {
      var layer = ARMAConv(inputSize: 1, outputSize: 1, stacks: 2, activation: nil).initialized(seed: 1)
      layer.initialWeight.set(2, 4)
      layer.rootWeight.set(1, 3)
      layer.bias?.set(10, 20)
      // The mean of 2 S x + x + 10 and 4 S x + 3 x + 20.
      let expected: [Double] = [3 * 11 + 2 * 1 + 15, 3 * 0.6 + 2 * 5 + 15, 3 * 0.8 + 2 * 10 + 15]
      #expect(mismatch(onStar(layer), expected) == nil)
    }
  }
}
