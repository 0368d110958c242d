public import GraphCore
internal import TensorCore

/// The edges along which a model passes messages, step by step, and what surrounds them.
///
/// For all nodes they are those of the graph each time. For some target nodes they can be their receptive field: step k
/// then takes the nodes within reach of k further steps to those within reach of one step fewer, the last one yields
/// the targets, and nothing else is computed.
public struct Propagation: Sendable {
  /// The edges of every step.
  public let steps: [MessageEdges]
  /// The nodes whose features the first layer takes, ascending; nil: all.
  public let inputs: [Int32]?
  /// The nodes that the rows of the result stand for; nil: all.
  public let outputs: [Int32]?
  /// Before every step the nodes that its sources stand for, and the outputs; nil or nothing at all where they are all.
  private let nodes: [[Int32]?]

  /// The structure whose edges these are, where messages pass between all nodes of it.
  package let structure: GraphStructure?

  /// Passes messages between all nodes.
  ///
  /// - Parameter structure: the structure whose edges `steps` are; for models that are given the structure as a whole.
  public init(_ steps: [MessageEdges], in structure: GraphStructure? = nil) {
    self.steps = steps
    self.structure = structure
    inputs = nil
    outputs = nil
    nodes = []
  }

  /// Passes messages and computes what `targets` need, no more.
  public init(_ steps: [MessageEdges], targets: [Int32]) {
    var restricted: [MessageEdges] = []
    var rows: [Int32]? = targets
    var nodes: [[Int32]?] = [targets]
    // Where a step reaches no further node, the same step before it is the same.
    var closed: (identity: ObjectIdentifier, edges: MessageEdges)?
    for (number, step) in steps.enumerated().reversed() {
      if let closed, closed.identity == step.identity {
        restricted.append(closed.edges)
        nodes.append(rows)
        continue
      }
      guard let targetsOfStep = rows else {
        restricted.append(step)
        nodes.append(nil)
        continue
      }
      // Nearly all features are not worth a copy.
      let (edges, sources) = step.restricted(to: targetsOfStep, fewSources: number == 0 ? 0.8 : 1)
      restricted.append(edges)
      closed = sources == rows ? (step.identity, edges) : nil
      rows = sources
      nodes.append(sources)
    }
    self.steps = restricted.reversed()
    structure = nil
    inputs = rows
    outputs = targets
    self.nodes = nodes.reversed()
  }

  /// The nodes, or hyperedges, that the sources of a step stand for; nil: all.
  func sourceNodes(of step: Int) -> [Int32]? { nodes.isEmpty ? nil : nodes[step] }

  /// The nodes, or hyperedges, that the targets of a step stand for; nil: all.
  func targetNodes(of step: Int) -> [Int32]? { nodes.isEmpty ? nil : nodes[step + 1] }

  /// The edges of step `step`.
  public subscript(step: Int) -> MessageEdges { steps[step] }

  /// The features of the nodes that the first layer takes.
  public func inputFeatures(_ features: FeatureMatrix) -> FeatureMatrix {
    inputs.map { features.rows($0) } ?? features
  }

  /// How many edges one pass reads, with the entries of the features.
  package func cost(_ features: FeatureMatrix) -> Int {
    steps.reduce(0) { $0 + $1.pattern.entryCount + $1.pattern.rowCount } + features.nonZeroCount
  }
}
