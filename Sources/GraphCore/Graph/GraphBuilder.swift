/// Collects named nodes and edges in any order and makes a graph of them.
///
/// Names are given numbers in the order in which they first appear. Duplicate edges and self-loops are kept, a
/// node without edges is isolated.
public struct GraphBuilder: Sendable {
  private var names = IdentifierTable()
  private var sources: [Int32] = []
  private var targets: [Int32] = []
  private var weights: [Double] = []
  private var isWeighted = false

  /// Creates a builder without nodes.
  public init() {}

  /// The number of the node called `name`, which is added where it is new.
  @discardableResult
  public mutating func addNode(_ name: String) -> Int {
    Int(names.insert(name).index)
  }

  /// Adds an edge between two nodes, which are added where they are new.
  public mutating func addEdge(from source: String, to target: String, weight: Double = 1) {
    sources.append(Int32(addNode(source)))
    targets.append(Int32(addNode(target)))
    weights.append(weight)
    if weight != 1 { isWeighted = true }
  }

  /// The directed graph of all edges so far, and the names of its nodes.
  public func build() throws(DataError) -> (graph: Graph, nodeIdentifiers: NodeIdentifiers) {
    let graph = Graph(
      nodeCount: names.count, sources: sources, targets: targets, weights: isWeighted ? weights : nil)
    return (graph, NodeIdentifiers(names))
  }
}
