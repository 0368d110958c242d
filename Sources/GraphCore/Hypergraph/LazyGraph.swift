// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A graph that is computed or loaded once, when it is first needed.
///
/// The clique expansion of a hypergraph may be thousands of times larger than the hypergraph, and
/// hypergraph models do not need it. The arrays of a stored graph must be checked before their first use,
/// which takes longer than opening the files.
package final class LazyGraph: Sendable {
  /// The number of nodes.
  package let nodeCount: Int
  /// The hypergraph whose clique expansion this is; nil for other graphs.
  package let hypergraph: Hypergraph?
  private let made: Mutex<Graph?>
  private let make: @Sendable () throws(DataError) -> Graph
  /// Whether creating the graph is how ``require()`` finds out whether it exists.
  private let isLoaded: Bool
  /// The number of edges that end at each node, if that is known without the graph.
  private let degrees: (@Sendable () -> [Int])?

  /// Creates a lazy graph from an existing graph.
  package init(_ graph: Graph) {
    nodeCount = graph.nodeCount
    hypergraph = nil
    made = Mutex(graph)
    make = { () throws(DataError) in graph }
    isLoaded = false
    degrees = nil
  }

  /// Creates the clique expansion of a hypergraph.
  package init(expansionOf hypergraph: Hypergraph) {
    nodeCount = hypergraph.nodeCount
    self.hypergraph = hypergraph
    made = Mutex(nil)
    make = { () throws(DataError) in
      try hypergraph.requireExpansion()
      return hypergraph.cliqueExpansion()
    }
    isLoaded = false
    degrees = { hypergraph.neighbourCounts() }
  }

  /// Creates a lazy graph that `make` computes.
  package init(nodeCount: Int, _ make: @escaping @Sendable () -> Graph) {
    self.nodeCount = nodeCount
    hypergraph = nil
    made = Mutex(nil)
    self.make = { () throws(DataError) in make() }
    isLoaded = false
    degrees = nil
  }

  /// Creates a lazy graph that `load` loads, which throws if the data is invalid.
  ///
  /// - Parameter inDegrees: Returns the number of edges that end at each node; nil to count them in the graph.
  package init(
    nodeCount: Int, inDegrees: (@Sendable () -> [Int])?,
    load: @escaping @Sendable () throws(DataError) -> Graph
  ) {
    self.nodeCount = nodeCount
    hypergraph = nil
    made = Mutex(nil)
    make = load
    isLoaded = true
    degrees = inDegrees
  }

  /// The graph. Traps if ``require()`` would throw.
  package var value: Graph {
    do throws(DataError) {
      return try load()
    } catch {
      fatalError("the edges of the graph: \(error)")
    }
  }

  private func load() throws(DataError) -> Graph {
    try made.withLock { (made) throws(DataError) in
      let graph: Graph
      if let made { graph = made } else { graph = try make() }
      made = graph
      return graph
    }
  }

  /// Throws `badData` if the graph is stored in files that are invalid, or is a clique expansion that does
  /// not fit in memory.
  package func require() throws(DataError) {
    if isLoaded { _ = try load() } else { try hypergraph?.requireExpansion() }
  }

  /// Returns the number of edges that end at each node.
  package func inDegrees() -> [Int] { degrees?() ?? value.inDegrees() }

  /// Returns the number of connected components, ignoring directions, and the nodes of the largest.
  package func components() -> (count: Int, largest: [Int32]) {
    if let hypergraph { return hypergraph.components() }
    let components = value.connectedComponents()
    return (components.count, components.largest)
  }
}
