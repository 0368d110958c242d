public import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

/// A model that gives every node a score (logit) for every class.
public protocol NodeClassifier: Module {
  /// What is needed to make a model like this one.
  var architecture: ModelArchitecture { get }

  /// The edges along which this model passes messages in `graph`, step by step: a node's scores depend on nodes as many
  /// steps away.
  func messageSteps(of graph: Graph) -> [MessageEdges]

  /// The scores of the nodes that `propagation` yields, `[nodes, classes]`.
  func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable
}

extension NodeClassifier {
  /// The scores of all nodes of a graph, `[nodes, classes]`.
  public func scores(_ features: FeatureMatrix, in graph: Graph) -> Tensor {
    let propagation = Propagation(messageSteps(of: graph))
    return self(FeatureVariable(features), along: propagation, ForwardContext()).value
  }
}
