// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

/// A layer under test, the way to run it and its formula, computed edge by edge.
struct LayerCase: Sendable, CustomTestStringConvertible {
  /// The input of a layer.
  struct Input {
    let x: Variable
    /// The edge features by edge number, for layers that use them.
    let edgeFeatures: Variable?
    let graph: Graph
  }

  /// The output of a run and a function that returns the gradients of the arguments for a cotangent.
  struct Pass {
    let output: Tensor
    let gradients: (_ cotangent: Tensor) -> [String: Tensor]
  }

  let name: String
  private let inputSize: Int
  private let edgeSize: Int?
  /// Whether the layer uses the edge weights of the data.
  let usesEdgeWeights: Bool
  /// Whether the output depends on the order of the neighbours' numbers.
  let readsInOrder: Bool
  let formula: @Sendable (FormulaInput) -> [Row]
  private let weights: [(name: String, tensor: Tensor)]
  private let run: @Sendable ([Argument], Graph, ForwardContext) throws -> Pass

  var testDescription: String { name }

  init<Layer: Module>(
    _ name: String, _ layer: Layer, inputSize: Int = 3, edgeSize: Int? = nil, usesEdgeWeights: Bool = true,
    readsInOrder: Bool = false, run: @escaping @Sendable (Layer, Input, ForwardContext) -> Variable,
    formula: @escaping @Sendable (FormulaInput) -> [Row]
  ) {
    self.name = name
    self.inputSize = inputSize
    self.edgeSize = edgeSize
    self.usesEdgeWeights = usesEdgeWeights
    self.readsInOrder = readsInOrder
    self.formula = formula
    weights = layer.stateDictionary()
    self.run = { arguments, graph, context in
      let inputCount = edgeSize == nil ? 1 : 2
      var layer = layer
      try layer.load(arguments.dropFirst(inputCount).map { ($0.name, $0.tensor) }, from: name)
      let leaves = arguments.prefix(inputCount).map { context.leaf($0.tensor) }
      let input = Input(x: leaves[0], edgeFeatures: leaves.dropFirst().first, graph: graph)
      let output = run(layer, input, context)
      return Pass(output: output.value) { [layer] cotangent in
        var gradients = layer.stateDictionary(of: context.gradients(of: output, cotangent: cotangent))
        for (argument, leaf) in zip(arguments, leaves) { gradients[argument.name] = leaf.takeGradient() }
        return gradients
      }
    }
  }

  /// Creates a case for a layer that computes its message steps and takes only features.
  init(
    _ name: String, _ layer: some GraphConvolution, inputSize: Int = 3, usesEdgeWeights: Bool = true,
    readsInOrder: Bool = false, formula: @escaping @Sendable (FormulaInput) -> [Row]
  ) {
    self.init(
      name, layer, inputSize: inputSize, usesEdgeWeights: usesEdgeWeights, readsInOrder: readsInOrder,
      run: { layer, input, context in
        layer(.dense(input.x), along: layer.messageSteps(of: GraphStructure(input.graph))[...], context)
      }, formula: formula)
  }

  /// Returns random features, edge features and weights. All weights are replaced, because mistakes
  /// would not show with biases of 0.
  func arguments(for graph: Graph, seed: UInt64) -> [Argument] {
    let samples = Samples(seed: seed)
    // All numbers differ, so small steps do not change which one is the maximum.
    var arguments = [Argument("x", samples.distinct([graph.nodeCount, inputSize]))]
    if let edgeSize {
      arguments.append(Argument("edge features", samples.tensor([graph.edgeCount, edgeSize], ordinal: 1)))
    }
    for (number, (name, tensor)) in weights.enumerated() {
      arguments.append(Argument(name, samples.tensor(tensor.shape, in: -0.9...0.9, ordinal: 2 + number)))
    }
    return arguments
  }

  /// Returns the output of an evaluation.
  func output(_ arguments: [Argument], _ graph: Graph) throws -> Tensor {
    try run(arguments, graph, ForwardContext()).output
  }

  /// Returns the output of a training step, a random cotangent and the gradients by name.
  func gradients(
    _ arguments: [Argument], _ graph: Graph, cotangentSeed: UInt64
  ) throws -> (output: Tensor, cotangent: [Double], gradients: [String: Tensor]) {
    let pass = try run(arguments, graph, ForwardContext(training: 1, step: 0))
    let cotangent = Samples(seed: cotangentSeed).tensor(pass.output.shape)
    return (pass.output, cotangent.scalars.map { Double($0) }, pass.gradients(cotangent))
  }

  /// The cases of all layers. A new layer needs an entry in the list of its family.
  static let all = [filters, attention, aggregations, relations, recurrences].flatMap { $0 }

}
