internal import GraphLearning

/// The output of `graphlearn info` for a data set.
struct DatasetDescription {
  private let data: NodeDataset
  private let edges: EdgeFigures

  init(_ data: NodeDataset) {
    self.data = data
    edges = EdgeFigures(of: data)
  }

  /// Notes on the figures that are not computed and why.
  var notes: [DataNote] { edges.notes }

  private var featureDensity: Double {
    Double(data.features.nonZeroCount) / (Double(data.nodeCount) * Double(data.features.featureCount))
  }
  private var memoryMegabytes: Double { Double(BufferPool.bytesInUse) / 1e6 }
  private var isSparse: Bool { if case .sparse = data.features { true } else { false } }

  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("name", .string(data.name)), ("nodes", .integer(data.nodeCount)),
      ("edges", integer(edges.count)), ("directed", .bool(edges.areDirected)),
      ("weighted", .bool(edges.areWeighted)), ("components", .integer(edges.componentCount)),
      ("largest_component", .integer(edges.largestComponentSize)),
      ("isolated", integer(edges.isolatedNodeCount)),
      ("self_loops", .integer(edges.selfLoopCount)),
      ("features", .integer(data.features.featureCount)), ("feature_density", .number(featureDensity)),
      (
        "classes",
        .array(
          zip(data.classNames, data.classSizes).map { name, size in
            .object([("name", .string(name)), ("nodes", .integer(size))])
          })
      ),
      ("edge_homophily", number(edges.homophily)),
      (
        "degree",
        .object([
          ("min", integer(edges.degrees?.minimum)), ("median", number(edges.degrees?.median)),
          ("mean", number(edges.degrees?.mean)), ("max", integer(edges.degrees?.maximum)),
        ])
      ),
      ("clustering", number(edges.clustering)), ("memory_mb", .number(memoryMegabytes)),
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

  private func integer(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
  private func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }

  var text: String {
    let kind =
      (edges.areDirected ? "directed" : "undirected") + (edges.areWeighted ? ", weighted" : "")
    let edgeCount = edges.count.map(\.groupedDigits) ?? "-"
    let components = edges.componentCount.groupedDigits
    let width = data.features.featureCount.groupedDigits + (isSparse ? " sparse" : " dense")
    let source = data.featureSource.map { ", derived from the graph (\($0.rawValue))" } ?? ""
    var lines: [(String, String)] = [
      ("data set", data.name),
      ("nodes", data.nodeCount.groupedDigits),
      ("edges", "\(edgeCount) \(kind), \(edges.selfLoopCount.groupedDigits) self-loops"),
      ("components", "\(components), the largest with \(edges.largestComponentSize.groupedDigits) nodes"),
      ("isolated", edges.isolatedNodeCount.map(\.groupedDigits) ?? "-"),
      ("degree", edges.degrees?.text ?? "-"),
      ("clustering", edges.clustering.map { NumberText.decimal($0, 4) } ?? "-"),
      ("homophily", edges.homophily.map { NumberText.percent($0) } ?? "-"),
      ("features", "\(width), \(NumberText.percent(featureDensity)) non-zero\(source)"),
      ("memory", "\(NumberText.decimal(memoryMegabytes, 1)) MB"),
    ]
    if let hypergraph = data.hypergraph {
      let text =
        """
        \(hypergraph.hyperedgeCount) with \(hypergraph.incidenceCount) incidences; an edge joins two nodes \
        that share a hyperedge
        """
      lines.insert(("hyperedges", text), at: 2)
    }
    var text = ""
    for (name, figure) in lines {
      text += name + String(repeating: " ", count: 12 - name.count) + figure + "\n"
    }
    if data.classCount > 0 {
      var table = TextTable(["class", "nodes"])
      for (name, size) in zip(data.classNames, data.classSizes) { table.append([name, String(size)]) }
      text += "\n" + table.text
    }
    return text
  }
}
