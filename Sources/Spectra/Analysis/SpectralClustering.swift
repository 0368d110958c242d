public import GraphCore
internal import TensorCore

/// Clusters of a graph by the eigenvectors of its Laplacian: the relaxation of the normalized cut.
///
/// Nodes are placed by the first eigenvectors of the random-walk Laplacian (Shi and Malik 2000) and by the rows of those
/// of the symmetric one made unit vectors (Ng, Jordan and Weiss 2001), by as many eigenvectors as clusters and by more.
/// k-means, with restarts, clusters each; surplus clusters are joined and single nodes change sides while that lowers the
/// normalized cut. In sparse graphs the very least cut only splits off small fringes, so of all partitions whose cut is
/// within three hundredths of the least, the one of the largest modularity is taken.
public struct SpectralClustering: Sendable {
  /// The cluster of every node, numbered by their first node.
  public let assignments: [Int32]
  /// The normalized cut.
  public let normalizedCut: Double
  /// The eigenpairs of the symmetric Laplacian that it stands on, at least one a cluster.
  public let spectrum: Eigenpairs

  /// Clusters an undirected graph of non-negative weights.
  ///
  /// - Parameters:
  ///   - count: how many clusters.
  ///   - restarts: runs of k-means on each embedding.
  ///   - seed: decides the random starts.
  public init(
    _ graph: Graph, count: Int, restarts: Int = 20, seed: UInt64 = 0, options: EigenOptions = EigenOptions()
  ) throws(SpectralError) {
    guard count > 0 else { fatalError("SpectralClustering: \(count) clusters") }
    let laplacian = try graph.checkedLaplacian(.symmetric)
    // More eigenvectors than clusters cost little on graphs of this size.
    let most = min(graph.nodeCount, graph.nodeCount <= 50_000 ? 2 * count + 1 : count)
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
    // Equal ones, up to rounding, leave the first.
    var chosen = 0
    for index in near.indices where modularities[index] > modularities[chosen] + 1e-12 { chosen = index }
    assignments = Self.numberedByFirst(near[chosen].assignments, count)
    normalizedCut = PartitionQuality.normalizedCut(of: assignments, in: graph)
  }

  /// The rows of the random-walk Laplacian's eigenvectors, and those of the symmetric one's as unit vectors.
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
  /// The clusters of the nodes by spectral clustering; see ``SpectralClustering``.
  public func spectralClusters(count: Int, restarts: Int = 20, seed: UInt64 = 0) throws(SpectralError)
    -> [Int32]
  {
    try SpectralClustering(self, count: count, restarts: restarts, seed: seed).assignments
  }
}
