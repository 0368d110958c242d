// SPDX-License-Identifier: Apache-2.0

import GraphCore

// Multiplies the adjacency of a path of three nodes by a tensor.
var builder = GraphBuilder()
builder.addEdge(from: "ada", to: "bob")
builder.addEdge(from: "bob", to: "cyd")
let (graph, names) = try builder.build()
let adjacency: SparseMatrix<Float> = graph.adjacency(.none)
let sums = adjacency.multiplied(by: Tensor([1, 2, 4], shape: [3, 1]))
precondition(Array(names) == ["ada", "bob", "cyd"] && sums.scalars == [2, 5, 2], "\(names) \(sums.scalars)")

// Invalid data throws an error.
do throws(DataError) {
  _ = try Graph(nodeCount: 2, edges: [(0, 1), (1, 2)])
  fatalError("an edge to a node that does not exist was taken")
} catch {
  precondition(error.description == "edges[1]: node 2 is not in 0..<2", error.description)
}
