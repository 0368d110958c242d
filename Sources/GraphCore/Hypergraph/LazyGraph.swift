internal import Synchronization

/// A graph that is made when it is first asked for, and once. The clique expansion of a hypergraph may be thousands of times as large as
/// the hypergraph, and models of hypergraphs do not need it.
package final class LazyGraph: Sendable {
  /// The number of nodes.
  package let nodeCount: Int
  /// The hypergraph whose clique expansion this is; nil for other graphs.
  package let hypergraph: Hypergraph?
  private let made: Mutex<Graph?>
  private let make: @Sendable () -> Graph

  /// A graph that is there.
  package init(_ graph: Graph) {
    nodeCount = graph.nodeCount
    hypergraph = nil
    made = Mutex(graph)
    make = { graph }
  }

  /// The clique expansion of a hypergraph.
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

  /// What `make` yields.
  package init(nodeCount: Int, _ make: @escaping @Sendable () -> Graph) {
    self.nodeCount = nodeCount
    hypergraph = nil
    made = Mutex(nil)
    self.make = make
  }

  /// The graph. One that ``require()`` would refuse stops the program.
  package var value: Graph {
    made.withLock { made in
      let graph = made ?? make()
      made = graph
      return graph
    }
  }

  /// Throws `badData` where the graph is an expansion for which there is no memory.
  package func require() throws(DataError) { try hypergraph?.requireExpansion() }

  /// How many edges end at every node.
  package func inDegrees() -> [Int] { hypergraph?.neighbourCounts() ?? value.inDegrees() }

  /// How many connected components there are, directions disregarded, and the nodes of the largest.
  package func components() -> (count: Int, largest: [Int32]) {
    if let hypergraph { return hypergraph.components() }
    let components = value.connectedComponents()
    return (components.count, components.largest)
  }
}
