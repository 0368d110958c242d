// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

extension EdgeTable {
  /// The largest relative difference between the weights of the two directions of an edge that still
  /// counts as rounding: two units in the last place of single precision, in which many programs compute
  /// weights that they print as doubles. Integers are excluded: they are counts, which are not rounded.
  private static let roundingTolerance = 2.5e-7

  /// Returns the graph, in which repeated edges count once or have their weights added, and notes about
  /// how weights were read.
  ///
  /// Edges of weight 0 are ignored. In an undirected graph, the reverse of each edge is added. There is
  /// one exception: a weighted table that already contains each edge in both directions, with weights
  /// that are equal except for rounding (``roundingTolerance``), keeps its weights, using the mean of
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
    let repeated = listed.edgeCount - merged.edgeCount
    var notes = [DataNote]()
    let zeros = weights.count - listed.edgeCount
    if zeros > 0 {
      notes.append(
        DataNote("ignored \(Self.edges(zeros)) of weight 0", at: place))
    }
    if repeated > 0 {
      notes.append(
        DataNote(
          "added the weights of \(Self.edges(repeated)) to those of earlier edges with the same ends",
          at: place))
    }
    if directed { return (merged.withoutZeroWeights(), notes) }
    let directions = Directions(of: merged, tolerance: Self.roundingTolerance)
    if let note = directions.note(at: place, argument: argument, name: name) { notes.append(note) }
    let graph = directions.agree ? merged.joiningDirections() : merged.undirected().coalesced(.sum)
    return (graph.withoutZeroWeights(), notes)
  }

  private static func edges(_ count: Int) -> String { count == 1 ? "1 edge" : "\(count) edges" }
}

/// Compares the two directions between each pair of nodes in a directed graph without parallel edges.
private struct Directions {
  /// The number of pairs of different nodes with edges in both directions.
  private var both = 0
  /// The number of pairs with an edge in only one direction.
  private var single = 0
  /// The numbers of pairs with edges in both directions whose weights differ within and beyond the
  /// tolerance.
  private var rounded = 0
  private var differing = 0
  /// The first pair whose weights differ, preferably beyond the tolerance.
  private var example: (first: Int32, second: Int32, weights: (Double, Double))?

  /// Whether each edge exists in both directions with weights that are equal except for rounding.
  var agree: Bool { single == 0 && differing == 0 }

  init(of graph: Graph, tolerance: Double) {
    let matrix = graph.adjacency(of: Double.self)
    let reverse = matrix.transposed
    for row in 0..<graph.nodeCount {
      let end = matrix.pattern.rowOffsets[row + 1]
      let reverseEnd = reverse.pattern.rowOffsets[row + 1]
      var entry = matrix.pattern.rowOffsets[row]
      var other = reverse.pattern.rowOffsets[row]
      // The lower triangle is enough, because it contains each pair.
      while entry < end || other < reverseEnd {
        let column = entry < end ? matrix.pattern.columnIndices[entry] : .max
        let otherColumn = other < reverseEnd ? reverse.pattern.columnIndices[other] : .max
        guard min(column, otherColumn) < Int32(row) else { break }
        if column == otherColumn {
          compare(column, Int32(row), matrix.values[entry], reverse.values[other], tolerance)
        } else {
          single += 1
        }
        if column <= otherColumn { entry += 1 }
        if otherColumn <= column { other += 1 }
      }
    }
  }

  private mutating func compare(
    _ first: Int32, _ second: Int32, _ forth: Double, _ back: Double, _ tolerance: Double
  ) {
    both += 1
    guard forth != back else { return }
    // Above 2^53, every double is an integer.
    let areCounts = forth.rounded() == forth && back.rounded() == back && max(abs(forth), abs(back)) < 0x1p53
    let isRounding = !areCounts && abs(forth - back) <= tolerance * max(abs(forth), abs(back))
    if isRounding { rounded += 1 } else { differing += 1 }
    if example == nil || (!isRounding && differing == 1) { example = (first, second, (forth, back)) }
  }

  /// Returns a note about how edges in both directions were handled, or nil if there is nothing to
  /// report.
  func note(at place: DataError.Place?, argument: String, name: ((Int32) -> String)?) -> DataNote? {
    guard both > 0 else { return nil }
    var such = ""
    if let example, let name {
      such =
        " (such as \(example.weights.0) and \(example.weights.1) between '\(name(example.first))' and "
        + "'\(name(example.second))')"
    }
    if agree {
      guard rounded > 0 else { return nil }
      return DataNote(
        "the weights of \(rounded) of \(both) edges differ by rounding between their two directions\(such); their mean is used",
        at: place)
    }
    let pairs = "\(both) of \(both + single) pairs of nodes have edges in both directions"
    let weights = differing == 0 ? "" : ", \(differing) of them with different weights\(such)"
    return DataNote(
      "\(pairs)\(weights), and the weights of both were added; to keep directions, use \(swift: "\(argument): true", option: "--directed")",
      at: place)
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
      means.append(forth == back ? forth : forth + (back - forth) / 2)
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
