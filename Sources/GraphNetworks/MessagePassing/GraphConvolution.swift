// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
public import NeuralNetworks

/// A layer that passes messages between nodes in one or more steps.
public protocol GraphConvolution: Module {
  /// The number of message-passing steps.
  var stepCount: Int { get }

  /// Whether the output for a node depends only on nodes that can be reached from it along the message
  /// steps. True by default.
  var hasReceptiveFields: Bool { get }

  /// Whether the output depends on the edge weights. True by default.
  static var usesEdgeWeights: Bool { get }

  /// Returns the edges along which messages pass in each step, ``stepCount`` elements.
  func messageSteps(of structure: GraphStructure) -> [MessageEdges]

  /// Returns the output, one row per target of the last step, for dense or sparse features of the
  /// sources of the first step.
  func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable
}

extension GraphConvolution {
  /// The default: true.
  public var hasReceptiveFields: Bool { true }

  /// The default: true.
  public static var usesEdgeWeights: Bool { true }

  /// Returns the output for all nodes of a graph, `[nodes, inputSize] -> [nodes, outputSize]`.
  ///
  /// The form of the edges that the layer needs is computed once per structure and shared by all layers
  /// that need it. Traps if the features do not have one row per node.
  public func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    guard features.shape.first == structure.nodeCount else {
      fatalError(
        "\(Self.self): the features have \(features.shape.first ?? 0) rows, but the graph has \(structure.nodeCount) nodes; take both from the same data set"
      )
    }
    return self(features, along: messageSteps(of: structure)[...], context)
  }

  /// Returns the output for all nodes of a graph. Each call computes the form of the edges that the
  /// layer needs; create a ``GraphStructure`` to reuse it.
  public func callAsFunction(_ features: FeatureVariable, in graph: Graph, _ context: ForwardContext)
    -> Variable
  {
    self(features, in: GraphStructure(graph), context)
  }

  /// Returns the output for dense features, such as the output of another layer.
  public func callAsFunction(
    _ features: Variable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    self(.dense(features), in: structure, context)
  }
}

/// A layer that passes messages in one step.
///
/// ```swift
/// struct MeanConv: MessagePassingLayer {
///   var lin: Linear
///   mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }
///   func callAsFunction(
///     _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
///   ) -> Variable {
///     edges.aggregate(lin(features, context), .mean, context)
///   }
/// }
/// ```
public protocol MessagePassingLayer: GraphConvolution {
  /// The form in which the layer needs the edges. ``EdgeForm/given`` by default.
  var edgeForm: EdgeForm { get }

  /// Returns the output, one row per target, for dense or sparse features of the sources.
  func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable
}

extension MessagePassingLayer {
  /// The number of steps: 1.
  public var stepCount: Int { 1 }

  /// The default: the edges as they are.
  public var edgeForm: EdgeForm { .given }

  /// Returns one step, whose edges have the form ``edgeForm``.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] { [structure.edges(edgeForm)] }

  /// Returns the output along the only step. Traps if `steps` does not have exactly one element.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    guard let edges = steps.first, steps.count == 1 else {
      fatalError("\(Self.self): expected 1 message step, found \(steps.count)")
    }
    return self(features, on: edges, context)
  }
}

extension ArraySlice<MessageEdges> {
  /// Returns the rows of the targets of the last step. `x` has one row per source of the first step.
  func targetRows(of x: Variable) -> Variable { reduce(x) { $1.targetRows(of: $0) } }
}
