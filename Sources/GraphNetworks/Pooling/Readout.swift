// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// A readout, which aggregates the rows of each graph's nodes into one row per graph.
public struct Readout: Sendable {
  /// The aggregation of the rows.
  public let aggregation: Aggregation

  /// Creates a readout with the given aggregation.
  public init(_ aggregation: Aggregation) { self.aggregation = aggregation }

  /// Returns one row per graph, `[nodes, width] -> [graphs, width]`. The row of a graph without nodes is
  /// zero.
  public func callAsFunction(_ x: Variable, _ batch: GraphBatch, _ context: ForwardContext) -> Variable {
    batch.members.aggregate(x, aggregation, context)
  }
}

/// A readout with attention: the row of a graph is the sum of the rows of its nodes, weighted by the
/// softmax of `gate(x)` over its nodes (Li et al. 2016, "Gated graph sequence neural networks",
/// equation 7).
///
/// Parameter names: `gate_nn...`.
public struct AttentionalReadout<Gate: Layer>: Module {
  /// The layer that computes the score of each node, `[nodes, 1]`.
  public var gate: Gate

  /// Creates a readout with the given gate.
  public init(gate: Gate) { self.gate = gate }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("gate_nn", &gate) }

  /// Returns one row per graph, `[nodes, width] -> [graphs, width]`. The row of a graph without nodes is
  /// zero.
  public func callAsFunction(_ x: Variable, _ batch: GraphBatch, _ context: ForwardContext) -> Variable {
    // Entry k of the members is node k, so the scores are already in the order of the entries.
    batch.members.weightedSums(x, weights: batch.members.pattern.softmax(gate(x, context)), context)
  }
}
