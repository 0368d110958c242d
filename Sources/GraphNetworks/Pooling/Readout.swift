public import Autograd
public import NeuralNetworks
internal import TensorCore

/// One row a graph from those of its nodes.
public struct Readout: Sendable {
  /// How rows are aggregated.
  public let aggregation: Aggregation

  /// Creates the readout.
  public init(_ aggregation: Aggregation) { self.aggregation = aggregation }

  /// `[nodes, width] -> [graphs, width]`; a graph without nodes has zeros.
  public func callAsFunction(_ x: Variable, _ batch: GraphBatch, _ context: ForwardContext) -> Variable {
    batch.members.aggregate(x, aggregation, context)
  }
}

/// The sum of a graph's nodes by learnt shares, softmax of gate(x) over its nodes (Li et al. 2016, "Gated graph sequence neural
/// networks", equation 7).
///
/// Names: `gate_nn...`.
public struct AttentionalReadout<Gate: Layer>: Module {
  /// What gives a node its score, `[nodes, 1]`.
  public var gate: Gate

  /// Creates the readout around a gate.
  public init(gate: Gate) { self.gate = gate }

  /// Shows the gate.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("gate_nn", &gate) }

  /// `[nodes, width] -> [graphs, width]`; a graph without nodes has zeros.
  public func callAsFunction(_ x: Variable, _ batch: GraphBatch, _ context: ForwardContext) -> Variable {
    // Entry k of the members is node k.
    batch.members.weightedSums(x, weights: batch.members.pattern.softmax(gate(x, context)), context)
  }
}
