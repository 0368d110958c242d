// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
internal import Synchronization
public import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The edges along which messages pass, from source nodes to target nodes, sorted by target.
///
/// The two sets of nodes may differ, such as nodes and hyperedges. If each target is also a source,
/// layers can use the row of the target itself.
public struct MessageEdges: Sendable {
  /// The treatment of self-loops, the edges from a node to itself.
  public enum SelfLoops: Sendable {
    /// Self-loops stay as they are.
    case kept
    /// The self-loops of the data set are removed, and each node gets one self-loop, as graph attention
    /// needs them.
    case oneForEveryNode
  }

  /// The pattern of the edges: rows are targets, columns are sources.
  public let pattern: CSRPattern
  /// The edge number of each entry of the pattern; -1 for a self-loop that was added.
  public let edgeNumbers: SharedBuffer<Int32>
  /// The number of edges that ``edgeNumbers`` counts.
  public let edgeCount: Int
  /// The weight of each entry; nil if all weights are 1.
  public let weights: SharedBuffer<Float>?
  /// The position of each target among the sources. Nil if target i is source i, or if the targets are
  /// not sources.
  public let targets: [Int32]?
  /// Whether each target is also a source.
  public let joinsSameNodes: Bool
  /// Whether these are the edges of a graph as they are, not normalised.
  private let isAsGiven: Bool
  /// What is known of the neighbours that were not drawn; nil if the targets have all of theirs.
  let sample: NeighborSample?
  private let forms: Forms

  /// Forms derived from the edges, such as the matrices of linear aggregations and the edges without
  /// weights. Each is computed when it is first requested.
  private final class Forms: Sendable {
    let sums: Mutex<SparseMatrix<Float>?>
    let means = Mutex<SparseMatrix<Float>?>(nil)
    let unweighted = Mutex<MessageEdges?>(nil)
    let withEntriesAsEdges = Mutex<MessageEdges?>(nil)
    let selection = Mutex<SparseMatrix<Float>?>(nil)
    let drawWeights = Mutex<DrawWeights?>(nil)
    /// The outer nil means that the logarithms have not been computed yet.
    let logWeights = Mutex<Tensor??>(nil)
    let constantProduct = ConstantProduct()
    /// The forms of the edges that these were derived from, whose masks also apply here.
    let origin: Forms?

    init(sums: SparseMatrix<Float>? = nil, origin: Forms? = nil) {
      self.sums = Mutex(sums)
      self.origin = origin
    }
  }

  /// Creates edges from the entries of a matrix, whose values are the edge weights. The product with the
  /// matrix sums the weighted rows.
  ///
  /// - Parameter joinsSameNodes: whether row i and column i belong to the same node. Traps if it is true
  ///   and the matrix is not square.
  public init(_ matrix: SparseMatrix<Float>, joinsSameNodes: Bool) {
    guard !joinsSameNodes || matrix.rowCount == matrix.columnCount else {
      fatalError(
        "MessageEdges: expected a square matrix because joinsSameNodes is true, found [\(matrix.rowCount), \(matrix.columnCount)]"
      )
    }
    pattern = matrix.pattern
    weights = matrix.values
    targets = nil
    self.joinsSameNodes = joinsSameNodes
    edgeCount = matrix.nonZeroCount
    edgeNumbers = Self.numbers(matrix.nonZeroCount)
    forms = Forms(sums: matrix)
    isAsGiven = false
    sample = nil
  }

  /// Creates edges from sources to targets in a different set: row i of `pattern` is target i, and entry
  /// k is edge k.
  ///
  /// - Parameters:
  ///   - pattern: the edges, `[targets, sources]`.
  ///   - weights: the weight of each entry; nil means 1 for each.
  ///   - targets: the position of each target among the sources, for layers that also use the row of the
  ///     target itself; nil if the targets are not sources.
  public init(bipartite pattern: CSRPattern, weights: SharedBuffer<Float>? = nil, targets: [Int32]? = nil) {
    self.pattern = pattern
    self.weights = weights
    self.targets = targets
    joinsSameNodes = targets != nil
    forms = Forms()
    isAsGiven = false
    sample = nil
    edgeCount = pattern.entryCount
    edgeNumbers = Self.numbers(pattern.entryCount)
  }

