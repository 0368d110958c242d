public import GraphCore
internal import Synchronization

/// What joins the nodes: edges, and hyperedges where there are any, in the forms that layers pass messages along. Each form
/// is made when it is first asked for, and once.
public struct GraphStructure: Sendable {
  /// The edges.
  public var graph: Graph { lazyGraph.value }
  /// The edges, which need not have been made.
  package let lazyGraph: LazyGraph
  /// The hyperedges of the data.
  let given: Hypergraph?
  /// The nodes' features, for models whose edges depend on them; nil where they have not been told.
  public private(set) var features: FeatureMatrix?
  private let cache = Cache()
  private var featureCache = Cache()
  private var recorder: Recorder?

  /// Notes which edges a pass asks for.
  private final class Recorder: Sendable {
    let steps = Mutex<[MessageEdges]>([])
  }

  private final class Cache: Sendable {
    let steps = Mutex<[AnyHashable: [MessageEdges]]>([:])

    /// What was made for `key` first. It is made outside the lock, since one form may be made from another.
    func keeping(_ made: [MessageEdges], for key: some Hashable & Sendable) -> [MessageEdges] {
      steps.withLock { steps in
        let first = steps[AnyHashable(key)] ?? made
        steps[AnyHashable(key)] = first
        return first
      }
    }
  }

  /// Takes a graph, and the hyperedges of the data where it has some.
  public init(_ graph: Graph, hypergraph: Hypergraph? = nil) {
    self.init(LazyGraph(graph), hypergraph: hypergraph)
  }

  /// The same of a graph that need not have been made.
  package init(_ graph: LazyGraph, hypergraph: Hypergraph? = nil) {
    guard hypergraph.map({ $0.nodeCount == graph.nodeCount }) ?? true else {
      fatalError(
        "GraphStructure: \(graph.nodeCount) nodes in the graph, \(hypergraph?.nodeCount ?? 0) in the hypergraph"
      )
    }
    lazyGraph = graph
    given = hypergraph
  }

  /// The same with the nodes' features; what does not depend on them is shared.
  public func with(_ features: FeatureMatrix) -> GraphStructure {
    var structure = self
    structure.features = features
    structure.featureCache = Cache()
    return structure
  }

  /// The hyperedges: those of the data or, without any, one for every node that joins it and its neighbours.
  public var hypergraph: Hypergraph { given ?? Hypergraph(neighbourhoodsOf: graph) }

  /// The number of nodes.
  public var nodeCount: Int { lazyGraph.nodeCount }

  /// What `make` yields, from the second time on without making it. Layers of one's own name their forms by a type of their own.
  ///
  /// - Parameter dependsOnFeatures: whether ``features`` decide, too.
  public func cached<Key: Hashable & Sendable>(
    _ key: Key, dependsOnFeatures: Bool = false, _ make: () -> [MessageEdges]
  ) -> [MessageEdges] {
    let cache = dependsOnFeatures ? featureCache : cache
    let steps = cache.steps.withLock({ $0[AnyHashable(key)] }) ?? cache.keeping(make(), for: key)
    recorder?.steps.withLock { $0 += steps }
    return steps
  }

  /// The edges that `pass` asks for, one after the other; nil where some pass on this structure is recorded already.
  func edges(askedForBy pass: (GraphStructure) -> Void) -> [MessageEdges]? {
    guard recorder == nil else { return nil }
    var structure = self
    let recorder = Recorder()
    structure.recorder = recorder
    pass(structure)
    return recorder.steps.withLock { $0 }
  }
}

/// In what form a layer wants the edges of a graph.
public enum EdgeForm: Hashable, Sendable {
  /// As they are.
  case given
  /// Without those from a node to itself, of which every node then gets one, as graph attention wants it.
  case oneLoopEach
  /// D^-1/2 A D^-1/2; before that every node without an edge to itself gets one of `selfLoopWeight`, if that is given.
  case symmetric(selfLoopWeight: Double?)
  /// 2 L / largestEigenvalue - I with L = I - D^-1/2 A D^-1/2 without edges from a node to itself: the Laplacian with its spectrum
  /// brought to -1...1 (Defferrard et al. 2016).
  case scaledLaplacian(largestEigenvalue: Double)
  /// D^-1 (A + I) + diagonal diag(D^-1 (A + I)) (Chiang et al. 2019, "Cluster-GCN", equation 11).
  case diagonalEnhanced(diagonal: Double)
}

extension GraphStructure {
  /// The edges in the form that a layer wants.
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
  /// The first node with edges whose degree is not positive, which takes negative weights, in a form that divides by degrees or by
  /// their roots and has been asked for; nil where there is none.
  package var firstUnusableDegree: (node: Int, degree: Double)? {
    guard let weights = graph.weights, weights.contains(where: { $0 < 0 }) else { return nil }
    let forms = edgeForms
    // Any order would do but for the message, which is to be the same every time.
    let bad = forms.compactMap { firstUnusableDegree(in: $0) }
    return bad.min { ($0.node, $0.degree) < ($1.node, $1.degree) }
  }

  /// Whether some layer has asked for the edges of the graph, and not for hyperedges alone.
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
