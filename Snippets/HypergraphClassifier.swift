// Classifies papers in a hypergraph: each hyperedge joins the papers of one author.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
let authors = [[0, 1, 2], [1, 3], [3, 4, 5, 6], [5, 6], [7]]
let hypergraph = try Hypergraph(nodeCount: 8, hyperedges: authors).addingSelfLoops()
let features = RandomStream(seed: 1, purpose: .generation).normal([8, 4])

let topics = [0, 0, 0, 0, 1, 1, 1, 1]
let papers = try NodeDataset(
  name: "papers", graph: hypergraph.cliqueExpansion(), hypergraph: hypergraph, features: .dense(features),
  labels: topics, classNames: ["graphs", "images"],
  split: .random(perClass: 2, validationPerClass: 0))
let network = HGNN(HGNN.Configuration(hiddenSize: 8, dropout: 0), for: papers)
let run = try Trainer(epochs: 100, earlyStopping: .never, seed: 1).fit(network, to: papers)
print("training accuracy \(run.trainAccuracy), test accuracy \(run.testAccuracy)")