  /// Creates the edges of a graph. Self-loops that are added have weight 1.
  public init(_ graph: Graph, selfLoops: SelfLoops = .kept) {
    edgeCount = graph.edgeCount
    targets = nil
    joinsSameNodes = true
    isAsGiven = selfLoops == .kept
    sample = nil
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

  /// The identity of these edges, which they share with their copies and with ``unweighted``.
  package var identity: ObjectIdentifier { ObjectIdentifier(forms.origin ?? forms) }

  /// What distinguishes these edges and their copies from others as long as it exists.
  var anchor: any AnyObject & Sendable { forms }

  /// Products with rows that do not change between passes.
  var constantProduct: ConstantProduct { forms.constantProduct }

  /// Traps if these are the edges of a graph as they are. A layer that needs normalised edges would
  /// compute something else.
  func requireForm(of layer: Any.Type) {
    guard !isAsGiven else {
      fatalError(
        "\(layer): expected normalised edges, found the edges of a graph as they are; call the layer with the graph, layer(x, in: structure, context), or with the edges that its messageSteps(of:) returns"
      )
    }
  }

  /// The matrix whose product with the rows of the sources sums them by weight, `[targets, sources]`. If only
  /// some neighbours of a target were drawn, the product estimates the sum over all of them.
  public var sums: SparseMatrix<Float> {
    forms.sums.withLock { cached in
      if let cached { return cached }
      let made = SparseMatrix(pattern: pattern, values: entryFactors)
      cached = made
      return made
    }
  }

  /// The factor of each entry in ``sums``.
  private var entryFactors: SharedBuffer<Float> {
    guard let sample else {
      return weights ?? SharedBuffer([Float](repeating: 1, count: pattern.entryCount))
    }
    return weights.map { SharedBuffer(zip($0, sample.factors).map { $0 * $1 }) } ?? sample.factors
  }

  /// The matrix whose product with the rows of the sources averages the weighted rows,
  /// `[targets, sources]`: their sum is divided by the number of edges, not by the sum of the weights.
  public var means: SparseMatrix<Float> {
    forms.means.withLock { cached in
      if let cached { return cached }
      let counts = neighborCounts
      let made = sums.mapValues { row, _, value in value / Float(counts[row]) }
      cached = made
      return made
    }
  }

  /// The logarithms of the weights, `[entries, 1]`, computed once; nil if the weights of each row are
  /// equal. That of weight 0 is so small that the entry has no share in a softmax, unless all weights of
  /// the row are 0.
  var logWeights: Tensor? {
    guard let weights else { return nil }
    return forms.logWeights.withLock { cached in
      if let cached { return cached }
      let areEqual = (0..<pattern.rowCount).allSatisfy { row in
        let entries = pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1]
        return entries.allSatisfy { weights[$0] == weights[entries.lowerBound] }
      }
      let made: Tensor? =
        areEqual
        ? nil : Tensor(weights.map { $0 > 0 ? logf($0) : -1e30 }, shape: [pattern.entryCount, 1])
      cached = .some(made)
      return made
    }
  }

  /// The weights prepared for drawing, computed once; nil if all weights are 1. Traps if one is negative.
  var drawWeights: DrawWeights? {
    guard let weights else { return nil }
    return forms.drawWeights.withLock { cached in
      if let cached { return cached }
      let made = DrawWeights(weights, of: pattern)
      cached = made
      return made
    }
  }

  /// The same edges without weights, computed once. Masks for these edges also apply to them.
  var unweighted: MessageEdges {
    guard weights != nil else { return self }
    return forms.unweighted.withLock { cached in
      if let cached { return cached }
      let made = MessageEdges(
        pattern: pattern, edgeNumbers: edgeNumbers, edgeCount: edgeCount, weights: nil, targets: targets,
        joinsSameNodes: joinsSameNodes, sample: sample, forms: Forms(origin: forms.origin ?? forms))
      cached = made
      return made
    }
  }

  /// The same edges with the entries as edges 0, 1, 2, ..., computed once.
  var withEntriesAsEdges: MessageEdges {
    forms.withEntriesAsEdges.withLock { cached in
      if let cached { return cached }
      let made = MessageEdges(
        pattern: pattern, edgeNumbers: Self.numbers(pattern.entryCount), edgeCount: pattern.entryCount,
        weights: weights, targets: targets, joinsSameNodes: joinsSameNodes, sample: sample)
      cached = made
      return made
    }
  }

  /// Returns 0, 1, 2, ... up to `count - 1`.
  private static func numbers(_ count: Int) -> SharedBuffer<Int32> {
    SharedBuffer((0..<Int32(count)).map { $0 })
  }

  init(
    pattern: CSRPattern, edgeNumbers: SharedBuffer<Int32>, edgeCount: Int, weights: SharedBuffer<Float>?,
    targets: [Int32]?, joinsSameNodes: Bool, sample: NeighborSample? = nil
  ) {
    self.init(
      pattern: pattern, edgeNumbers: edgeNumbers, edgeCount: edgeCount, weights: weights, targets: targets,
      joinsSameNodes: joinsSameNodes, sample: sample, forms: Forms())
  }

  private init(
    pattern: CSRPattern, edgeNumbers: SharedBuffer<Int32>, edgeCount: Int, weights: SharedBuffer<Float>?,
    targets: [Int32]?, joinsSameNodes: Bool, sample: NeighborSample?, forms: Forms
  ) {
    self.pattern = pattern
    self.edgeNumbers = edgeNumbers
    self.edgeCount = edgeCount
    self.weights = weights
    self.targets = targets
    self.joinsSameNodes = joinsSameNodes
    isAsGiven = false
    self.sample = sample
    self.forms = forms
  }

  /// Returns the rows of the targets. `x` has one row per source.
  public func targetRows(of x: Variable) -> Variable { targets.map { x.rows($0) } ?? x }

  /// Returns the features of each entry of the pattern, `[edges, width] -> [entries, width]`.
  ///
  /// A self-loop that was added gets the mean of the features of the edges into its node, or 0 if there
  /// are none. Traps if `features` does not have one row per edge.
  public func entryFeatures(_ features: Variable) -> Variable {
    guard features.shape.rank == 2 && features.shape[0] == edgeCount else {
      shapeFailure("entryFeatures", [features.shape], "expected \(edgeCount) rows, one per edge")
    }
    let selection = forms.selection.withLock { cached in
      if let cached { return cached }
      let made = makeSelection()
      cached = made
      return made
    }
    return selection.multiplied(by: features)
  }

  /// Returns the matrix `[entries, edges]` that computes ``entryFeatures(_:)``. The row of an entry has
  /// a 1 in the column of its edge; the row of a self-loop that was added averages the edges into its
  /// node.
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
