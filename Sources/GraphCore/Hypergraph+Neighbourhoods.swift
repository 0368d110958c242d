internal import TensorCore

extension Hypergraph {
  /// The hypergraph of a graph's neighbourhoods: for every node a hyperedge that joins it and the nodes within `hops` steps that it
  /// hears from (Feng et al. 2019, "Hypergraph neural networks", section 3.3).
  public init(neighbourhoodsOf graph: Graph, hops: Int = 1) {
    var reached = [Int32](repeating: -1, count: graph.nodeCount)
    let incoming = graph.incoming
    let hyperedges = (0..<Int32(graph.nodeCount)).map { node in
      var members = [node]
      reached[Int(node)] = node
      var frontier = 0..<1
      for _ in 0..<hops {
        for position in frontier {
          let member = Int(members[position])
          for entry in incoming.rowOffsets[member]..<incoming.rowOffsets[member + 1] {
            let neighbour = incoming.columnIndices[entry]
            if reached[Int(neighbour)] != node {
              reached[Int(neighbour)] = node
              members.append(neighbour)
            }
          }
        }
        frontier = frontier.upperBound..<members.count
      }
      return members
    }
    self.init(nodeCount: graph.nodeCount, hyperedges: hyperedges)
  }
}
