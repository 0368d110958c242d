// SPDX-License-Identifier: Apache-2.0

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

  var json: Document {
    Document(
      name: data.name, nodes: data.nodeCount, edges: edges.count, directed: edges.areDirected,
      weighted: edges.areWeighted, components: edges.componentCount,
      largestComponent: edges.largestComponentSize, isolated: edges.isolatedNodeCount,
      selfLoops: edges.selfLoopCount, features: data.features.featureCount,
      featureDensity: Noted(featureDensity, ifMissing: "no features"),
      classes: zip(data.classNames, data.classSizes).map { Document.Class(name: $0, nodes: $1) },
      edgeHomophily: Noted(
        edges.homophily,
        ifMissing: data.labelledNodeCount == 0 ? "no labels" : "no edge joins two labelled nodes"),
      degree: Document.Degree(
        min: edges.degrees?.minimum, median: edges.degrees?.median, mean: edges.degrees?.mean,
        max: edges.degrees?.maximum),
      clustering: edges.clustering, memoryMB: memoryMegabytes,
      hyperedges: data.hypergraph?.hyperedgeCount, incidences: data.hypergraph?.incidenceCount)
  }

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
    var text = TextTable.list(lines)
    if data.classCount > 0 {
      var table = TextTable(["class", "nodes"])
      for (name, size) in zip(data.classNames, data.classSizes) { table.append([name, String(size)]) }
      text += "\n" + table.text
    }
    return text
  }
}

extension DatasetDescription {
  struct Document: Encodable {
    struct Class: Encodable {
      let name: String
      let nodes: Int
    }

    struct Degree: Encodable {
      let min: Int?
      let median: Double?
      let mean: Double?
      let max: Int?
    }

    let name: String
    let nodes: Int
    let edges: Int?
    let directed: Bool
    let weighted: Bool
    let components: Int
    let largestComponent: Int
    let isolated: Int?
    let selfLoops: Int
    let features: Int
    let featureDensity: Noted<Double?>
    let classes: [Class]
    let edgeHomophily: Noted<Double?>
    let degree: Degree
    let clustering: Double?
    let memoryMB: Double
    @OmittedIfNil var hyperedges: Int?
    @OmittedIfNil var incidences: Int?
  }
}
