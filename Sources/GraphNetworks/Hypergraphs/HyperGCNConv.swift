public import Autograd
public import GraphCore
public import NeuralNetworks
public import TensorCore

/// Graph convolution on a graph that stands for the hypergraph: of every hyperedge the two nodes farthest apart along a random direction
/// are joined, with mediators the others to both of them; then Y = D~^-1/2 (A + I) D~^-1/2 X W + b (Yadati et al. 2019, "HyperGCN",
/// section 4).
///
/// The edges of a hyperedge e weigh 1 / |e|, with mediators 1 / (2 |e| - 3). The direction is drawn anew in every pass, and nodes are
/// compared by what enters the layer; ``FastHyperGCN`` has one for all and compares features. Shapes: X `[nodes, inputSize]`, Y
/// `[nodes, outputSize]`. Names: `W` `[inputSize, outputSize]`, `bias`.
public struct HyperGCNConv: HypergraphConvolution {
  /// W and b.
  public var lin: Linear
  /// Whether the other nodes of a hyperedge are joined to the two.
  public let hasMediators: Bool
  /// Draws W after Glorot and Bengio; the bias starts at 0.
  public init(inputSize: Int, outputSize: Int, hasMediators: Bool = true, stream: RandomStream) {
    self.hasMediators = hasMediators
    lin = Linear(inputSize: inputSize, outputSize: outputSize, stream: stream)
  }

  /// No: each node is joined to itself in any case.
  public var addsSelfLoops: Bool { false }

  /// The incidence as it is.
  public var incidenceForm: IncidenceForm { .given }

  /// No: degrees depend on hyperedges that are out of reach.
  public var hasReceptiveFields: Bool { false }

  /// Shows `W` and `bias`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("W", &lin.weight)
    visitor("bias", &lin.bias)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let places = Self.places(of: features, stream: context.nextStream(.sampling))
    let graph = Self.standIn(for: toHyperedges.pattern, places: places, hasMediators: hasMediators)
    return output(features, on: graph, context)
  }

  /// Where nodes lie along a random direction whose parts are uniform in 0...1.
  static func places(of features: FeatureVariable, stream: RandomStream) -> [Float] {
    let count = features.featureCount
    let direction = Tensor((0..<count).map { Float(stream.uniform(at: UInt64($0))) }, shape: [count, 1])
    return features.multiplied(by: Variable(direction)).value.scalars
  }

  /// The output on a graph that stands for the hypergraph.
  func output(_ features: FeatureVariable, on graph: MessageEdges, _ context: ForwardContext) -> Variable {
    let heard = graph.aggregate(features.multiplied(by: context[lin.weight]), .sum, context)
    return lin.bias.map { heard + context[$0] } ?? heard
  }

  /// D~^-1/2 (A + I) D~^-1/2 of the graph that stands for a hypergraph.
  ///
  /// - Parameters:
  ///   - members: the nodes of every hyperedge.
  ///   - places: where every node lies along the direction. Of equal nodes the first counts.
  public static func standIn(for members: CSRPattern, places: [Float], hasMediators: Bool) -> MessageEdges {
    var rows = (0..<Int32(members.columnCount)).map { $0 }
    var columns = rows
    var weights = [Double](repeating: 1, count: rows.count)
    let join = { (one: Int32, other: Int32, weight: Double) in
      rows += [one, other]
      columns += [other, one]
      weights += [weight, weight]
    }
    for hyperedge in 0..<members.rowCount {
      let nodes = (members.rowOffsets[hyperedge]..<members.rowOffsets[hyperedge + 1]).map {
        members.columnIndices[$0]
      }
      guard nodes.count > 1 else { continue }
      var (high, low) = (nodes[0], nodes[0])
      for node in nodes {
        if places[Int(node)] > places[Int(high)] { high = node }
        if places[Int(node)] < places[Int(low)] { low = node }
      }
      // All alike: any two do.
      if high == low { low = nodes[1] == high ? nodes[0] : nodes[1] }
      let weight = hasMediators ? 1 / Double(2 * nodes.count - 3) : 1 / Double(nodes.count)
      join(high, low, weight)
      guard hasMediators else { continue }
      for node in nodes where node != high && node != low {
        join(high, node, weight)
        join(low, node, weight)
      }
    }
    var degrees = [Double](repeating: 0, count: members.columnCount)
    for (row, weight) in zip(rows, weights) { degrees[Int(row)] += weight }
    let values = rows.indices.map {
      Float(weights[$0] / (degrees[Int(rows[$0])] * degrees[Int(columns[$0])]).squareRoot())
    }
    return MessageEdges(
      SparseMatrix(
        rowCount: members.columnCount, columnCount: members.columnCount, rows: rows, columns: columns,
        values: values), joinsSameNodes: true)
  }
}
