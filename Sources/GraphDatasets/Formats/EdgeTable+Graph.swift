// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

extension EdgeTable {
  /// Returns the graph, in which repeated edges count once or have their weights added, and notes about
  /// how weights were read.
  ///
  /// Edges of weight 0 are ignored. In an undirected graph, the reverse of each edge is added. There is
  /// one exception: a weighted table that already contains each edge in both directions, with weights
  /// that are equal except for rounding (``EdgeDirections``), keeps its weights, using the mean of
  /// the two. Adding the reverses would double each weight.
  ///
  /// - Parameters:
  ///   - place: The place of the edges, for the notes.
  ///   - argument: The name of the argument that keeps directions, for the notes.
  ///   - name: Returns the name of a node for the notes; nil if the notes should name no nodes.
  func graph(
    nodeCount: Int, directed: Bool, at place: DataError.Place? = nil, argument: String = "directed",
    name: ((Int32) -> String)? = nil
  ) -> (graph: Graph, notes: [DataNote]) {
    guard let weights else {
      return (
        Graph(simple: nodeCount, sources: sources, targets: targets, isDirected: directed), []
      )
    }
    let kept = weights.contains(0) ? weights.indices.filter { weights[$0] != 0 } : nil
    let listed = Graph(
      nodeCount: nodeCount, sources: kept.map { $0.map { sources[$0] } } ?? sources,
      targets: kept.map { $0.map { targets[$0] } } ?? targets,
      weights: kept.map { $0.map { weights[$0] } } ?? weights)
    let merged = listed.coalesced(.sum)
    var notes = DataNote.weights(
      zeros: weights.count - listed.edgeCount, repeated: listed.edgeCount - merged.edgeCount, at: place)
    if directed { return (merged.withoutZeroWeights(), notes) }
    let directions = EdgeDirections(of: merged)
    if let note = directions.note(at: place, argument: argument, name: name) { notes.append(note) }
    let graph = directions.agree ? merged.joiningDirections() : merged.undirected().coalesced(.sum)
    return (graph.withoutZeroWeights(), notes)
  }
}

extension Graph {
  /// Returns the undirected graph of a directed graph that contains both directions of each edge, with
  /// the mean of their weights.
  fileprivate func joiningDirections() -> Graph {
    let matrix = adjacency(of: Double.self)
    let reverse = matrix.transposed
    var sources = [Int32]()
    var targets = [Int32]()
    var means = [Double]()
    // Both patterns are equal, so entry k of one is the reverse of entry k of the other.
    forEachEntry { target, source, entry in
      guard source <= target else { return }
      let (forth, back) = (matrix.values[entry], reverse.values[entry])
      sources.append(Int32(source))
      targets.append(Int32(target))
      means.append(EdgeDirections.mean(forth, back))
    }
    return Graph(nodeCount: nodeCount, sources: sources, targets: targets, weights: means)
      .undirected().coalesced(.once)
  }

  /// Returns the graph without edges whose weights have added up to 0.
  fileprivate func withoutZeroWeights() -> Graph {
    guard let weights, weights.contains(0) else { return self }
    let (sources, targets, _) = edges()
    let kept = sources.indices.filter { weights[$0] != 0 }
    return Graph(
      nodeCount: nodeCount, sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
      weights: kept.map { weights[$0] }, isDirected: isDirected)
  }
}
