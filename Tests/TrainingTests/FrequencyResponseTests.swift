// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import SpectralGraphs
import TensorCore
import Testing
import Training

@Suite("Frequency responses of spectral layers match their polynomials")
struct FrequencyResponseTests {
  private let graph = Samples(seed: 51).graph(nodeCount: 30, edgeCount: 60)

  /// Compares the gains of a layer with a function of the frequency.
  private func expect(
    _ layer: some SpectralConvolution, gain: (_ frequency: Double) -> Double
  ) throws {
    let response = try FrequencyResponse(of: layer, in: graph)
    // Nodes without any edge, including self-loops, have no frequency.
    let looped = layer.filterLoopWeight == nil ? graph.removingSelfLoops() : graph
    let joined = layer.filterLoopWeight == 1 ? 30 : looped.inDegrees().count { $0 > 0 }
    #expect(response.frequencies.count == joined && response.gains.count == joined)
    for (frequency, value) in zip(response.frequencies, response.gains) {
      #expect(abs(value - abs(gain(frequency))) < 1e-4)
    }
  }

  private func single(_ value: Float) -> Tensor { Tensor([value], shape: [1, 1]) }

  @Test("A GCN layer of weight 2 has the frequency response 2 (1 - lambda), for any bias")
  func convolution() throws {
    var layer = GCNConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
    layer.lin.weight.value = single(2)
    layer.bias?.value = Tensor([5], shape: [1])
    try expect(layer) { 2 * (1 - $0) }
  }

  @Test("SGC with 3 hops has the frequency response (1 - lambda)^3")
  func simple() throws {
    var layer = SGConv(inputSize: 1, outputSize: 1, hops: 3).initialized(seed: 1)
    layer.lin.weight.value = single(1)
    try expect(layer) { (1 - $0) * (1 - $0) * (1 - $0) }
  }

  @Test("ChebConv has the frequency response of Chebyshev polynomials in lambda - 1")
  func chebyshev() throws {
    var layer = ChebConv(inputSize: 1, outputSize: 1, order: 3).initialized(seed: 1)
    for (index, weight) in [0.5, -1, 2].enumerated() {
      layer.lins[index].weight.value = single(Float(weight))
    }
    try expect(layer) { 0.5 - ($0 - 1) + 2 * (2 * ($0 - 1) * ($0 - 1) - 1) }
  }

  @Test("APPNP with two hops has the frequency response of its recursion")
  func walk() throws {
    try expect(APPNP(hops: 2, alpha: 0.2)) { frequency in
      let pass = 0.8 * (1 - frequency)
      return pass * (pass + 0.2) + 0.2
    }
  }

  @Test("The gain of a layer with several features is the Frobenius norm of its gain matrix")
  func matrix() throws {
    var layer = GCNConv(inputSize: 2, outputSize: 2).initialized(seed: 1)
    layer.lin.weight.value = Tensor([1, 2, 3, 4], shape: [2, 2])
    try expect(layer) { Double(30).squareRoot() * (1 - $0) }
  }

  @Test("The frequency response on a directed graph throws an error")
  func directed() {
    let graph = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2])
    let layer = GCNConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
    #expect(throws: SpectralError.self) { try FrequencyResponse(of: layer, in: graph) }
  }
}
