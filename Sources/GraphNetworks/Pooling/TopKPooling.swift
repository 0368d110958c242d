// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Pooling that keeps the nodes with the highest scores in each graph (Gao and Ji 2019, "Graph U-Nets",
/// equation 2; Cangea et al. 2018).
///
/// With the scores `s = tanh(x . p / |p|)`, a share of the nodes is kept, each with the features `s x`,
/// together with the edges between them.
///
/// Parameter names: `select.weight` `[1, inputSize]`.
public struct TopKPooling: Module {
  /// The projection vector p, `[1, inputSize]`.
  public var weight: Parameter
  /// The share of nodes that is kept in each graph, in 0...1. The number of nodes is rounded up.
  public let ratio: Double

  /// Creates the layer with a Glorot-uniform initial p. Traps if `ratio` is outside 0...1.
  public init(inputSize: Int, ratio: Double = 0.5) {
    guard (0...1).contains(ratio) else { fatalError("TopKPooling: ratio must be in 0...1, found \(ratio)") }
    self.ratio = ratio
    weight = Parameter([1, inputSize], .glorotUniform, fanIn: inputSize, fanOut: 1)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("select.weight", &weight) }

  /// The result of pooling.
  public struct Output {
    /// The rows of the nodes that are kept, graph by graph, with the highest score first.
    public let x: Variable
    /// The nodes that are kept and the edges between them.
    public let batch: GraphBatch
    /// The nodes that are kept, by their numbers before pooling.
    public let nodes: [Int32]
  }

  /// Pools each graph of a batch. Of nodes with equal scores, the one with the smaller number is kept
  /// first.
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
