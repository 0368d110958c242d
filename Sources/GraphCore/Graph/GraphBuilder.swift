// SPDX-License-Identifier: Apache-2.0

/// A builder that collects named nodes and edges in any order and creates a graph from them.
///
/// Nodes are numbered in the order in which their names first appear. Duplicate edges and self-loops are
/// kept. A node without edges is isolated.
public struct GraphBuilder: Sendable {
  private var names = IdentifierTable()
  private var sources: [Int32] = []
  private var targets: [Int32] = []
  private var weights: [Double] = []
  private var isWeighted = false

  /// Creates a builder without nodes.
  public init() {}

  /// Returns the number of the node called `name`, which is added if it is new.
  @discardableResult
  public mutating func addNode(_ name: String) -> Int {
    Int(names.insert(name).index)
  }

  /// Adds an edge between two nodes. Nodes that are new are added.
  public mutating func addEdge(from source: String, to target: String, weight: Double = 1) {
    sources.append(Int32(addNode(source)))
    targets.append(Int32(addNode(target)))
    weights.append(weight)
    if weight != 1 { isWeighted = true }
  }

  /// Returns the graph of all edges added so far, and the names of its nodes.
  ///
  /// - Parameter directed: Whether edges keep their direction. Otherwise the reverse of each edge is
  ///   added.
  public func build(directed: Bool = false) throws(DataError) -> (
    graph: Graph, nodeIdentifiers: NodeIdentifiers
  ) {
    let graph = Graph(
      nodeCount: names.count, sources: sources, targets: targets, weights: isWeighted ? weights : nil)
    return (directed ? graph : graph.undirected(), NodeIdentifiers(names))
  }
}
