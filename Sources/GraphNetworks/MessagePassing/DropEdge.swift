internal import GraphCore
public import TensorCore

extension GraphStructure {
  /// The same nodes with each edge left out with probability `rate`: both directions of an undirected edge together, nodes'
  /// edges to themselves too; of hyperedges that the data have, the places of nodes in them (Rong et al. 2020, "DropEdge").
  public func droppingEdges(_ rate: Float, stream: RandomStream) -> GraphStructure {
    let keeps = { @Sendable (draw: RandomStream, index: UInt64) in draw.uniform(at: index) >= Double(rate) }
    let count = UInt64(max(1, nodeCount))
    let whole = lazyGraph
    // An edge is drawn by its ends, so that both directions, and parallel edges, are drawn alike.
    let thinned = LazyGraph(nodeCount: nodeCount) {
      let graph = whole.value
      return graph.filtered { source, target in
        let ends = graph.isDirected ? (source, target) : (min(source, target), max(source, target))
        return keeps(stream, UInt64(ends.0) * count + UInt64(ends.1))
      }
    }
    let structure = GraphStructure(
      thinned, hypergraph: given.map { $0.droppingIncidences { keeps(stream.substream(1), UInt64($0)) } })
    return features.map { structure.with($0) } ?? structure
  }
}
