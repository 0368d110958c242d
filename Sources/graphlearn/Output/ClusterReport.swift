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

  var json: JSONValue {
    let assignments = clustering.assignments
    var members: [(String, JSONValue)] = [
      ("dataset", .string(data.name)), ("nodes", .integer(data.nodeCount)),
      ("clusters", .integer(clusterCount)), ("modularity", .number(modularity)),
      ("normalized_cut", .number(clustering.normalizedCut)),
    ]
    if hasLabels {
      members += [
        ("nmi", .number(PartitionQuality.normalizedMutualInformation(assignments, data.labels))),
        ("ari", .number(PartitionQuality.adjustedRandIndex(assignments, data.labels))),
        ("accuracy", .number(PartitionQuality.accuracy(assignments, data.labels))),
      ]
    }
    members += [
      (
        "assignments",
        .array(
          assignments.enumerated().map { node, cluster in
            .object([("id", .string(data.nodeIdentifiers[node])), ("cluster", .integer(Int(cluster)))])
          })
      ), ("seconds", .number(seconds)), ("peak_memory_mb", .number(ProcessFigures.peakMemoryMegabytes)),
    ]
    return .object(members)
  }
}
