// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Principal neighbourhood aggregation: `y_i = W (W_post [x_i, a_i] + b_post) + b` (Corso et al. 2020,
/// "Principal neighbourhood aggregation for graph nets", equations 5 to 8). Edge weights are ignored.
///
/// a_i consists of several aggregations of the messages `W_pre [x_i, x_j] + b_pre`, each scaled in
/// several ways by the degree d of node i. A message is the sum of a contribution of the target and one
/// of the source, so no messages per edge are created.
///
/// Shapes: x `[sources, inputSize]`, y `[targets, outputSize]`. Parameter names: `pre_nns.0.0`,
/// `post_nns.0.0` and `lin`, each with `weight` and `bias`.
public struct PNAConv: MessagePassingLayer {
  /// A factor for the aggregated messages of a node that depends on its degree d. `mean` is the mean of
  /// `log(d + 1)` over the nodes of the training graph.
  public enum Scaler: Sendable, Hashable {
    /// The factor 1.
    case identity
    /// The factor `log(d + 1) / mean`.
    case amplification
    /// The factor `mean / log(d + 1)`.
    case attenuation
  }

  /// The linear layer with W_pre and b_pre.
  public var messageLin: Linear
  /// The linear layer with W_post and b_post.
  public var updateLin: Linear
  /// The linear layer with W and b.
  public var outputLin: Linear
  /// The aggregations of the messages.
  public let aggregations: [Aggregation]
  /// The scalers, each of which is applied to each aggregation.
  public let scalers: [Scaler]
  /// The mean of `log(d + 1)` over the nodes of the training graph.
  public let meanLogDegree: Float

  /// Creates the layer with Glorot-uniform initial weights and biases that start at 0. Traps if a
  /// softmax is among the aggregations.
  public init(
    inputSize: Int, outputSize: Int,
    aggregations: [Aggregation] = [.mean, .minimum, .maximum, .standardDeviation],
    scalers: [Scaler] = [.identity, .amplification, .attenuation], meanLogDegree: Float
  ) {
    let isLinear = aggregations.allSatisfy { if case .softmax = $0 { false } else { true } }
    guard isLinear else { fatalError("PNAConv: softmax aggregation is not supported") }
    self.aggregations = aggregations
    self.scalers = scalers
    self.meanLogDegree = meanLogDegree
    messageLin = Linear(inputSize: 2 * inputSize, outputSize: inputSize)
    let width = (1 + aggregations.count * scalers.count) * inputSize
    updateLin = Linear(inputSize: width, outputSize: outputSize)
    outputLin = Linear(inputSize: outputSize, outputSize: outputSize)
  }

  /// Returns the mean of `log(d + 1)` over the in-degrees d of a graph's nodes.
  public static func meanLogDegree(of graph: Graph) -> Float {
    let offsets = graph.incoming.rowOffsets
    let sum = (0..<graph.nodeCount).reduce(0.0) { $0 + log(Double(offsets[$1 + 1] - offsets[$1] + 1)) }
    return Float(sum / Double(max(1, graph.nodeCount)))
  }

  /// False, because edge weights are ignored.
  public static var usesEdgeWeights: Bool { false }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("pre_nns.0.0", &messageLin)
    visitor("post_nns.0.0", &updateLin)
    visitor("lin", &outputLin)
  }

  /// Returns the output, one row per target, for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let inputSize = messageLin.outputSize
    let weight = context[messageLin.weight]
    var byTarget = edges.targetRows(
      of: features.multiplied(by: weight.slice(axis: 0, 0..<inputSize)))
    if let bias = messageLin.bias { byTarget = byTarget + context[bias] }
    let bySource = features.multiplied(by: weight.slice(axis: 0, inputSize..<2 * inputSize))
    let degrees = edges.neighborCounts
    // A target without messages has an aggregate of 0, to which the target's contribution must not be
    // added.
    let hears = Variable(Tensor(degrees.map { $0 > 0 ? 1 : 0 }, shape: [degrees.count, 1]))
    let aggregated = aggregations.map { aggregation in
      let part = edges.unweighted.aggregate(bySource, aggregation, context)
      switch aggregation {
      case .standardDeviation: return part
      case .sum:
        return part + byTarget * Variable(Tensor(degrees.map { Float($0) }, shape: [degrees.count, 1]))
      default: return part + byTarget * hears
      }
    }
    let scaled = scalers.flatMap { scaler in
      guard scaler != .identity else { return aggregated }
      let factors = Variable(factors(scaler, degrees))
      return aggregated.map { $0 * factors }
    }
    let root = edges.targetRows(of: features.dense())
    return outputLin(updateLin(.concatenated([root] + scaled, axis: 1), context), context)
  }

  /// Returns one factor per target, `[targets, 1]`. A degree of 0 counts as 1. All factors are 1 if
  /// ``meanLogDegree`` is 0.
  private func factors(_ scaler: Scaler, _ degrees: [Int]) -> Tensor {
    Tensor(
      degrees.map { degree in
        let logarithm = Float(log(Double(max(1, degree)) + 1))
        // If the training graph had no edges, there is no mean to compare the degree with.
        guard meanLogDegree > 0 else { return 1 }
        return scaler == .amplification ? logarithm / meanLogDegree : meanLogDegree / logarithm
      }, shape: [degrees.count, 1])
  }
}
