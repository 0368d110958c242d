// SPDX-License-Identifier: Apache-2.0

public import GraphDatasets
public import GraphNetworks

extension NodeDataset {
  /// The edges and hyperedges of the data in the form that models use.
  public var structure: GraphStructure { GraphStructure(lazyGraph, hypergraph: hypergraph) }
}
