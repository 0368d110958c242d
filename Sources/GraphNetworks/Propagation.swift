// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// The edges along which a model passes messages, step by step, and the nodes that they connect.
///
/// A propagation between all nodes uses all edges of the graph in each step. A propagation for target
/// nodes can be restricted to their receptive field: a step that is followed by k further steps passes
/// messages from the nodes within reach of k + 1 steps to those within reach of k steps, the last step
/// yields the targets, and nothing else is computed.
public struct Propagation: Sendable {
  /// The edges of each step.
  public let steps: [MessageEdges]
  /// The nodes whose features the first layer reads, in ascending order; nil means all nodes.
  public let inputs: [Int32]?
  /// The nodes that the rows of the result belong to; nil means all nodes.
  public let outputs: [Int32]?
  /// The nodes that the source rows of each step belong to, followed by the nodes of the result. An
  /// element is nil if it means all nodes; the array is empty if messages pass between all nodes.
  private let nodes: [[Int32]?]

  /// The structure that the steps belong to; nil if it was not given or the steps are restricted to
  /// targets.
  package let structure: GraphStructure?

  /// Creates a propagation between all nodes.
  ///
  /// - Parameter structure: the structure that `steps` belong to, for models that are called with a
  ///   whole structure.
  public init(_ steps: [MessageEdges], in structure: GraphStructure? = nil) {
    self.steps = steps
    self.structure = structure
    inputs = nil
    outputs = nil
    nodes = []
  }

  /// Creates a propagation that computes only what the results of `targets` need.
  public init(_ steps: [MessageEdges], targets: [Int32]) {
    var restricted: [MessageEdges] = []
    var rows: [Int32]? = targets
    var nodes: [[Int32]?] = [targets]
    // If a step adds no nodes to its targets, an identical step before it is restricted in the same way.
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
      // Copying features is not worthwhile if nearly all of them are needed.
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

  /// Creates a propagation that estimates the results of `targets` from neighbours that are drawn at random.
  ///
  /// - Parameters:
  ///   - draws: how neighbours are drawn in each hop from the targets, which is the order of the steps from last
  ///     to first. One element per step.
  ///   - streams: the random numbers of each hop.
  ///   - numberings: empty sets for the sources of the steps, by their number. They are kept for further calls.
  init(
    _ steps: [MessageEdges], targets: [Int32], drawing draws: [NeighborDraw], _ streams: [RandomStream],
    numberings: inout [Int: NumberSet]
  ) {
    var drawn: [MessageEdges] = []
    var rows = targets
    var nodes: [[Int32]?] = [targets]
    for (hop, step) in steps.reversed().enumerated() {
      let bound = step.pattern.columnCount
      var numbering = numberings.removeValue(forKey: bound) ?? NumberSet(bound: bound)
      let (edges, sources) = step.drawing(draws[hop], for: rows, stream: streams[hop], &numbering)
      numberings[bound] = numbering
      drawn.append(edges)
      rows = sources
      nodes.append(sources)
    }
    self.steps = drawn.reversed()
    structure = nil
    inputs = rows
    outputs = targets
    self.nodes = nodes.reversed()
  }

  /// Returns the nodes or hyperedges that the source rows of a step belong to; nil means all of them.
  func sourceNodes(of step: Int) -> [Int32]? { nodes.isEmpty ? nil : nodes[step] }

  /// Returns the nodes or hyperedges that the target rows of a step belong to; nil means all of them.
  func targetNodes(of step: Int) -> [Int32]? { nodes.isEmpty ? nil : nodes[step + 1] }

  /// The edges of step `step`, counted from 0.
  public subscript(step: Int) -> MessageEdges { steps[step] }

  /// Returns the features of the nodes that the first layer reads.
  public func inputFeatures(_ features: FeatureMatrix) -> FeatureMatrix {
    inputs.map { features.rows($0) } ?? features
  }

  /// Returns the number of nodes whose features are needed.
  package func inputNodeCount(_ features: FeatureMatrix) -> Int { inputs?.count ?? features.nodeCount }

  /// Returns the cost of one pass: the number of entries and rows of all steps, plus the number of
  /// features that are needed of all features, without zeros if they are sparse.
  package func cost(_ features: FeatureMatrix) -> Int {
    let inputs: Int
    switch features {
    case .dense(let tensor): inputs = inputNodeCount(features) * tensor.shape[1]
    case .sparse(let matrix):
      inputs =
        self.inputs.map { nodes in
          nodes.reduce(0) {
            $0 + matrix.pattern.rowOffsets[Int($1) + 1] - matrix.pattern.rowOffsets[Int($1)]
          }
        } ?? matrix.nonZeroCount
    }
    return steps.reduce(0) { $0 + $1.pattern.entryCount + $1.pattern.rowCount } + inputs
  }
}
