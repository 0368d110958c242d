// Effective resistances, and a sparser graph that conducts nearly the same.

// snippet.hide
import GraphDatasets
import SpectralGraphs

// snippet.show
let novel = try DatasetCatalog().dataset("les-miserables")
let graph = novel.graph
let resistances = try EffectiveResistances(graph)

// An edge of large w R is one that many spanning trees need: 1 for a bridge.
let edges = try resistances.ofEdges().sorted { $0.resistance > $1.resistance }
for edge in edges.prefix(3) {
  print("\(novel.nodeIdentifiers[edge.source]) - \(novel.nodeIdentifiers[edge.target]): \(edge.resistance)")
}
print(
  "spanning trees: e to the \(try graph.logSpanningTreeCount()), Kirchhoff index \(try graph.kirchhoffIndex())"
)

let sparse = try graph.sparsified(samples: 400, seed: 7)
print("\(graph.undirectedPairCount) edges, \(sparse.undirectedPairCount) after sparsification")
let (before, after) = (try graph.laplacian(.combinatorial), try sparse.laplacian(.combinatorial))
let signal = (0..<graph.nodeCount).map { Double($0 % 7) }
print(
  "energy of a signal: \(before.dirichletEnergy(of: signal)) before, \(after.dirichletEnergy(of: signal)) after"
)

let core = try graph.kronReduced(to: [0, 10, 20, 30])
print("seen from four people: \(core.undirectedPairCount) conductors")
// snippet.hide
guard sparse.undirectedPairCount < graph.undirectedPairCount else { fatalError("nothing was dropped") }
