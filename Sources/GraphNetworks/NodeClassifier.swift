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

  /// The settings that the model was made with.
  var configuration: Configuration { get }

  /// Creates a model whose weights have no values yet: ``init(_:for:seed:)`` draws them, a file gives them.
  init(_ configuration: Configuration, for data: DatasetSizes)

  /// Whether a node's scores depend only on what can be reached from it along the steps, so that those of a few nodes can be
  /// computed without the others. Not so where something is taken over all nodes. True unless the model says otherwise.
  var hasReceptiveFields: Bool { get }

  /// The number of nodes of the one graph that the model is made for; nil where it takes any graph. Nil unless the model says otherwise.
  var requiredNodeCount: Int? { get }

  /// The layers that are filters of the graph's frequencies, from the first to the last; none unless the model says otherwise.
  var filters: [any SpectralConvolution] { get }

  /// The features in the form in which this model reads them, for those who pass them to it many times. As they are, unless the model
  /// says otherwise; it takes them in any form.
  func prepared(_ features: FeatureMatrix) -> FeatureMatrix

  /// The edges along which this model passes messages, step by step: a node's scores depend on nodes as many steps away.
  func messageSteps(of structure: GraphStructure) -> [MessageEdges]

  /// The scores of the nodes that `propagation` yields, `[nodes, classes]`.
  func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable
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

  /// True.
  public var hasReceptiveFields: Bool { true }

  /// Nil.
  public var requiredNodeCount: Int? { nil }

  /// As they are.
  public func prepared(_ features: FeatureMatrix) -> FeatureMatrix { features }

  /// None.
  public var filters: [any SpectralConvolution] { [] }

  /// The scores of all nodes, `[nodes, classes]`.
  public func scores(_ features: FeatureMatrix, in structure: GraphStructure) -> Tensor {
    let propagation = Propagation(messageSteps(of: structure.with(features)))
    return self(FeatureVariable(features), along: propagation, ForwardContext()).value
  }

  /// The scores of all nodes of a graph, `[nodes, classes]`.
  public func scores(_ features: FeatureMatrix, in graph: Graph) -> Tensor {
    scores(features, in: GraphStructure(graph))
  }
}
