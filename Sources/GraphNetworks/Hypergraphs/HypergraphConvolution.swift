public import Autograd
public import NeuralNetworks

/// A layer that passes messages from nodes to hyperedges and back. Two sparse products: nodes x nodes is never formed.
public protocol HypergraphConvolution: GraphConvolution {
  /// How the messages are weighted.
  var incidenceForm: IncidenceForm { get }
  /// Whether every node first gets a hyperedge of its own.
  var addsSelfLoops: Bool { get }

  /// The output for dense or sparse features of the nodes.
  func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable
}

extension HypergraphConvolution {
  /// Twice: to hyperedges and back.
  public var stepCount: Int { 2 }

  /// The messages to hyperedges and those back.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    structure.incidence(incidenceForm, addsSelfLoops: addsSelfLoops)
  }

  /// The output along both steps.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    guard steps.count == 2, let first = steps.first, let last = steps.last else {
      fatalError("\(Self.self): takes two steps, not \(steps.count)")
    }
    return self(features, toHyperedges: first, toNodes: last, context)
  }
}
