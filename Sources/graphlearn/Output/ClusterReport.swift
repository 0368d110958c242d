// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The output of `graphlearn cluster`.
struct ClusterReport {
  private let data: NodeDataset
  private let clustering: SpectralClustering
  private let clusterCount: Int
  private let seconds: Double

  init(_ data: NodeDataset, _ clustering: SpectralClustering, clusterCount: Int, seconds: Double) {
    self.data = data
    self.clustering = clustering
    self.clusterCount = clusterCount
    self.seconds = seconds
  }

  private var hasLabels: Bool { data.labelledNodeCount > 0 }
  private var modularity: Double {
    PartitionQuality.modularity(of: clustering.assignments, in: data.graph)
  }

  /// The clusters as CSV: a header and one row `id,cluster` per node.
  var csv: String {
    var text = "id,cluster\n"
    for (node, cluster) in clustering.assignments.enumerated() {
      text += TableField.written(data.nodeIdentifiers[node]) + ",\(cluster)\n"
    }
    return text
  }

  /// A summary in one line.
  var summary: String {
    var text =
      "\(clusterCount) clusters, modularity \(NumberText.decimal(modularity, 4)), "
      + "normalized cut \(NumberText.decimal(clustering.normalizedCut, 4))"
    if hasLabels {
      let nmi = PartitionQuality.normalizedMutualInformation(clustering.assignments, data.labels)
      text += ", NMI with the labels \(NumberText.decimal(nmi, 4))"
    }
    return text + "\n"
  }

  var json: Document {
    let assignments = clustering.assignments
    let labels = hasLabels ? data.labels : nil
    return Document(
      dataset: data.name, nodes: data.nodeCount, clusters: clusterCount, modularity: modularity,
      normalizedCut: clustering.normalizedCut,
      nmi: labels.map { PartitionQuality.normalizedMutualInformation(assignments, $0) },
      ari: labels.map { PartitionQuality.adjustedRandIndex(assignments, $0) },
      accuracy: labels.map { PartitionQuality.accuracy(assignments, $0) },
      assignments: zip(data.nodeIdentifiers, assignments).map { Document.Assignment(id: $0, cluster: $1) },
      seconds: seconds, peakMemoryMB: ProcessFigures.peakMemoryMegabytes)
  }
}

extension ClusterReport {
  struct Document: Encodable {
    struct Assignment: Encodable {
      let id: String
      let cluster: Int32
    }

    let dataset: String
    let nodes: Int
    let clusters: Int
    let modularity: Double
    let normalizedCut: Double
    @OmittedIfNil var nmi: Double?
    @OmittedIfNil var ari: Double?
    @OmittedIfNil var accuracy: Double?
    let assignments: [Assignment]
    let seconds: Double
    let peakMemoryMB: Double
  }
}
