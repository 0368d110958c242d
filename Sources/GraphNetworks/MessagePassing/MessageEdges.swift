public import Autograd
public import GraphCore
internal import Synchronization
public import TensorCore

/// The edges along which messages flow, from source nodes to target nodes, sorted by target.
///
/// The two sets of nodes may differ, as nodes and hyperedges do. Where every target is also a source, layers can look at
/// the target itself.
public struct MessageEdges: Sendable {
  /// What becomes of edges from a node to itself.
  public enum SelfLoops: Sendable {
    /// They stay as they are.
    case kept
    /// Those of the data go, and every node gets one, as graph attention wants it.
    case oneForEveryNode
  }

  /// Rows are targets, columns sources.
  public let pattern: CSRPattern
  /// The number of the edge at every entry of the pattern; -1 for a self-loop that was added.
  public let edgeNumbers: SharedBuffer<Int32>
  /// How many edges there are numbers of.
  public let edgeCount: Int
  /// The weight of every entry; nil where all are 1.
  public let weights: SharedBuffer<Float>?
  /// Where each target stands among the sources; nil: target i is source i, or targets are no sources at all.
  public let targets: [Int32]?
  /// Whether every target is also a source.
  public let joinsSameNodes: Bool
  /// Whether these are the edges of a graph as they are, not normalized.
  private let isAsGiven: Bool
  private let forms: Forms

  /// The matrices of linear aggregations, and the edges without weights, made when they are first asked for.
  private final class Forms: Sendable {
    let sums: Mutex<SparseMatrix<Float>?>
    let means = Mutex<SparseMatrix<Float>?>(nil)
    let unweighted = Mutex<MessageEdges?>(nil)
    let withEntriesAsEdges = Mutex<MessageEdges?>(nil)
    let selection = Mutex<SparseMatrix<Float>?>(nil)
    /// Whose masks count.
    let origin: Forms?

    init(sums: SparseMatrix<Float>? = nil, origin: Forms? = nil) {
      self.sums = Mutex(sums)
      self.origin = origin
    }
  }

  /// The entries of a matrix, whose values are the weights: its product sums weighted rows.
  ///
  /// - Parameter joinsSameNodes: whether row i and column i stand for the same node.
  public init(_ matrix: SparseMatrix<Float>, joinsSameNodes: Bool) {
    guard !joinsSameNodes || matrix.rowCount == matrix.columnCount else {
      fatalError("MessageEdges: [\(matrix.rowCount), \(matrix.columnCount)] does not join the same nodes")
    }
    pattern = matrix.pattern
    weights = matrix.values
    targets = nil
    self.joinsSameNodes = joinsSameNodes
    edgeCount = matrix.nonZeroCount
    edgeNumbers = Self.numbers(matrix.nonZeroCount)
    forms = Forms(sums: matrix)
    isAsGiven = false
  }

  /// Edges from sources to targets of another set: row i of `pattern` is target i, its entries are edges 0, 1, 2, ...
  ///
  /// - Parameters:
  ///   - weights: of every entry; nil: all 1.
  ///   - targets: where each target stands among the sources, for layers that also look at the target itself.
  public init(bipartite pattern: CSRPattern, weights: SharedBuffer<Float>? = nil, targets: [Int32]? = nil) {
    self.pattern = pattern
    self.weights = weights
    self.targets = targets
    joinsSameNodes = targets != nil
    forms = Forms()
    isAsGiven = false
    edgeCount = pattern.entryCount
    edgeNumbers = Self.numbers(pattern.entryCount)
  }

