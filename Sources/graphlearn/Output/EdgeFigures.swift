// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The figures on edges that `graphlearn info` prints. The edges between the nodes of large hyperedges
/// are counted without building them, and figures that would take too long are omitted.
struct EdgeFigures {
  /// A summary of the node degrees.
  struct Degrees {
    let minimum: Int
    let median: Double
    let mean: Double
    let maximum: Int

    init(_ degrees: [Int]) {
      let sorted = degrees.sorted()
      minimum = sorted.first ?? 0
      maximum = sorted.last ?? 0
      median = Statistics.median(sorted.map(Double.init))
      mean = Double(sorted.reduce(0, +)) / Double(sorted.count)
    }

    /// The summary as text.
    var text: String {
      let middle = "median \(NumberText.decimal(median, 1)), mean \(NumberText.decimal(mean, 2))"
      return "min \(minimum), \(middle), max \(maximum)"
    }
  }

  let areDirected: Bool
  let areWeighted: Bool
  let componentCount: Int
  let largestComponentSize: Int
  let selfLoopCount: Int
  /// The number of edges. Like the figures below, nil if computing it would take too long.
  let count: Int?
  let isolatedNodeCount: Int?
  let degrees: Degrees?
  let clustering: Double?
  let homophily: Double?
  let notes: [DataNote]

  /// The maximum number of node pairs in hyperedges for which triangles are counted.
  private static let mostForTriangles = 4e6
  /// The maximum number of entries visited to count edges, which takes a few seconds.
  private static let mostForEdges = 2e9

  init(of data: NodeDataset) {
    let components = data.lazyGraph.components()
    componentCount = components.count
    largestComponentSize = components.largest.count
    guard let hypergraph = data.lazyGraph.hypergraph else {
      let graph = data.graph
      areDirected = graph.isDirected
      areWeighted = graph.isWeighted
      selfLoopCount = graph.selfLoopCount
      count = data.reportedEdgeCount
      isolatedNodeCount = graph.isolatedNodeCount
      degrees = Degrees(graph.neighbourCounts())
      clustering = graph.averageClusteringCoefficient()
      homophily = graph.edgeHomophily(labels: data.labels)
      notes = []
      return
    }
    areDirected = false
    areWeighted = true
    selfLoopCount = 0
    let isCounted = hypergraph.countingWork <= Self.mostForEdges
    let neighbours = isCounted ? hypergraph.neighbourCounts() : nil
    count = neighbours.map { $0.reduce(0, +) / 2 }
    isolatedNodeCount = neighbours.map { $0.count { $0 == 0 } }
    degrees = neighbours.map(Degrees.init)
    homophily = isCounted ? hypergraph.expansionHomophily(labels: data.labels) : nil
    clustering =
      hypergraph.pairBound <= Self.mostForTriangles ? data.graph.averageClusteringCoefficient() : nil
    guard clustering == nil else {
      notes = []
      return
    }
    let largest = hypergraph.hyperedgeSizes().max() ?? 0
    let figures =
      isCounted ? "the clustering coefficient is" : "edges, degrees, homophily and clustering are"
    notes = [DataNote("\(figures) not computed: the largest hyperedge has \(largest) nodes")]
  }
}
