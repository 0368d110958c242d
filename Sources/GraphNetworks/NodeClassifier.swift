public import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

/// A model that gives every node a score (logit) for every class.
public protocol NodeClassifier: Module {
  /// The settings of the model.
  associatedtype Configuration: ModelConfiguration

  /// The model's name in files, reports and registries. The name of its type unless the model says otherwise.
  static var name: String { get }

  /// What the model uses besides features. The edges of a graph unless the model says otherwise.
  static var input: ModelInput { get }

  /// Whether the scores depend on the weights of the edges of a graph. True of models with ``ModelInput/graph`` and of no others, unless
  /// the model says otherwise: the hyperedges of a graph are its neighbourhoods, which have no weights.
  static var usesEdgeWeights: Bool { get }

  /// The settings that the model was made with.
  var configuration: Configuration { get }

  /// Creates a model whose weights have no values yet: ``init(_:for:seed:)`` draws them, a file gives them.
  init(_ configuration: Configuration, for data: DatasetSizes)

  /// Whether a node's scores depend only on what can be reached from it along the steps, so that those of a few nodes can be
  /// computed without the others. Not so where something is taken over all nodes. True of a ``StepwiseClassifier``, false of other models, unless
  /// they say otherwise.
  var hasReceptiveFields: Bool { get }

  /// The number of nodes of the one graph that the model is made for; nil where it takes any graph. Nil unless the model says otherwise.
  var requiredNodeCount: Int? { get }

  /// The layers that are filters of the graph's frequencies, from the first to the last; none unless the model says otherwise.
  var filters: [any SpectralConvolution] { get }

  /// The features in the form in which this model reads them, for those who pass them to it many times. As they are, unless the model
  /// says otherwise; it takes them in any form.
  func prepared(_ features: FeatureMatrix) -> FeatureMatrix

  /// The scores of all nodes of a graph, `[nodes, classes]`.
  func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable

  /// The edges along which this model passes messages, step by step. Those that a pass asks for, unless the model says otherwise.
  func messageSteps(of structure: GraphStructure) -> [MessageEdges]

  /// The scores of the nodes that `propagation` yields, `[nodes, classes]`: of all nodes, unless the model says otherwise.
  func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable
}

/// A model whose steps are known, so that it can compute the scores of some nodes without those of others: a node's scores depend on nodes
/// as many steps away as there are ``NodeClassifier/messageSteps(of:)``, which such a model must name, and it must implement
/// ``NodeClassifier/callAsFunction(_:along:_:)``.
public protocol StepwiseClassifier: NodeClassifier {}

extension StepwiseClassifier {
  /// True.
  public var hasReceptiveFields: Bool { true }

  /// The scores of all nodes of a graph, along the steps.
  public func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    self(features, along: Propagation(messageSteps(of: structure)), context)
  }
}

/// What a model uses besides the features of a node.
public enum ModelInput: Sendable, Hashable {
  /// Nothing.
  case features
  /// Nothing, and features as a sequence of words.
  case words
  /// The edges of a graph.
  case graph
  /// The hyperedges; of a graph without any, those of its neighbourhoods.
  case hypergraph

  /// Whether edges or hyperedges are used.
  public var hasEdges: Bool { self == .graph || self == .hypergraph }
}

extension NodeClassifier {
  /// Creates a model with initial weights that `seed` and their names decide: see ``Module/initialize(seed:)``. Traps if the configuration
  /// has a ``ModelConfiguration/problem``.
  public init(_ configuration: Configuration = Configuration(), for data: DatasetSizes, seed: UInt64) {
    if let problem = configuration.problem { fatalError("\(Self.name): \(problem)") }
    self.init(configuration, for: data)
    initialize(seed: seed)
  }

  /// The name of the type.
  public static var name: String { "\(Self.self)" }

  /// The edges of a graph.
  public static var input: ModelInput { .graph }

  /// Whether ``input`` is the edges of a graph.
  public static var usesEdgeWeights: Bool { input == .graph }

  /// False.
  public var hasReceptiveFields: Bool { false }

  /// The edges that a pass without gradients asks for. Traps if the model is a ``StepwiseClassifier``, which must name them.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    guard let features = structure.features else {
      fatalError(
        "\(Self.self): the structure needs the nodes' features, structure.with(features), to find the steps of the model"
      )
    }
    let steps = structure.edges(askedForBy: { _ = self(FeatureVariable(features), in: $0, ForwardContext()) })
    guard let steps else { fatalError("\(Self.self): a StepwiseClassifier must implement messageSteps(of:)") }
    return steps
  }

  /// The scores of all nodes. Traps if the model is a ``StepwiseClassifier``, which must implement this.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    guard let structure = propagation.structure else {
      fatalError(
        "\(Self.self): a StepwiseClassifier must implement callAsFunction(_:along:_:); other models take a Propagation(_:in:)"
      )
    }
    return self(features, in: structure, context)
  }

  /// Nil.
  public var requiredNodeCount: Int? { nil }

  /// As they are.
  public func prepared(_ features: FeatureMatrix) -> FeatureMatrix { features }

  /// None.
  public var filters: [any SpectralConvolution] { [] }

  /// The scores of all nodes, `[nodes, classes]`.
  public func scores(_ features: FeatureMatrix, in structure: GraphStructure) -> Tensor {
    self(FeatureVariable(features), in: structure.with(features), ForwardContext()).value
  }

  /// The scores of all nodes of a graph, `[nodes, classes]`.
  public func scores(_ features: FeatureMatrix, in graph: Graph) -> Tensor {
    scores(features, in: GraphStructure(graph))
  }
}
