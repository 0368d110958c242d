// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks

/// A layer that passes messages from nodes to hyperedges and back. These are two sparse products; a
/// matrix `[nodes, nodes]` is never formed.
public protocol HypergraphConvolution: GraphConvolution {
  /// The weights of the messages.
  var incidenceForm: IncidenceForm { get }
  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  var addsSelfLoops: Bool { get }

  /// Returns the output for dense or sparse features of the nodes.
  func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable
}

extension HypergraphConvolution {
  /// The number of steps: 2, to hyperedges and back.
  public var stepCount: Int { 2 }

  /// Returns two steps: the edges to hyperedges and the edges back to nodes.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    structure.incidence(incidenceForm, addsSelfLoops: addsSelfLoops)
  }

  /// Returns the output along both steps. Traps if `steps` does not have exactly two elements.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    guard steps.count == 2, let first = steps.first, let last = steps.last else {
      fatalError("\(Self.self): expected 2 message steps, found \(steps.count)")
    }
    return self(features, toHyperedges: first, toNodes: last, context)
  }
}
