// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// Several graphs combined into one, without edges between them, and the number of the graph that each
/// node belongs to.
public struct GraphBatch: Sendable {
  /// The nodes and edges of all graphs, one graph after another, so that the adjacency is
  /// block-diagonal.
  public let graph: Graph
  /// The first node of each graph, followed by the total number of nodes.
  public let offsets: [Int]
  /// The nodes of each graph, `[graphs, nodes]`: the edges along which readouts aggregate.
  public let members: MessageEdges

  /// Combines graphs. If some are weighted, the edges of the others get weight 1. Traps if directed and
  /// undirected graphs are combined.
  public init(_ graphs: [Graph]) {
    var starts = [0]
    for graph in graphs { starts.append(starts[starts.count - 1] + graph.nodeCount) }
    let isDirected = graphs.first?.isDirected ?? false
    guard graphs.allSatisfy({ $0.isDirected == isDirected }) else {
      fatalError("GraphBatch: cannot combine directed and undirected graphs")
    }
    let isWeighted = graphs.contains { $0.isWeighted }
    var sources = [Int32]()
    var targets = [Int32]()
    var weights = [Double]()
    for (graph, start) in zip(graphs, starts) {
      let ends = graph.edges()
      sources += ends.sources.map { $0 + Int32(start) }
      targets += ends.targets.map { $0 + Int32(start) }
      if isWeighted {
        weights += ends.weights ?? [Double](repeating: 1, count: graph.edgeCount)
      }
    }
    self.init(
      Graph(
        nodeCount: starts[graphs.count], sources: sources, targets: targets,
        weights: isWeighted ? weights : nil, isDirected: isDirected), offsets: starts)
  }

  /// Creates a batch from a graph that is already block-diagonal.
  init(_ graph: Graph, offsets: [Int]) {
    self.graph = graph
    self.offsets = offsets
    members = MessageEdges(
      bipartite: CSRPattern(
        rowCount: offsets.count - 1, columnCount: graph.nodeCount, rowOffsets: SharedBuffer(offsets),
        columnIndices: SharedBuffer((0..<Int32(graph.nodeCount)).map { $0 })))
  }

  /// The number of graphs.
  public var graphCount: Int { offsets.count - 1 }

  /// The number of the graph that each node belongs to.
  public var graphOfNode: [Int32] {
    (0..<graphCount).flatMap { [Int32](repeating: Int32($0), count: offsets[$0 + 1] - offsets[$0]) }
  }
}
