public import GraphCore
internal import TensorCore

/// Several graphs side by side in one: no edges between them, and for every node the number of its graph.
public struct GraphBatch: Sendable {
  /// All nodes and edges, graph after graph: the adjacency is block-diagonal.
  public let graph: Graph
  /// Where the nodes of every graph begin; one more than there are graphs.
  public let offsets: [Int]
  /// The nodes of every graph, `[graphs, nodes]`: what readouts aggregate along.
  public let members: MessageEdges

  /// Puts graphs side by side. Directed and undirected ones together stop the program.
  public init(_ graphs: [Graph]) {
    var starts = [0]
    for graph in graphs { starts.append(starts[starts.count - 1] + graph.nodeCount) }
    let isDirected = graphs.first?.isDirected ?? false
    guard graphs.allSatisfy({ $0.isDirected == isDirected }) else {
      fatalError("GraphBatch: directed and undirected graphs together")
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

  /// Takes a graph that is block-diagonal already.
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

  /// The number of the graph of every node.
  public var graphOfNode: [Int32] {
    (0..<graphCount).flatMap { [Int32](repeating: Int32($0), count: offsets[$0 + 1] - offsets[$0]) }
  }
}
