// Finds the factions of the karate club from its friendships alone, without labels.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphDatasets
import SpectralGraphs

// snippet.show
let club = try DatasetCatalog().dataset("karate")
let clustering = try SpectralClustering(club.graph, count: 2)

for (member, cluster) in zip(club.nodeIdentifiers, clustering.assignments) {
  print("member \(member): cluster \(cluster)")
}
let agreement = PartitionQuality.accuracy(clustering.assignments, club.labels)
let modularity = PartitionQuality.modularity(of: clustering.assignments, in: club.graph)
print("normalized cut \(clustering.normalizedCut), modularity \(modularity)")
print("\(100 * agreement) % of the members are in the cluster of their faction")
// snippet.hide
guard agreement > 0.93 else { fatalError("the agreement is only \(agreement)") }
