// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import TensorCore
import Testing

/// The specification of the graph layers: reference formulas and values computed by hand.
@Suite("Graph layers") enum LayerSpecification {}

extension LayerSpecification {
  @Suite("Graph layers and their reference formulas")
  struct EveryLayer {
    /// A directed weighted graph with self-loops, parallel edges, nodes without incoming edges and nodes
    /// without edges.
    static let multigraph: Graph = {
      let (sources, targets, weights) = Samples(seed: 21).graph(
        nodeCount: 8, edgeCount: 20, isDirected: true, isWeighted: true
      ).edges()
      // Node 4 and the nodes from 9 on have no random edges. Node 9 has outgoing edges only.
      let place = { (node: Int32) in node < 4 ? node : node + 1 }
      return Graph(
        nodeCount: 11, sources: sources.map(place) + [3, 3, 1, 9, 9],
        targets: targets.map(place) + [3, 3, 0, 0, 5],
        weights: (weights ?? []) + [0.5, 1.5, 0.7, 1.2, 0.4])
    }()

    @Test("The test graph has self-loops, parallel edges and nodes without incoming or without any edges")
    func graph() {
      let graph = Self.multigraph
      let (incoming, outgoing) = (graph.inDegrees(), graph.outDegrees())
      #expect(graph.isDirected && graph.isWeighted && graph.selfLoopCount >= 2)
      #expect(graph.coalesced(.once).edgeCount < graph.edgeCount)
      #expect(zip(incoming, outgoing).contains { $0 == 0 && $1 > 0 })
      #expect(zip(incoming, outgoing).contains { $0 == 0 && $1 == 0 })
    }

    @Test("A graph layer matches its edge-by-edge formula in output and gradients", arguments: LayerCase.all)
    func formula(layer: LayerCase) throws {
      let graph = Self.multigraph
      let plain = PlainGraph(graph)
      let arguments = layer.arguments(for: graph, seed: 3)
      let formula = { layer.formula(FormulaInput($0, plain)).flatMap(\.numbers) }
      let (output, cotangent, gradients) = try layer.gradients(arguments, graph, cotangentSeed: 4)
      #expect(mismatch(output, formula(arguments), relative: 1e-4, absolute: 1e-5) == nil)
      let slopes = centralDifferences(arguments, step: 1e-5) { dot(formula($0), cotangent) }
      try expect(gradients, slopes, relative: 1e-4, absolute: 1e-5)
    }

    @Test("The gradients of a graph layer match central differences of its output", arguments: LayerCase.all)
    func gradients(layer: LayerCase) throws {
      let graph = Samples(seed: 22).graph(nodeCount: 6, edgeCount: 12, isDirected: true, isWeighted: true)
      let arguments = layer.arguments(for: graph, seed: 5)
      let (_, cotangent, gradients) = try layer.gradients(arguments, graph, cotangentSeed: 6)
      // Shorter steps would be lost in the rounding of single precision. With this seed, no ReLU and no
      // maximum has a kink within a step.
      let slopes = try centralDifferences(arguments, step: 2e-3) {
        dot(try layer.output($0, graph).scalars.map { Double($0) }, cotangent)
      }
      try expect(gradients, slopes, relative: 2e-2, absolute: 1e-3)
    }

    @Test(
      "A graph layer gives the same rows to renumbered nodes",
      arguments: LayerCase.all.filter { !$0.readsInOrder })
    func equivariance(layer: LayerCase) throws {
      let (output, expected) = try outputsOfRenamedNodes(layer)
      #expect(mismatch(output, expected, relative: 1e-4) == nil)
    }

    // SAGELSTMConv reads neighbours by ascending number, so new numbers change the order.
    @Test(
      "A graph layer that reads neighbours in order depends on the node numbers",
      arguments: LayerCase.all.filter { $0.readsInOrder })
    func order(layer: LayerCase) throws {
      let (output, expected) = try outputsOfRenamedNodes(layer)
      #expect(mismatch(output, expected, relative: 1e-2) != nil)
    }

    @Test(
      "Removing the edge weights changes the output of a graph layer that uses them",
      arguments: LayerCase.all.filter { $0.usesEdgeWeights })
    func weights(layer: LayerCase) throws {
      let (weighted, unweighted) = try outputsWithAndWithoutWeights(layer)
      #expect(mismatch(weighted, unweighted, relative: 1e-2) != nil)
    }

    @Test(
      "Removing the edge weights does not change the output of a graph layer that ignores them",
      arguments: LayerCase.all.filter { !$0.usesEdgeWeights })
    func ignoredWeights(layer: LayerCase) throws {
      let (weighted, unweighted) = try outputsWithAndWithoutWeights(layer)
      #expect(mismatch(weighted, unweighted) == nil)
    }

    /// Returns the output for a graph with renumbered nodes, and the expected rows from the original
    /// graph.
    private func outputsOfRenamedNodes(_ layer: LayerCase) throws -> (Tensor, expected: Tensor) {
      let samples = Samples(seed: 23)
      let graph = samples.graph(nodeCount: 20, edgeCount: 70, isDirected: true, isWeighted: true)
      let order = samples.stream(7).permutation(of: graph.nodeCount)
      var place = order
      for (new, old) in order.enumerated() { place[Int(old)] = Int32(new) }
      let (sources, targets, weights) = graph.edges()
      // Edges keep their numbers, which identify their features and relations.
      let renamed = Graph(
        nodeCount: graph.nodeCount, sources: sources.map { place[Int($0)] },
        targets: targets.map { place[Int($0)] }, weights: weights)
      var arguments = layer.arguments(for: graph, seed: 7)
      let expected = try layer.output(arguments, graph).rows(order)
      arguments[0] = Argument("x", arguments[0].tensor.rows(order))
      return (try layer.output(arguments, renamed), expected)
    }

    private func outputsWithAndWithoutWeights(_ layer: LayerCase) throws -> (Tensor, Tensor) {
      let graph = Self.multigraph
      let (sources, targets, _) = graph.edges()
      let unweighted = Graph(nodeCount: graph.nodeCount, sources: sources, targets: targets)
      let arguments = layer.arguments(for: graph, seed: 8)
      return (try layer.output(arguments, graph), try layer.output(arguments, unweighted))
    }

    private func dot(_ left: [Double], _ right: [Double]) -> Double { Row(left).dot(Row(right)) }

    /// Returns (f(a + step) - f(a - step)) / (2 step) for each number a of each argument.
    private func centralDifferences(
      _ arguments: [Argument], step: Double, _ loss: ([Argument]) throws -> Double
    ) rethrows -> [(name: String, slopes: [Double])] {
      try arguments.indices.map { place in
        let slopes = try arguments[place].numbers.indices.map { index in
          let losses = try [step, -step].map { change in
            var moved = arguments
            moved[place].numbers[index] += change
            return try loss(moved)
          }
          return (losses[0] - losses[1]) / (2 * step)
        }
        return (arguments[place].name, slopes)
      }
    }

    /// Expects one gradient per argument that equals its slopes.
    private func expect(
      _ gradients: [String: Tensor], _ slopes: [(name: String, slopes: [Double])], relative: Double,
      absolute: Double
    ) throws {
      #expect(gradients.count == slopes.count)
      for (name, slopes) in slopes {
        let gradient = try #require(gradients[name], "no gradient by \(name)")
        #expect(mismatch(gradient, slopes, relative: relative, absolute: absolute) == nil, "\(name)")
      }
    }
  }
}
