public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Keeps the nodes of every graph that score highest: with s = tanh(x . p / |p|), a share of the nodes stays, each with s x for x, and the
/// edges between them (Gao and Ji 2019, "Graph U-Nets", equation 2; Cangea et al. 2018).
///
/// Names: `select.weight` `[1, inputSize]`.
public struct TopKPooling: Module {
  /// p, `[1, inputSize]`.
  public var weight: Parameter
  /// The share of nodes that stays in every graph, rounded up.
  public let ratio: Double

  /// The initial p is drawn after Glorot and Bengio. A ratio outside 0...1 stops the program.
  public init(inputSize: Int, ratio: Double = 0.5) {
    guard (0...1).contains(ratio) else { fatalError("TopKPooling: ratio \(ratio) is outside 0...1") }
    self.ratio = ratio
    weight = Parameter([1, inputSize], .glorotUniform, fanIn: inputSize, fanOut: 1)
  }

  /// Shows `select.weight`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("select.weight", &weight) }

  /// What is left.
  public struct Output {
    /// The rows of the nodes that stay, graph by graph, the highest score first.
    public let x: Variable
    /// They and the edges between them.
    public let batch: GraphBatch
    /// The nodes that stay, as they were numbered.
    public let nodes: [Int32]
  }

  /// Pools every graph of a batch. Of equal scores the node of the smaller number stays.
  public func callAsFunction(_ x: Variable, _ batch: GraphBatch, _ context: ForwardContext) -> Output {
    let direction = context[weight].unitRows(least: 0x1p-60)
    let scores = x.matmul(direction.transposed()).map(.hyperbolicTangent)
    let values = scores.value.scalars
    var nodes = [Int32]()
    var offsets = [0]
    for graph in 0..<batch.graphCount {
      let members = batch.offsets[graph]..<batch.offsets[graph + 1]
      let count = min(members.count, Int((ratio * Double(members.count)).rounded(.up)))
      nodes += members.sorted { (values[$0], $1) > (values[$1], $0) }.prefix(count).map { Int32($0) }
      offsets.append(nodes.count)
    }
    return Output(
      x: x.rows(nodes) * scores.rows(nodes),
      batch: GraphBatch(batch.graph.inducedSubgraph(nodes), offsets: offsets), nodes: nodes)
  }
}