  /// The edges of a graph. Self-loops that are added have weight 1.
  public init(_ graph: Graph, selfLoops: SelfLoops = .kept) {
    edgeCount = graph.edgeCount
    targets = nil
    joinsSameNodes = true
    isAsGiven = selfLoops == .kept
    forms = Forms()
    let numbers = graph.edgeNumbers
    let weight = { (number: Int32) in
      number < 0 ? Float(1) : graph.weights.map { Float($0[Int(number)]) } ?? 1
    }
    guard selfLoops == .oneForEveryNode else {
      pattern = graph.incoming
      edgeNumbers = numbers
      weights = graph.isWeighted ? SharedBuffer(numbers.map(weight)) : nil
      return
    }
    var columns = [Int32]()
    var edges = [Int32]()
    var offsets = [0]
    columns.reserveCapacity(graph.edgeCount + graph.nodeCount)
    edges.reserveCapacity(graph.edgeCount + graph.nodeCount)
    for target in 0..<graph.nodeCount {
      var hasLoop = false
      for entry in graph.incoming.rowOffsets[target]..<graph.incoming.rowOffsets[target + 1] {
        let source = graph.incoming.columnIndices[entry]
        if Int(source) >= target && !hasLoop {
          columns.append(Int32(target))
          edges.append(-1)
          hasLoop = true
        }
        guard Int(source) != target else { continue }
        columns.append(source)
        edges.append(numbers[entry])
      }
      if !hasLoop {
        columns.append(Int32(target))
        edges.append(-1)
      }
      offsets.append(columns.count)
    }
    pattern = CSRPattern(
      rowCount: graph.nodeCount, columnCount: graph.nodeCount, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(columns))
    edgeNumbers = SharedBuffer(edges)
    weights = graph.isWeighted ? SharedBuffer(edges.map(weight)) : nil
  }

  /// What tells these edges from others, copies excepted.
  package var identity: ObjectIdentifier { ObjectIdentifier(forms.origin ?? forms) }

  /// Traps where these are the edges of a graph as they are: a layer that takes them normalized would compute something else.
  func requireForm(of layer: Any.Type) {
    guard !isAsGiven else {
      fatalError(
        "\(layer): was given the edges of a graph as they are, which it takes normalized; call it with the graph, layer(x, in: structure, context), or with the edges of its messageSteps(of:)"
      )
    }
  }

  /// The matrix whose product sums weighted rows, `[targets, sources]`.
  public var sums: SparseMatrix<Float> {
    forms.sums.withLock { cached in
      if let cached { return cached }
      let ones = [Float](repeating: 1, count: pattern.entryCount)
      let made = SparseMatrix(pattern: pattern, values: weights ?? SharedBuffer(ones))
      cached = made
      return made
    }
  }

  /// The matrix whose product is the mean of weighted rows: the sum over the number of edges, not over the weights.
  public var means: SparseMatrix<Float> {
    forms.means.withLock { cached in
      if let cached { return cached }
      let made = sums.mapValues { row, _, value in
        value / Float(pattern.rowOffsets[row + 1] - pattern.rowOffsets[row])
      }
      cached = made
      return made
    }
  }

  /// The same edges without weights. Made once; masks of these edges count there, too.
  var unweighted: MessageEdges {
    guard weights != nil else { return self }
    return forms.unweighted.withLock { cached in
      if let cached { return cached }
      let made = MessageEdges(
        pattern: pattern, edgeNumbers: edgeNumbers, edgeCount: edgeCount, weights: nil, targets: targets,
        joinsSameNodes: joinsSameNodes, forms: Forms(origin: forms.origin ?? forms))
      cached = made
      return made
    }
  }

  /// The same edges, numbered in the order of the entries. Made once.
  var withEntriesAsEdges: MessageEdges {
    forms.withEntriesAsEdges.withLock { cached in
      if let cached { return cached }
      let made = MessageEdges(
        pattern: pattern, edgeNumbers: Self.numbers(pattern.entryCount), edgeCount: pattern.entryCount,
        weights: weights, targets: targets, joinsSameNodes: joinsSameNodes)
      cached = made
      return made
    }
  }

  /// 0, 1, 2, ...
  private static func numbers(_ count: Int) -> SharedBuffer<Int32> {
    SharedBuffer((0..<Int32(count)).map { $0 })
  }

  init(
    pattern: CSRPattern, edgeNumbers: SharedBuffer<Int32>, edgeCount: Int, weights: SharedBuffer<Float>?,
    targets: [Int32]?, joinsSameNodes: Bool
  ) {
    self.init(
      pattern: pattern, edgeNumbers: edgeNumbers, edgeCount: edgeCount, weights: weights, targets: targets,
      joinsSameNodes: joinsSameNodes, forms: Forms())
  }

