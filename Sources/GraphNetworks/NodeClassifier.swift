public import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

/// A model that gives every node a score (logit) for every class.
public protocol NodeClassifier: Module {
  /// What is needed to make a model like this one.
  var architecture: ModelArchitecture { get }

  /// Whether a node's scores depend only on what can be reached from it along the steps, so that those of a few nodes can be
  /// computed without the others. Not so where something is taken over all nodes. True unless the model says otherwise.
  var hasReceptiveFields: Bool { get }

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

extension NodeClassifier {
  /// True.
  public var hasReceptiveFields: Bool { true }

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
