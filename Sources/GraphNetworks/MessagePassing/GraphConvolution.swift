public import Autograd
public import GraphCore
public import NeuralNetworks

/// A layer that passes messages between nodes, once or several times.
public protocol GraphConvolution: Module {
  /// How many times messages are passed.
  var stepCount: Int { get }

  /// Whether the output of a node depends only on what can be reached from it along the steps. True unless the layer says
  /// otherwise.
  var hasReceptiveFields: Bool { get }

  /// Whether the output depends on the weights of the edges. True unless the layer says otherwise.
  static var usesEdgeWeights: Bool { get }

  /// The edges along which they flow, ``stepCount`` in number.
  func messageSteps(of structure: GraphStructure) -> [MessageEdges]

  /// The output for dense or sparse features of the sources of the first step: a row for every target of the last one.
  func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable
}

extension GraphConvolution {
  /// True.
  public var hasReceptiveFields: Bool { true }

  /// True.
  public static var usesEdgeWeights: Bool { true }

  /// The output for all nodes of a graph, `[nodes, inputSize] -> [nodes, outputSize]`: along the edges in the form that the layer takes,
  /// made once and shared by all layers that take it. Traps if there is not a row of features for every node.
  public func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    guard features.shape.first == structure.nodeCount else {
      fatalError(
        "\(Self.self): features of \(features.shape.first ?? 0) nodes, the graph has \(structure.nodeCount); take both from the same data set"
      )
    }
    return self(features, along: messageSteps(of: structure)[...], context)
  }

  /// The output for the nodes of a graph that is not kept as a ``GraphStructure``: the form that the layer takes is made anew each time.
  public func callAsFunction(_ features: FeatureVariable, in graph: Graph, _ context: ForwardContext)
    -> Variable
  {
    self(features, in: GraphStructure(graph), context)
  }

  /// The same of dense features, such as the output of another layer.
  public func callAsFunction(
    _ features: Variable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    self(.dense(features), in: structure, context)
  }
}

/// A layer that passes messages once.
///
/// ```swift
/// struct MeanConv: MessagePassingLayer {
///   var lin: Linear
///   mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }
///   func callAsFunction(_ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext) -> Variable {
///     edges.aggregate(lin(features, context), .mean, context)
///   }
/// }
/// ```
public protocol MessagePassingLayer: GraphConvolution {
  /// In what form the layer wants the edges; as they are, unless it says otherwise.
  var edgeForm: EdgeForm { get }

  /// The output for dense or sparse features of the sources: a row for every target.
  func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable
}

extension MessagePassingLayer {
  /// Once.
  public var stepCount: Int { 1 }

  /// As they are.
  public var edgeForm: EdgeForm { .given }

  /// The edges in the form that the layer wants.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] { [structure.edges(edgeForm)] }

  /// The output along the one step.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    guard let edges = steps.first, steps.count == 1 else {
      fatalError("\(Self.self): takes one step, not \(steps.count)")
    }
    return self(features, on: edges, context)
  }
}

extension ArraySlice<MessageEdges> {
  /// The rows of the targets of the last step among those of the sources of the first.
  func targetRows(of x: Variable) -> Variable { reduce(x) { $1.targetRows(of: $0) } }
}
