internal import GraphCore
internal import TensorCore

extension EdgeTable {
  /// How far the weights of the two directions of an edge may lie apart, relative to the larger one, and still be one
  /// weight that was rounded twice: two units in the last place of single precision, in which many programs compute weights
  /// that are then printed as doubles. Whole numbers are not rounded: they are counts.
  private static let roundingTolerance = 2.5e-7

  /// The graph: repeated edges once, or their weights added up; and what the user should know of how weights were read.
  ///
  /// An edge of weight 0 is none: it joins nothing and counts for nothing. An undirected graph gets the reverse of every edge.
  /// Only a weighted table that already holds every edge in both directions, with weights that are equal but for rounding
  /// (``roundingTolerance``), keeps its weights, the mean of the two: the reverses would double each of them.
  ///
  /// - Parameters:
  ///   - place: where the edges were read, for the notes.
  ///   - argument: the argument that keeps directions, for the notes.
  ///   - name: what a node is called in the notes; nil: they name none.
  func graph(
    nodeCount: Int, directed: Bool, at place: DataError.Place? = nil, argument: String = "directed",
    name: ((Int32) -> String)? = nil
  ) -> (graph: Graph, notes: [DataNote]) {
    guard let weights else {
      let graph =
        directed
        ? Graph(nodeCount: nodeCount, sources: sources, targets: targets).coalesced(.once)
        : Graph(simpleUndirected: nodeCount, sources: sources, targets: targets)
      return (graph, [])
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
        DataNote("\(Self.edges(zeros)) of weight 0 left out: such an edge joins nothing", at: place))
    }
    if repeated > 0 {
      notes.append(
        DataNote(
          "\(Self.edges(repeated)) repeat others: their weights were added up", at: place))
    }
    if directed { return (merged.withoutZeroWeights(), notes) }
    let directions = Directions(of: merged, tolerance: Self.roundingTolerance)
    if let note = directions.note(at: place, argument: argument, name: name) { notes.append(note) }
    let graph = directions.agree ? merged.joiningDirections() : merged.undirected().coalesced(.sum)
    return (graph.withoutZeroWeights(), notes)
  }

  private static func edges(_ count: Int) -> String { count == 1 ? "1 edge" : "\(count) edges" }
}

/// How the two directions between two nodes compare in a directed graph without parallel edges.
private struct Directions {
  /// The pairs of different nodes that edges join in both directions.
  private var both = 0
  /// The pairs that an edge joins in one direction only.
  private var single = 0
  /// The pairs in both directions whose weights are not the same bit by bit, and beyond the tolerance.
  private var rounded = 0
  private var differing = 0
  /// The first pair whose weights differ most plainly: beyond the tolerance where there is one.
  private var example: (first: Int32, second: Int32, weights: (Double, Double))?

  /// Whether every edge stands in both directions with the same weight but for rounding.
  var agree: Bool { single == 0 && differing == 0 }

  init(of graph: Graph, tolerance: Double) {
    let matrix = graph.adjacency(of: Double.self)
    let reverse = matrix.transposed
    for row in 0..<graph.nodeCount {
      let end = matrix.pattern.rowOffsets[row + 1]
      let reverseEnd = reverse.pattern.rowOffsets[row + 1]
      var entry = matrix.pattern.rowOffsets[row]
      var other = reverse.pattern.rowOffsets[row]
      // Of every pair the lower triangle is enough.
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
    // Beyond 2^53 every double is whole.
    let areCounts = forth.rounded() == forth && back.rounded() == back && max(abs(forth), abs(back)) < 0x1p53
    let isRounding = !areCounts && abs(forth - back) <= tolerance * max(abs(forth), abs(back))
    if isRounding { rounded += 1 } else { differing += 1 }
    if example == nil || (!isRounding && differing == 1) { example = (first, second, (forth, back)) }
  }

  /// What was made of edges that stand in both directions; nil where there is nothing to say.
  func note(at place: DataError.Place?, argument: String, name: ((Int32) -> String)?) -> DataNote? {
    guard both > 0 else { return nil }
    var such = ""
    if let example, let name {
      such =
        ", as \(example.weights.0) and \(example.weights.1) between '\(name(example.first))' and "
        + "'\(name(example.second))'"
    }
    if agree {
      guard rounded > 0 else { return nil }
      return DataNote(
        "the weights of \(rounded) of \(both) edges differ between their two directions by rounding\(such): the mean was taken",
        at: place)
    }
    let pairs = "\(both) of \(both + single) pairs of nodes stand in both directions"
    let weights = differing == 0 ? "" : ", \(differing) of them with different weights\(such)"
    return DataNote(
      "\(pairs)\(weights): the weights of both were added up; \(swift: "\(argument): true", option: "--directed") keeps directions",
      at: place)
  }
}

extension Graph {
  /// The undirected graph of a directed one that holds both directions of every edge: the mean of their weights.
  fileprivate func joiningDirections() -> Graph {
    let matrix = adjacency(of: Double.self)
    let reverse = matrix.transposed
    var sources = [Int32]()
    var targets = [Int32]()
    var means = [Double]()
    // The patterns are the same, so entry k of one is the reverse of entry k of the other.
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

  /// The graph without edges whose weights have added up to 0.
  fileprivate func withoutZeroWeights() -> Graph {
    guard let weights, weights.contains(0) else { return self }
    let (sources, targets, _) = edges()
    let kept = sources.indices.filter { weights[$0] != 0 }
    return Graph(
      nodeCount: nodeCount, sources: kept.map { sources[$0] }, targets: kept.map { targets[$0] },
      weights: kept.map { weights[$0] }, isDirected: isDirected)
  }
}
