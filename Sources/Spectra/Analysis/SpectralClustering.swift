// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// Clusters of a graph from the eigenvectors of its Laplacian, which solve a relaxation of the
/// normalized cut.
///
/// Nodes are embedded by the first eigenvectors of the random-walk Laplacian (Shi and Malik 2000), and
/// by those of the symmetric one with rows scaled to unit length (Ng, Jordan and Weiss 2001). Both
/// embeddings use as many eigenvectors as clusters, and also more. k-means with restarts clusters each
/// embedding. Surplus clusters are merged, and single nodes are moved as long as this lowers the
/// normalized cut.
///
/// In sparse graphs the smallest cut only separates small fringes. Therefore the result is the partition
/// with the largest modularity among those whose cut is at most 3 % above the smallest.
///
/// A cut between two components costs nothing, so each component, even an isolated node, tends to become
/// a cluster, which ``notes`` report. To find clusters within the largest component of a data set, cluster
/// `data.largestComponent().graph`.
public struct SpectralClustering: Sendable {
  /// The cluster of each node. Clusters are numbered in the order of their first nodes.
  public let assignments: [Int32]
  /// The normalized cut of the clusters.
  public let normalizedCut: Double
  /// The eigenpairs of the symmetric Laplacian that were used, at least one per cluster unless there are
  /// fewer nodes.
  public let spectrum: Eigenpairs
  /// A note if the graph has isolated nodes or more components than clusters.
  public let notes: [DataNote]

  /// Clusters an undirected graph with non-negative weights.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - count: The number of clusters. Traps if it is below 1.
  ///   - restarts: The number of runs of k-means per embedding.
  ///   - seed: The seed of the random numbers.
  ///   - options: The options of the eigensolver.
  /// - Throws: A ``SpectralError`` if the graph is directed or has a negative weight, or the eigensolver
  ///   fails.
  public init(
    _ graph: Graph, count: Int, restarts: Int = 20, seed: UInt64 = 0, options: EigenOptions = EigenOptions()
  ) throws(SpectralError) {
    guard count > 0 else { fatalError("SpectralClustering: \(count) clusters; must be at least 1") }
    let laplacian = try graph.checkedLaplacian(.symmetric)
    notes = Self.notes(on: graph, count: count)
    // On graphs of this size, more eigenvectors than clusters cost little.
    let most = min(graph.nodeCount, graph.nodeCount <= 100_000 ? 2 * count + 1 : count)
    spectrum = try laplacian.eigenpairs(smallest: most, options: options)
    guard graph.nodeCount > 0 else {
      assignments = []
      normalizedCut = 0
      return
    }
    let sizes = Set([count, (count + most) / 2, most].map { max(1, min($0, most)) }).sorted()
    var candidates = [(cut: Double, assignments: [Int32])]()
    let (agglomeration, refinement) = (CutAgglomeration(graph), CutRefinement(graph, laplacian.degrees))
    for size in sizes {
      for embedding in Self.embeddings(spectrum.vectors.columns(0..<size), laplacian.degrees) {
        let fine = max(count, min(size, graph.nodeCount))
        for run in KMeans.runs(embedding, clusters: fine, restarts: restarts, seed: seed) {
          let merged = agglomeration.merged(run.assignments, fineCount: fine, to: count)
          let (assignments, cut) = refinement.refined(merged, count: count)
          candidates.append((cut, assignments))
        }
      }
    }
    let least = candidates.map(\.cut).min() ?? 0
    let near = candidates.filter { $0.cut <= 1.03 * least + 1e-12 }
    let modularities = near.map { PartitionQuality.modularity(of: $0.assignments, in: graph) }
    // If modularities are equal up to rounding, the first partition is chosen.
    var chosen = 0
    for index in near.indices where modularities[index] > modularities[chosen] + 1e-12 { chosen = index }
    assignments = Self.numberedByFirst(near[chosen].assignments, count)
    normalizedCut = PartitionQuality.normalizedCut(of: assignments, in: graph)
  }

  private static func notes(on graph: Graph, count: Int) -> [DataNote] {
    let components = graph.connectedComponents()
    let isolated = components.sizes.count { $0 == 1 }
    guard components.count > count || (components.count > 1 && isolated > 0) else { return [] }
    let detail =
      isolated == 0 ? "" : ", \(isolated.counted("single node"))\(isolated == 1 ? "" : " among them")"
    return [
      DataNote(
        "the graph has \(components.count) components\(detail), and each tends to become a cluster; to cluster only the largest one, use \(swift: "largestComponent()", option: "--component largest")"
      )
    ]
  }

  /// Returns two embeddings: the rows of the random-walk Laplacian's eigenvectors, and those of the
  /// symmetric Laplacian's eigenvectors as unit vectors.
  private static func embeddings(_ vectors: GraphSignals, _ degrees: [Double]) -> [GraphSignals] {
    let randomWalk = vectors.scalingRows(by: degrees.map { $0 > 0 ? 1 / $0.squareRoot() : 1 })
    let lengths = (0..<vectors.nodeCount).map { node in
      vectors.row(node).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    return [randomWalk, vectors.scalingRows(by: lengths.map { $0 > 0 ? 1 / $0 : 1 })]
  }

  private static func numberedByFirst(_ assignments: [Int32], _ count: Int) -> [Int32] {
    var number = [Int32](repeating: -1, count: count)
    var next: Int32 = 0
    return assignments.map { cluster in
      if number[Int(cluster)] < 0 {
        number[Int(cluster)] = next
        next += 1
      }
      return number[Int(cluster)]
    }
  }
}

extension Graph {
  /// Returns the cluster of each node, computed by spectral clustering; see ``SpectralClustering``.
  public func spectralClusters(count: Int, restarts: Int = 20, seed: UInt64 = 0) throws(SpectralError)
    -> [Int32]
  {
    try SpectralClustering(self, count: count, restarts: restarts, seed: seed).assignments
  }
}
