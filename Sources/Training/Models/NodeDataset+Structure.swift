public import GraphDatasets
public import GraphNetworks

extension NodeDataset {
  /// What joins the nodes, as models take it.
  public var structure: GraphStructure { GraphStructure(lazyGraph, hypergraph: hypergraph) }
}
