// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import Synchronization

/// The connections between the nodes: edges and, if the data set has them, hyperedges, in the forms
/// along which layers pass messages.
///
/// Each form is computed when it is first requested and then reused.
public struct GraphStructure: Sendable {
  /// The graph. It is built on first access if necessary.
  public var graph: Graph { lazyGraph.value }
  /// The graph, which need not have been built yet.
  package let lazyGraph: LazyGraph
  /// The hyperedges of the data set; nil if there are none.
  let given: Hypergraph?
  /// The node features, for models whose edges depend on them; nil if they were not given.
  public private(set) var features: FeatureMatrix?
  private let cache = Cache()
  private var featureCache = Cache()
  private var recorder: Recorder?

  /// Records the edges that a forward pass requests.
  private final class Recorder: Sendable {
    let steps = Mutex<[MessageEdges]>([])
  }

  private final class Cache: Sendable {
    let steps = Mutex<[AnyHashable: [MessageEdges]]>([:])

    /// Stores `made` for `key` unless the key already has a value, and returns the stored value. Values
    /// are computed outside the lock, because computing one form may request another.
    func keeping(_ made: [MessageEdges], for key: some Hashable & Sendable) -> [MessageEdges] {
      steps.withLock { steps in
        let first = steps[AnyHashable(key)] ?? made
        steps[AnyHashable(key)] = first
        return first
      }
    }
  }

  /// Creates the structure of a graph and, if the data set has them, its hyperedges. Traps if the
  /// numbers of nodes differ.
  public init(_ graph: Graph, hypergraph: Hypergraph? = nil) {
    self.init(LazyGraph(graph), hypergraph: hypergraph)
  }

  /// Creates the structure of a graph that need not have been built yet.
  package init(_ graph: LazyGraph, hypergraph: Hypergraph? = nil) {
    guard hypergraph.map({ $0.nodeCount == graph.nodeCount }) ?? true else {
      fatalError(
        "GraphStructure: the graph has \(graph.nodeCount) nodes, but the hypergraph has \(hypergraph?.nodeCount ?? 0)"
      )
    }
    lazyGraph = graph
    given = hypergraph
  }

  /// Returns this structure with node features. Forms that do not depend on features are shared with
  /// this structure.
  public func with(_ features: FeatureMatrix) -> GraphStructure {
    var structure = self
    structure.features = features
    structure.featureCache = Cache()
    return structure
  }

  /// The hyperedges of the data set or, if there are none, one hyperedge for each distinct
  /// neighbourhood, which consists of a node and its neighbours.
  public var hypergraph: Hypergraph { given ?? Hypergraph(neighbourhoodsOf: graph) }

  /// The number of nodes.
  public var nodeCount: Int { lazyGraph.nodeCount }

  /// Returns the edges stored for `key`, calling `make` only if there are none yet. A custom layer must
  /// use a separate key type, so that its keys differ from those of other layers.
  ///
  /// - Parameter dependsOnFeatures: whether the edges also depend on ``features``.
  public func cached<Key: Hashable & Sendable>(
    _ key: Key, dependsOnFeatures: Bool = false, _ make: () -> [MessageEdges]
  ) -> [MessageEdges] {
    let cache = dependsOnFeatures ? featureCache : cache
    let steps = cache.steps.withLock({ $0[AnyHashable(key)] }) ?? cache.keeping(make(), for: key)
    recorder?.steps.withLock { $0 += steps }
    return steps
  }

  /// Returns the edges that `pass` requests, in this order; nil if a pass on this structure is already
  /// being recorded.
  func edges(askedForBy pass: (GraphStructure) -> Void) -> [MessageEdges]? {
    guard recorder == nil else { return nil }
    var structure = self
    let recorder = Recorder()
    structure.recorder = recorder
    pass(structure)
    return recorder.steps.withLock { $0 }
  }
}