  private init(
    pattern: CSRPattern, edgeNumbers: SharedBuffer<Int32>, edgeCount: Int, weights: SharedBuffer<Float>?,
    targets: [Int32]?, joinsSameNodes: Bool, forms: Forms
  ) {
    self.pattern = pattern
    self.edgeNumbers = edgeNumbers
    self.edgeCount = edgeCount
    self.weights = weights
    self.targets = targets
    self.joinsSameNodes = joinsSameNodes
    isAsGiven = false
    self.forms = forms
  }

  /// The edges into some targets, and the sources that are left: those that are heard, and the targets themselves where
  /// they are sources; ascending. Edge numbers stay.
  ///
  /// - Parameter fewSources: where more than this share of the sources is left, all stay, and there is no list of them.
  func restricted(to rows: [Int32], fewSources: Double = 1) -> (edges: MessageEdges, sources: [Int32]?) {
    var number = [Int32](repeating: -1, count: pattern.columnCount)
    var offsets = [0]
    var entries = [Int]()
    for row in rows {
      let range = pattern.rowOffsets[Int(row)]..<pattern.rowOffsets[Int(row) + 1]
      for entry in range { number[Int(pattern.columnIndices[entry])] = 0 }
      if joinsSameNodes { number[place(of: row)] = 0 }
      entries += range
      offsets.append(entries.count)
    }
    var sources: [Int32]? = number.indices.filter { number[$0] == 0 }.map(Int32.init)
    if let left = sources, Double(left.count) > fewSources * Double(pattern.columnCount) {
      sources = nil
      for source in number.indices { number[source] = Int32(source) }
    }
    if let sources {
      for (new, source) in sources.enumerated() { number[Int(source)] = Int32(new) }
    }
    let restricted = MessageEdges(
      pattern: CSRPattern(
        rowCount: rows.count, columnCount: sources?.count ?? pattern.columnCount,
        rowOffsets: SharedBuffer(offsets),
        columnIndices: SharedBuffer(entries.map { number[Int(pattern.columnIndices[$0])] })),
      edgeNumbers: SharedBuffer(entries.map { edgeNumbers[$0] }), edgeCount: edgeCount,
      weights: weights.map { weights in SharedBuffer(entries.map { weights[$0] }) },
      targets: joinsSameNodes ? rows.map { number[place(of: $0)] } : nil, joinsSameNodes: joinsSameNodes)
    return (restricted, sources)
  }

  /// Where a target stands among the sources.
  private func place(of target: Int32) -> Int { targets.map { Int($0[Int(target)]) } ?? Int(target) }

  /// The rows of the targets among those of the sources.
  public func targetRows(of x: Variable) -> Variable { targets.map { x.rows($0) } ?? x }

  /// The features of every entry of the pattern from those of the edges, `[edges, width] -> [entries, width]`. A self-loop
  /// that was added has the mean of the features of the edges into its node, 0 where there are none.
  public func entryFeatures(_ features: Variable) -> Variable {
    guard features.shape.rank == 2 && features.shape[0] == edgeCount else {
      shapeFailure("entryFeatures", [features.shape], "a row for each of \(edgeCount) edges was expected")
    }
    let selection = forms.selection.withLock { cached in
      if let cached { return cached }
      let made = makeSelection()
      cached = made
      return made
    }
    return selection.multiplied(by: features)
  }

  /// `[entries, edges]`: a 1 in the column of the entry's edge, the mean over the row's edges for an added self-loop.
  private func makeSelection() -> SparseMatrix<Float> {
    var offsets = [0]
    var columns = [Int32]()
    var values = [Float]()
    offsets.reserveCapacity(pattern.entryCount + 1)
    for target in 0..<pattern.rowCount {
      let entries = pattern.rowOffsets[target]..<pattern.rowOffsets[target + 1]
      for entry in entries {
        if edgeNumbers[entry] >= 0 {
          columns.append(edgeNumbers[entry])
          values.append(1)
        } else {
          let heard = entries.map { edgeNumbers[$0] }.filter { $0 >= 0 }.sorted()
          columns += heard
          values += [Float](repeating: 1 / Float(heard.count), count: heard.count)
        }
        offsets.append(columns.count)
      }
    }
    return SparseMatrix(
      rowCount: pattern.entryCount, columnCount: edgeCount, rowOffsets: SharedBuffer(offsets),
      columnIndices: SharedBuffer(columns), values: SharedBuffer(values))
  }
}
