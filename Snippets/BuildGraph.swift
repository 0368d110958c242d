// Builds a graph from named edges and multiplies its normalised adjacency matrix by features.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphCore
import TensorCore

// snippet.show
var builder = GraphBuilder()
builder.addEdge(from: "Anna", to: "Bert")
builder.addEdge(from: "Bert", to: "Cleo", weight: 2)
builder.addNode("Dora")
let (graph, names) = try builder.build()

print(
  "\(graph.nodeCount) nodes, \(graph.undirectedPairCount) edges, \(graph.connectedComponents().count) components"
)

// D^-1/2 (A + I) D^-1/2, the matrix of graph convolutions.
let adjacency: SparseMatrix<Float> = graph.adjacency(.symmetric, selfLoopWeight: 1)
let features = Tensor([1, 2, 3, 4], shape: [4, 1])
for (name, value) in zip(names, adjacency.multiplied(by: features).scalars) { print("\(name): \(value)") }