/// The form in which a layer needs the edges of a graph.
public enum EdgeForm: Hashable, Sendable {
  /// The edges as they are.
  case given
  /// The edges with exactly one self-loop per node, which replaces those of the data set, as graph
  /// attention needs them.
  case oneLoopEach
  /// `D^-1/2 A D^-1/2`. If `selfLoopWeight` is not nil, each node without a self-loop first gets one of
  /// this weight.
  case symmetric(selfLoopWeight: Double?)
  /// `2 L / largestEigenvalue - I` with `L = I - D^-1/2 A D^-1/2`, without self-loops: the Laplacian
  /// with its spectrum scaled to -1...1 (Defferrard et al. 2016).
  case scaledLaplacian(largestEigenvalue: Double)
  /// `D^-1 (A + I) + diagonal diag(D^-1 (A + I))` (Chiang et al. 2019, "Cluster-GCN", equation 11).
  case diagonalEnhanced(diagonal: Double)
}

extension GraphStructure {
  /// Returns the edges in the given form.
  public func edges(_ form: EdgeForm) -> MessageEdges {
    cached(form) { [make(form)] }[0]
  }

  private func make(_ form: EdgeForm) -> MessageEdges {
    switch form {
    case .given: return MessageEdges(graph)
    case .oneLoopEach: return MessageEdges(graph, selfLoops: .oneForEveryNode)
    case .symmetric(let selfLoopWeight):
      return MessageEdges(
        graph.adjacency(.symmetric, selfLoopWeight: selfLoopWeight), joinsSameNodes: true)
    case .scaledLaplacian(let largest):
      // 2 (I - S) / largest - I = -2 S / largest + (2 / largest - 1) I.
      let shift = 2 / largest - 1
      let loopless = graph.removingSelfLoops()
      let matrix: SparseMatrix<Float> =
        (shift == 0 ? loopless : loopless.addingSelfLoops(weight: 0)).adjacency(.symmetric)
      return MessageEdges(
        matrix.mapValues(isSymmetric: matrix.isSymmetric) { row, column, value in
          row == column ? Float(shift) : Float(-2 / largest) * value
        }, joinsSameNodes: true)
    case .diagonalEnhanced(let diagonal):
      let matrix: SparseMatrix<Float> =
        graph.removingSelfLoops().addingSelfLoops(weight: 1).adjacency(.row)
      return MessageEdges(
        matrix.mapValues { row, column, value in row == column ? value * Float(1 + diagonal) : value },
        joinsSameNodes: true)
    }
  }
}

extension GraphStructure {
  /// The first node with edges whose degree is not positive, in any requested form that divides by
  /// degrees or by their square roots; nil if there is none. Only negative weights can lead to such a
  /// degree.
  package var firstUnusableDegree: (node: Int, degree: Double)? {
    guard let weights = graph.weights, weights.contains(where: { $0 < 0 }) else { return nil }
    let forms = edgeForms
    // The forms are in no particular order; taking the minimum makes the error message reproducible.
    let bad = forms.compactMap { firstUnusableDegree(in: $0) }
    return bad.min { ($0.node, $0.degree) < ($1.node, $1.degree) }
  }

  /// Whether a layer has requested edges of the graph, not only hyperedges.
  package var isGraphInUse: Bool { !edgeForms.isEmpty }

  private var edgeForms: [EdgeForm] {
    cache.steps.withLock { $0.keys.compactMap { $0.base as? EdgeForm } }
  }

  private func firstUnusableDegree(in form: EdgeForm) -> (node: Int, degree: Double)? {
    let counted: Graph
    switch form {
    case .given, .oneLoopEach: return nil
    case .symmetric(let selfLoopWeight):
      counted = selfLoopWeight.map { graph.addingSelfLoops(weight: $0) } ?? graph
    case .scaledLaplacian: counted = graph.removingSelfLoops()
    case .diagonalEnhanced: counted = graph.removingSelfLoops().addingSelfLoops(weight: 1)
    }
    let degrees = counted.weightedInDegrees()
    var hears = [Bool](repeating: false, count: counted.nodeCount)
    counted.forEachEntry { target, _, entry in
      if counted.weight(ofEntry: entry) != 0 { hears[target] = true }
    }
    return degrees.indices.first { hears[$0] && degrees[$0] <= 0 }.map { ($0, degrees[$0]) }
  }
}
