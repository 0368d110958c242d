// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

@Suite("The order of a layer's linear products")
struct OrderOfProductsTests {
  private static let graph = Graph(
    nodeCount: 6, sources: [0, 0, 1, 2, 3], targets: [1, 2, 2, 3, 3]
  ).undirected()
  private static let structure = GraphStructure(graph)
  private static let x = RandomStream(seed: 5, purpose: .generation).normal([6, 3])
  private static let sparse = SparseMatrix<Float>(
    rowCount: 6, columnCount: 3, rows: (0..<18).map { Int32($0 / 3) },
    columns: (0..<18).map { Int32($0 % 3) }, values: x.scalars)

  /// Layers from 3 features to more and to fewer, so that dense features are aggregated before and after the
  /// product with the weights. Sparse features are always multiplied first.
  private static let layers: [any GraphConvolution] = [7, 3, 2].flatMap { width -> [any GraphConvolution] in
    [
      GCNConv(inputSize: 3, outputSize: width).initialized(seed: 3),
      SAGEConv(inputSize: 3, outputSize: width).initialized(seed: 3),
      SAGEConv(inputSize: 3, outputSize: width, aggregation: .sum).initialized(seed: 3),
      GraphConv(inputSize: 3, outputSize: width).initialized(seed: 3),
      ClusterGCNConv(inputSize: 3, outputSize: width).initialized(seed: 3),
      LEConv(inputSize: 3, outputSize: width).initialized(seed: 3),
      TransformerConv(inputSize: 3, outputSize: width).initialized(seed: 3),
      ResGatedGraphConv(inputSize: 3, outputSize: width).initialized(seed: 3),
      SGConv(inputSize: 3, outputSize: width, hops: 3).initialized(seed: 3),
      SSGConv(inputSize: 3, outputSize: width, hops: 3, alpha: 0.2).initialized(seed: 3),
    ]
  }

  private static func outputAndGradients(
    _ layer: some GraphConvolution, _ features: FeatureVariable, _ steps: [MessageEdges]
  ) -> [[Float]] {
    let context = ForwardContext(training: 1, step: 0)
    let output = layer(features, along: steps[...], context)
    let gradients = context.gradients(of: output.map(.square).sum())
    let named = layer.stateDictionary(of: gradients).sorted { $0.key < $1.key }
    return [output.value.scalars] + named.map(\.value.scalars)
  }

  @Test(
    "A layer gives dense features, aggregated first or last, the output and gradients of sparse ones",
    arguments: layers.indices)
  func order(index: Int) {
    let layer = Self.layers[index]
    let steps = layer.messageSteps(of: Self.structure)
    let expected = Self.outputAndGradients(layer, .sparse(Self.sparse, dropout: nil), steps)
    // Repeated passes use products that are kept.
    for _ in 0..<3 {
      let found = Self.outputAndGradients(layer, .dense(Variable(Self.x)), steps)
      #expect(found.map(\.count) == expected.map(\.count))
      let errors = zip(found.joined(), expected.joined()).map { abs($0 - $1) / max(1, abs($1)) }
      #expect(errors.allSatisfy { $0 < 2e-5 }, "\(type(of: layer))")
    }
  }

  @Test("A product with the same constant rows is kept from the second pass on, and not for changed rows")
  func constants() {
    let edges = MessageEdges(Self.graph)
    let product = { (x: Tensor) in edges.aggregate(Variable(x), .mean, ForwardContext()).value }
    let first = product(Self.x)
    let second = product(Self.x)
    let third = product(Self.x)
    #expect(!Tensor.Trace(first).leads(to: second))
    #expect(Tensor.Trace(second).leads(to: third))
    #expect(third.scalars == first.scalars)
    var changed = Self.x
    changed[0, 0] += 1
    #expect(product(changed).scalars != third.scalars)
    #expect(Tensor.Trace(second).leads(to: product(Self.x)))
    let sum = edges.aggregate(Variable(Self.x), .sum, ForwardContext()).value
    #expect(sum.scalars != third.scalars)
  }

  @Test("Hidden rows of a repeated evaluation do not displace the product with the features")
  func evaluation() {
    let edges = MessageEdges(Self.graph)
    let pass = { () -> Tensor in
      let first = edges.aggregate(Variable(Self.x), .mean, ForwardContext())
      _ = edges.aggregate(first.relu(), .mean, ForwardContext())
      return first.value
    }
    let products = (0..<5).map { _ in pass() }
    #expect(products.dropFirst(2).allSatisfy { Tensor.Trace(products[1]).leads(to: $0) })
  }

  @Test(
    "Different targets that share their first step get their own products, in any number of passes",
    arguments: [true, false])
  func targets(isMean: Bool) {
    // Each node is within one step of every other, so the first step of any targets uses all edges.
    let ends = (0..<6).flatMap { i in (0..<6).filter { $0 != i }.map { (Int32(i), Int32($0)) } }
    let graph = Graph(nodeCount: 6, sources: ends.map(\.0), targets: ends.map(\.1))
    let layer: any GraphConvolution =
      isMean
      ? SSGConv(inputSize: 3, outputSize: 4, hops: 2).initialized(seed: 3)
      : SGConv(inputSize: 3, outputSize: 4, hops: 2).initialized(seed: 3)
    let steps = layer.messageSteps(of: GraphStructure(graph.undirected()))
    let context = ForwardContext()
    let whole = layer(.dense(Variable(Self.x)), along: steps[...], context).value
    for _ in 0..<3 {
      for targets in [[0, 1], [2, 3], [4]] as [[Int32]] {
        let propagation = Propagation(steps, targets: targets)
        for _ in 0..<3 {
          let features = FeatureVariable(propagation.inputFeatures(.dense(Self.x)))
          let scores = layer(features, along: propagation.steps[...], context).value
          #expect(scores.scalars == targets.flatMap { whole.row(Int($0)) })
        }
      }
    }
  }
}
