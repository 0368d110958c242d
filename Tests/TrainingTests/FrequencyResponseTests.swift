import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import SpectralGraphs
import TensorCore
import Testing
import Training

@Suite("The frequency response of layers is that of their polynomials")
struct FrequencyResponseTests {
  private let graph = Samples(seed: 51).graph(nodeCount: 30, edgeCount: 60)

  /// Compares the gains of a layer with a polynomial of the frequency.
  private func expect(
    _ layer: some SpectralConvolution, gain: (_ frequency: Double) -> Double
  ) throws {
    let response = try FrequencyResponse(of: layer, in: graph)
    // A node without an edge, were it only to itself, has no frequency.
    let looped = layer.filterLoopWeight == nil ? graph.removingSelfLoops() : graph
    let joined = layer.filterLoopWeight == 1 ? 30 : looped.inDegrees().count { $0 > 0 }
    #expect(response.frequencies.count == joined && response.gains.count == joined)
    for (frequency, value) in zip(response.frequencies, response.gains) {
      #expect(abs(value - abs(gain(frequency))) < 1e-4)
    }
  }

  private func single(_ value: Float) -> Tensor { Tensor([value], shape: [1, 1]) }

  @Test("A GCN layer passes low frequencies: 2 (1 - lambda) for weight 2, whatever its bias")
  func convolution() throws {
    var layer = GCNConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
    layer.lin.weight.value = single(2)
    layer.bias?.value = Tensor([5], shape: [1])
    try expect(layer) { 2 * (1 - $0) }
  }

  @Test("SGC of 3 hops: (1 - lambda)^3")
  func simple() throws {
    var layer = SGConv(inputSize: 1, outputSize: 1, hops: 3).initialized(seed: 1)
    layer.lin.weight.value = single(1)
    try expect(layer) { (1 - $0) * (1 - $0) * (1 - $0) }
  }

  @Test("Chebyshev polynomials of lambda - 1")
  func chebyshev() throws {
    var layer = ChebConv(inputSize: 1, outputSize: 1, order: 3).initialized(seed: 1)
    for (index, weight) in [0.5, -1, 2].enumerated() {
      layer.lins[index].weight.value = single(Float(weight))
    }
    try expect(layer) { 0.5 - ($0 - 1) + 2 * (2 * ($0 - 1) * ($0 - 1) - 1) }
  }

  @Test("APPNP of two steps")
  func walk() throws {
    try expect(APPNP(hops: 2, alpha: 0.2)) { frequency in
      let pass = 0.8 * (1 - frequency)
      return pass * (pass + 0.2) + 0.2
    }
  }

  @Test("The size of a matrix of gains: the root of the sum of squares")
  func matrix() throws {
    var layer = GCNConv(inputSize: 2, outputSize: 2).initialized(seed: 1)
    layer.lin.weight.value = Tensor([1, 2, 3, 4], shape: [2, 2])
    try expect(layer) { Double(30).squareRoot() * (1 - $0) }
  }

  @Test("A directed graph has none")
  func directed() {
    let graph = Graph(nodeCount: 3, sources: [0, 1], targets: [1, 2])
    let layer = GCNConv(inputSize: 1, outputSize: 1).initialized(seed: 1)
    #expect(throws: SpectralError.self) { try FrequencyResponse(of: layer, in: graph) }
  }
}
