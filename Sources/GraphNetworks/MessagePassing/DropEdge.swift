// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import TensorCore

extension GraphStructure {
  /// Returns a structure with the same nodes in which each edge has been dropped with probability `rate`
  /// (Rong et al. 2020, "DropEdge").
  ///
  /// Both directions of an undirected edge are dropped together. Self-loops can be dropped like other
  /// edges. If the data set has hyperedges, each membership of a node in a hyperedge is also dropped
  /// with this probability.
  public func droppingEdges(_ rate: Float, stream: RandomStream) -> GraphStructure {
    let keeps = { @Sendable (draw: RandomStream, index: UInt64) in draw.uniform(at: index) >= Double(rate) }
    let count = UInt64(max(1, nodeCount))
    let whole = lazyGraph
    // The decision depends only on the two nodes of an edge, so it is the same for both directions and
    // for parallel edges.
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
