// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

/// A model that computes a score (logit) for each node and class.
public protocol NodeClassifier: Module {
  /// The type of the model's settings.
  associatedtype Configuration: ModelConfiguration

  /// The name of the model in files, reports and registries. By default, the name of the type.
  static var name: String { get }

  /// The data that the model uses in addition to the node features. By default, the edges of a graph.
  static var input: ModelInput { get }

  /// Whether the scores depend on the edge weights of the graph.
  ///
  /// By default true for models with ``ModelInput/graph`` and false for all others: the hyperedges that
  /// are derived from a graph are its neighbourhoods, which have no weights.
  static var usesEdgeWeights: Bool { get }

  /// The settings that the model was created with.
  var configuration: Configuration { get }

  /// Creates a model whose weights have no values yet. They are drawn by ``init(_:for:seed:)-(_,DatasetSizes,_)`` or read
  /// from a file.
  init(_ configuration: Configuration, for data: DatasetSizes)

  /// Whether the scores of a node depend only on nodes that can be reached from it along the message
  /// steps, so that the scores of a few nodes can be computed without the others.
  ///
  /// This does not hold for models that aggregate over all nodes. By default true for a
  /// ``StepwiseClassifier`` and false for other models.
  var hasReceptiveFields: Bool { get }

  /// Whether training can keep only the inputs of the model's layers and compute the rest again in the backward pass.
  /// False by default.
  var canRecomputeLayers: Bool { get }

  /// The number of nodes of the only graph that the model accepts; nil if it accepts any graph. Nil by
  /// default.
  var requiredNodeCount: Int? { get }

  /// The layers that filter the frequencies of the graph, from first to last. Empty by default.
  var filters: [any SpectralConvolution] { get }

  /// Returns the features in the format that this model reads internally, for callers that pass the same
  /// features many times.
  ///
  /// The model accepts features in any format. By default they are returned unchanged.
  func prepared(_ features: FeatureMatrix) -> FeatureMatrix

  /// Returns the scores of all nodes of a graph, `[nodes, classes]`.
  func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable

  /// Returns the edges along which the model passes messages, one element per step. By default, the
  /// edges that a forward pass requests from `structure`.
  func messageSteps(of structure: GraphStructure) -> [MessageEdges]

  /// Returns the scores of the nodes that `propagation` yields, `[nodes, classes]`. By default, the
  /// scores of all nodes.
  func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable
}

/// A model with known message steps, which can compute the scores of some nodes without those of all
/// others.
///
/// The scores of a node depend only on nodes that are at most as many steps away as
/// ``NodeClassifier/messageSteps(of:)`` has elements. A conforming type must implement that method and
/// ``NodeClassifier/callAsFunction(_:along:_:)``.
public protocol StepwiseClassifier: NodeClassifier {}

extension StepwiseClassifier {
  /// The default: true.
  public var hasReceptiveFields: Bool { true }

  /// Returns the scores of all nodes of a graph, computed along ``NodeClassifier/messageSteps(of:)``.
  public func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    self(features, along: Propagation(messageSteps(of: structure)), context)
  }
}

/// The data that a model uses in addition to the node features.
public enum ModelInput: Sendable, Hashable {
  /// Nothing: the model uses the features alone.
  case features
  /// Nothing: the model uses the features alone and reads those of each node as a sequence of words.
  case words
  /// The edges of a graph.
  case graph
  /// The hyperedges of the data set or, if there are none, those formed by the neighbourhoods of the
  /// graph.
  case hypergraph

  /// Whether the model uses edges or hyperedges.
  public var hasEdges: Bool { self == .graph || self == .hypergraph }
}

extension NodeClassifier {
  /// Creates a model and draws its initial weights, which depend only on `seed` and the names of the
  /// parameters: see ``Module/initialize(seed:)``.
  ///
  /// Traps if the configuration has a ``ModelConfiguration/problem``.
  public init(_ configuration: Configuration = Configuration(), for data: DatasetSizes, seed: UInt64) {
    if let problem = configuration.problem { fatalError("\(Self.name): \(problem)") }
    self.init(configuration, for: data)
    initialize(seed: seed)
  }

  /// The default: the name of the type.
  public static var name: String { "\(Self.self)" }

  /// The default: the edges of a graph.
  public static var input: ModelInput { .graph }

  /// The default: whether ``input`` is the edges of a graph.
  public static var usesEdgeWeights: Bool { input == .graph }

  /// The default: false.
  public var hasReceptiveFields: Bool { false }

  /// Returns the edges that a forward pass without gradients requests from `structure`.
  ///
  /// Traps if the structure has no features, or if the model is a ``StepwiseClassifier``, which must
  /// implement this method.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    guard let features = structure.features else {
      fatalError(
        "\(Self.self): finding the message steps of the model needs the node features; pass structure.with(features)"
      )
    }
    let steps = structure.edges(askedForBy: { _ = self(FeatureVariable(features), in: $0, ForwardContext()) })
    guard let steps else { fatalError("\(Self.self): a StepwiseClassifier must implement messageSteps(of:)") }
    return steps
  }

  /// Returns the scores of all nodes.
  ///
  /// Traps if the propagation was created without a structure. A ``StepwiseClassifier`` must implement
  /// this method.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    guard let structure = propagation.structure else {
      fatalError(
        "\(Self.self): a StepwiseClassifier must implement callAsFunction(_:along:_:); for other models, create the propagation with Propagation(_:in:)"
      )
    }
    return self(features, in: structure, context)
  }

  /// The default: false.
  public var canRecomputeLayers: Bool { false }

  /// The default: nil, so that the model accepts any graph.
  public var requiredNodeCount: Int? { nil }

  /// Returns the features unchanged.
  public func prepared(_ features: FeatureMatrix) -> FeatureMatrix { features }

  /// The default: an empty array.
  public var filters: [any SpectralConvolution] { [] }

  /// Returns the scores of all nodes, `[nodes, classes]`, computed without gradients.
  public func scores(_ features: FeatureMatrix, in structure: GraphStructure) -> Tensor {
    self(FeatureVariable(features), in: structure.with(features), ForwardContext()).value
  }

  /// Returns the scores of all nodes of a graph, `[nodes, classes]`, computed without gradients.
  public func scores(_ features: FeatureMatrix, in graph: Graph) -> Tensor {
    scores(features, in: GraphStructure(graph))
  }
}
