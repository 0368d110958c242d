// Computes effective resistances, and a sparser graph with nearly the same conductance.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphDatasets
import SpectralGraphs

// snippet.show
let novel = try DatasetCatalog().dataset("les-miserables")
let graph = novel.graph
let resistances = try EffectiveResistances(graph)

// The product of an edge's weight and resistance is the share of spanning trees that contain the edge: 1
// for a bridge.
let edges = try resistances.ofEdges().sorted { $0.resistance > $1.resistance }
for edge in edges.prefix(3) {
  print("\(novel.nodeIdentifiers[edge.source]) - \(novel.nodeIdentifiers[edge.target]): \(edge.resistance)")
}
print(
  "spanning trees: exp(\(try graph.logSpanningTreeCount())), Kirchhoff index \(try graph.kirchhoffIndex())"
)

let sparse = try graph.sparsified(samples: 400, seed: 7)
print("\(graph.undirectedPairCount) edges, \(sparse.undirectedPairCount) after sparsification")
let (before, after) = (try graph.laplacian(.combinatorial), try sparse.laplacian(.combinatorial))
let signal = (0..<graph.nodeCount).map { Double($0 % 7) }
print(
  "energy of a signal: \(before.dirichletEnergy(of: signal)) before, \(after.dirichletEnergy(of: signal)) after"
)

let core = try graph.kronReduced(to: [0, 10, 20, 30])
print("reduced to four people: \(core.undirectedPairCount) edges")
// snippet.hide
guard sparse.undirectedPairCount < graph.undirectedPairCount else { fatalError("no edge was removed") }
