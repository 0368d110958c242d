// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// A graph that is computed once, when it is first needed.
///
/// The clique expansion of a hypergraph may be thousands of times larger than the hypergraph, and
/// hypergraph models do not need it.
package final class LazyGraph: Sendable {
  /// The number of nodes.
  package let nodeCount: Int
  /// The hypergraph whose clique expansion this is; nil for other graphs.
  package let hypergraph: Hypergraph?
  private let made: Mutex<Graph?>
  private let make: @Sendable () -> Graph

  /// Creates a lazy graph from an existing graph.
  package init(_ graph: Graph) {
    nodeCount = graph.nodeCount
    hypergraph = nil
    made = Mutex(graph)
    make = { graph }
  }

  /// Creates the clique expansion of a hypergraph.
  package init(expansionOf hypergraph: Hypergraph) {
    nodeCount = hypergraph.nodeCount
    self.hypergraph = hypergraph
    made = Mutex(nil)
    make = {
      do throws(DataError) {
        try hypergraph.requireExpansion()
      } catch {
        fatalError("clique expansion: \(error)")
      }
      return hypergraph.cliqueExpansion()
    }
  }

  /// Creates a lazy graph that `make` computes.
  package init(nodeCount: Int, _ make: @escaping @Sendable () -> Graph) {
    self.nodeCount = nodeCount
    hypergraph = nil
    made = Mutex(nil)
    self.make = make
  }

  /// The graph. Traps if ``require()`` would throw.
  package var value: Graph {
    made.withLock { made in
      let graph = made ?? make()
      made = graph
      return graph
    }
  }

  /// Throws `badData` if the graph is a clique expansion that does not fit in memory.
  package func require() throws(DataError) { try hypergraph?.requireExpansion() }

  /// Returns the number of edges that end at each node.
  package func inDegrees() -> [Int] { hypergraph?.neighbourCounts() ?? value.inDegrees() }

  /// Returns the number of connected components, ignoring directions, and the nodes of the largest.
  package func components() -> (count: Int, largest: [Int32]) {
    if let hypergraph { return hypergraph.components() }
    let components = value.connectedComponents()
    return (components.count, components.largest)
  }
}
