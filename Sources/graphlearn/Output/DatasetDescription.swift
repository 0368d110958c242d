internal import GraphLearning

/// What `graphlearn info` prints.
struct DatasetDescription {
  private let data: NodeDataset
  private let components: Components
  private let degrees: [Int]
  private let clustering: Double
  private let homophily: Double

  init(_ data: NodeDataset) {
    self.data = data
    components = data.graph.connectedComponents()
    degrees = data.graph.neighbourCounts().sorted()
    clustering = data.graph.averageClusteringCoefficient()
    homophily = data.graph.edgeHomophily(labels: data.labels)
  }

  private var meanDegree: Double { Double(degrees.reduce(0, +)) / Double(degrees.count) }
  private var medianDegree: Double { Statistics.median(degrees.map(Double.init)) }
  private var featureDensity: Double {
    Double(data.features.nonZeroCount) / (Double(data.nodeCount) * Double(data.features.featureCount))
  }
  private var memoryMegabytes: Double { Double(BufferPool.bytesInUse) / 1e6 }
  private var isSparse: Bool { if case .sparse = data.features { true } else { false } }

  private func nodeCount(ofClass label: Int) -> Int { data.labels.count { Int($0) == label } }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("name", .string(data.name)), ("nodes", .integer(data.nodeCount)),
      ("edges", .integer(data.reportedEdgeCount)), ("directed", .bool(data.graph.isDirected)),
      ("weighted", .bool(data.graph.isWeighted)), ("components", .integer(components.count)),
      ("largest_component", .integer(components.largest.count)),
      ("isolated", .integer(data.graph.isolatedNodeCount)),
      ("self_loops", .integer(data.graph.selfLoopCount)),
      ("features", .integer(data.features.featureCount)), ("feature_density", .number(featureDensity)),
      (
        "classes",
        .array(
          data.classNames.enumerated().map { label, name in
            .object([("name", .string(name)), ("nodes", .integer(nodeCount(ofClass: label)))])
          })
      ),
      ("edge_homophily", .number(homophily)),
      (
        "degree",
        .object([
          ("min", .integer(degrees.first ?? 0)), ("median", .number(medianDegree)),
          ("mean", .number(meanDegree)),
          ("max", .integer(degrees.last ?? 0)),
        ])
      ),
      ("clustering", .number(clustering)), ("memory_mb", .number(memoryMegabytes)),
    ]
    if let hypergraph = data.hypergraph {
      members.append(("hyperedges", .integer(hypergraph.hyperedgeCount)))
      members.append(("incidences", .integer(hypergraph.incidenceCount)))
    }
    return .object(
      members,
      whereMissing: [
        "edge_homophily": data.labelledNodeCount == 0 ? "no labels" : "no edge joins two labelled nodes",
        "feature_density": "no features",
      ])
  }

  var text: String {
    let kind =
      (data.graph.isDirected ? "directed" : "undirected") + (data.graph.isWeighted ? ", weighted" : "")
    var lines = [
      ("data set", data.name),
      ("nodes", Format.count(data.nodeCount)),
      (
        "edges",
        "\(Format.count(data.reportedEdgeCount)) \(kind), \(Format.count(data.graph.selfLoopCount)) self-loops"
      ),
      (
        "components",
        "\(Format.count(components.count)), the largest of \(Format.count(components.largest.count)) nodes"
      ),
      ("isolated", Format.count(data.graph.isolatedNodeCount)),
      (
        "degree",
        "min \(degrees.first ?? 0), median \(Format.decimal(medianDegree, 1)), mean \(Format.decimal(meanDegree, 2)), max \(degrees.last ?? 0)"
      ),
      ("clustering", Format.decimal(clustering, 4)),
      ("homophily", Format.percent(homophily)),
      (
        "features",
        "\(Format.count(data.features.featureCount)) \(isSparse ? "sparse" : "dense"), \(Format.percent(featureDensity)) not zero"
          + (data.featureSource.map { ", made from \($0.rawValue)" } ?? "")
      ),
      ("memory", "\(Format.decimal(memoryMegabytes, 1)) MB"),
    ]
    if let hypergraph = data.hypergraph {
      let text =
        "\(hypergraph.hyperedgeCount) with \(hypergraph.incidenceCount) incidences; edges join nodes that share one"
      lines.insert(("hyperedges", text), at: 2)
    }
    var text = lines.map { $0.0 + String(repeating: " ", count: 12 - $0.0.count) + $0.1 + "\n" }.joined()
    if data.classCount > 0 {
      var table = TextTable(["class", "nodes"])
      for (label, name) in data.classNames.enumerated() {
        table.append([name, String(nodeCount(ofClass: label))])
      }
      text += "\n" + table.text
    }
    return text
  }
}
