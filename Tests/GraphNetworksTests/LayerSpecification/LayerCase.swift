import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

/// A layer, how it is run, and its formula, computed edge after edge: what every layer is tested by.
struct LayerCase: Sendable, CustomTestStringConvertible {
  /// What a layer is run on.
  struct Input {
    let x: Variable
    /// By edge number, for layers that take them.
    let edgeFeatures: Variable?
    let graph: Graph
  }

  /// What came of a run, and how to get the gradients by the arguments for a cotangent of it.
  struct Pass {
    let output: Tensor
    let gradients: (_ cotangent: Tensor) -> [String: Tensor]
  }

  let name: String
  private let inputSize: Int
  private let edgeSize: Int?
  /// Whether the weights of the data's edges count.
  let usesEdgeWeights: Bool
  /// Whether the order of the neighbours' numbers counts.
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

  /// A layer that makes its own steps and takes nothing but features.
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

  /// Features, edge features and weights made up from a seed. All weights are made anew: biases start at 0,
  /// where mistakes would not show.
  func arguments(for graph: Graph, seed: UInt64) -> [Argument] {
    let samples = Samples(seed: seed)
    // No two numbers are the same, so that small steps do not change which one is largest.
    var arguments = [Argument("x", samples.distinct([graph.nodeCount, inputSize]))]
    if let edgeSize {
      arguments.append(Argument("edge features", samples.tensor([graph.edgeCount, edgeSize], ordinal: 1)))
    }
    for (number, (name, tensor)) in weights.enumerated() {
      arguments.append(Argument(name, samples.tensor(tensor.shape, in: -0.9...0.9, ordinal: 2 + number)))
    }
    return arguments
  }

  /// The output of an evaluation.
  func output(_ arguments: [Argument], _ graph: Graph) throws -> Tensor {
    try run(arguments, graph, ForwardContext()).output
  }

  /// The output of a training step and the gradients by name, for the cotangent that the seed makes up.
  func gradients(
    _ arguments: [Argument], _ graph: Graph, cotangentSeed: UInt64
  ) throws -> (output: Tensor, cotangent: [Double], gradients: [String: Tensor]) {
    let pass = try run(arguments, graph, ForwardContext(training: 1, step: 0))
    let cotangent = Samples(seed: cotangentSeed).tensor(pass.output.shape)
    return (pass.output, cotangent.scalars.map { Double($0) }, pass.gradients(cotangent))
  }

  /// Every layer. A new one needs an entry in the list of its family.
  static let all = [filters, attention, aggregations, relations, recurrences].flatMap { $0 }

}
