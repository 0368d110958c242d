// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("Graph networks with a dense adjacency matrix")
struct DenseGraphTests {
  private let samples = Samples(seed: 9)
  /// A path of four nodes and an isolated node.
  private let graph = Graph(
    nodeCount: 5, sources: [0, 1, 2, 1, 2, 3], targets: [1, 2, 3, 0, 1, 2])

  @Test("Dense graph convolutions compute f(A X W + b), normalised or not", arguments: [false, true])
  func convolution(normalizes: Bool) {
    let x = samples.tensor([5, 3])
    let layer = DenseGraphConv(inputSize: 3, outputSize: 2, normalizes: normalizes).initialized(seed: 1)
    let adjacency = graph.adjacency(of: Float.self).dense()
    let y = layer(Variable(x), adjacency: adjacency, ForwardContext()).value
    let matrix =
      normalizes ? graph.adjacency(.symmetric, selfLoopWeight: 1, of: Float.self).dense() : adjacency
    for node in 0..<5 {
      for unit in 0..<2 {
        var sum = layer.lin.bias?.value[unit] ?? 0
        for other in 0..<5 {
          for feature in 0..<3 {
            sum += matrix[node, other] * x[other, feature] * layer.lin.weight.value[feature, unit]
          }
        }
        #expect(abs(y[node, unit] - max(0, sum)) < 1e-5)
      }
    }
    let deviations = layer.gradientDeviations { layer, context in
      layer(Variable(x), adjacency: adjacency, context).square().sum()
    }
    #expect(deviations.allSatisfy { $0.relativeError < 0.02 })
  }

  @Test("A normalising dense convolution equals GCNConv with the same weights")
  func equalsGCN() {
    let x = samples.tensor([5, 3])
    let sparse = GCNConv(inputSize: 3, outputSize: 4).initialized(seed: 2)
    var dense = DenseGraphConv(inputSize: 3, outputSize: 4, normalizes: true, activation: nil)
    dense.lin.weight = sparse.lin.weight
    dense.lin.bias = sparse.bias
    let expected = sparse(FeatureVariable(.dense(x)), in: graph, ForwardContext()).value
    let y = dense(Variable(x), adjacency: graph.adjacency(of: Float.self).dense(), ForwardContext()).value
    for (one, other) in zip(y.scalars, expected.scalars) { #expect(abs(one - other) < 1e-5) }
  }

  @Test("The network with one propagation between linear layers computes relu(A (X W + b)) V + d")
  func propagation() {
    let x = samples.tensor([5, 3])
    let network = LinearPropagationNetwork(inputSize: 3, hiddenSize: 4, classes: 2).initialized(seed: 3)
    let adjacency = graph.adjacency(of: Float.self).dense()
    let y = network(Variable(x), adjacency: adjacency, ForwardContext()).value
    let linear = { (x: Tensor, layer: Linear) in
      x.matmul(layer.weight.value) + (layer.bias?.value ?? Tensor(0))
    }
    let hidden = adjacency.matmul(linear(x, network.lin1)).map(.relu)
    for (one, other) in zip(y.scalars, linear(hidden, network.lin2).scalars) {
      #expect(abs(one - other) < 1e-5)
    }
    let deviations = network.gradientDeviations { network, context in
      network(Variable(x), adjacency: adjacency, context).square().sum()
    }
    #expect(deviations.allSatisfy { $0.relativeError < 0.02 })
  }

  private let path = Tensor(
    [0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], shape: [5, 5])

  /// Compares the output and all gradients of a module with a reference case.
  private func expect<Network: Module>(
    _ name: String, _ network: Network, _ run: (Network, Variable, ForwardContext) -> Variable
  ) throws {
    let reference = try ReferenceCase("network_" + name)
    var network = network
    try network.load(reference.tensors("params"), from: name)
    let context = ForwardContext(training: 0, step: 0)
    let x = context.leaf(try reference.tensor("inputs", "x"))
    let output = run(network, x, context)
    #expect(mismatch(output.value, try reference.tensor("outputs", "output"), relative: 1e-5) == nil)
    let loss = (output * Variable(try reference.tensor("cotangents", "output"))).sum()
    let gradients = network.stateDictionary(of: context.gradients(of: loss))
    #expect(mismatch(x.takeGradient(), try reference.tensor("grads", "x"), relative: 1e-5) == nil)
    #expect(!gradients.isEmpty)
    for (parameter, gradient) in gradients {
      #expect(
        mismatch(gradient, try reference.tensor("grads", parameter), relative: 1e-5) == nil, "\(parameter)")
    }
  }

  @Test("Dense graph networks match PyTorch")
  func reference() throws {
    for normalizes in [false, true] {
      try expect(
        "dense_graph_" + (normalizes ? "normalised" : "plain"),
        DenseGraphConv(inputSize: 3, outputSize: 4, normalizes: normalizes)
      ) { $0($1, adjacency: path, $2) }
    }
    try expect("linear_propagation", LinearPropagationNetwork(inputSize: 3, hiddenSize: 4, classes: 2)) {
      $0($1, adjacency: path, $2)
    }
  }

  @Test("The decoder of edges matches PyTorch", arguments: [true, false])
  func decoder(isDirected: Bool) throws {
    try expect(
      "edge_decoder_" + (isDirected ? "directed" : "undirected"),
      EdgeDecoder(
        encodingSize: 3, edgeFeatureCount: 2, hiddenSize: 4, outputSize: 2, isDirected: isDirected)
    ) { decoder, x, context in
      decoder(
        x, sources: [0, 3, 1], targets: [2, 1, 4],
        features: Tensor([0.5, -1, 2, 0.25, -0.75, 1], shape: [3, 2]), context)
    }
  }
}
