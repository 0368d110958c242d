public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Principal neighbourhood aggregation: the messages W_pre [x_i, x_j] + b_pre are aggregated in several ways, each result scaled in
/// several ways by the degree d; y_i = W (W_post [x_i, all of them] + b_post) + b (Corso et al. 2020, "Principal neighbourhood aggregation
/// for graph nets", equations 5 to 8).
/// The weights of the edges play no part.
///
/// The message is a sum of what the target and what the source contributes, so that no edge has a row of its own. Shapes: x
/// `[sources, inputSize]`, y `[targets, outputSize]`. Names: `pre_nns.0.0`, `post_nns.0.0` and `lin`, each with `weight` and
/// `bias`.
public struct PNAConv: MessagePassingLayer {
  /// How a degree d scales what was aggregated, with the mean of log(d + 1) over the nodes of the training graph.
  public enum Scaler: Sendable, Hashable {
    /// 1
    case identity
    /// log(d + 1) / mean
    case amplification
    /// mean / log(d + 1)
    case attenuation
  }

  /// W_pre and b_pre.
  public var messageLin: Linear
  /// W_post and b_post.
  public var updateLin: Linear
  /// W and b.
  public var outputLin: Linear
  /// How messages are aggregated.
  public let aggregations: [Aggregation]
  /// How that is scaled.
  public let scalers: [Scaler]
  /// The mean of log(d + 1).
  public let meanLogDegree: Float

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0. A softmax among the aggregations stops the program.
  public init(
    inputSize: Int, outputSize: Int,
    aggregations: [Aggregation] = [.mean, .minimum, .maximum, .standardDeviation],
    scalers: [Scaler] = [.identity, .amplification, .attenuation], meanLogDegree: Float
  ) {
    let isLinear = aggregations.allSatisfy { if case .softmax = $0 { false } else { true } }
    guard isLinear else { fatalError("PNAConv: takes no softmax aggregation") }
    self.aggregations = aggregations
    self.scalers = scalers
    self.meanLogDegree = meanLogDegree
    messageLin = Linear(inputSize: 2 * inputSize, outputSize: inputSize)
    let width = (1 + aggregations.count * scalers.count) * inputSize
    updateLin = Linear(inputSize: width, outputSize: outputSize)
    outputLin = Linear(inputSize: outputSize, outputSize: outputSize)
  }

  /// The mean of log(d + 1) over the degrees of a graph's nodes.
  public static func meanLogDegree(of graph: Graph) -> Float {
    let offsets = graph.incoming.rowOffsets
    let sum = (0..<graph.nodeCount).reduce(0.0) { $0 + log(Double(offsets[$1 + 1] - offsets[$1] + 1)) }
    return Float(sum / Double(max(1, graph.nodeCount)))
  }

  /// False.
  public static var usesEdgeWeights: Bool { false }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("pre_nns.0.0", &messageLin)
    visitor("post_nns.0.0", &updateLin)
    visitor("lin", &outputLin)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let inputSize = messageLin.outputSize
    let weight = context[messageLin.weight]
    var byTarget = edges.targetRows(
      of: features.multiplied(by: weight.slice(axis: 0, 0..<inputSize)))
    if let bias = messageLin.bias { byTarget = byTarget + context[bias] }
    let bySource = features.multiplied(by: weight.slice(axis: 0, inputSize..<2 * inputSize))
    let degrees = edges.pattern.rowCounts()
    // Where no message arrives there is nothing to add the target's part to.
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

  /// A factor a target, `[targets, 1]`; a degree of 0 counts as 1. All are 1 where ``meanLogDegree`` is 0.
  private func factors(_ scaler: Scaler, _ degrees: [Int]) -> Tensor {
    Tensor(
      degrees.map { degree in
        let logarithm = Float(log(Double(max(1, degree)) + 1))
        // A training graph without edges has no mean to compare with.
        guard meanLogDegree > 0 else { return 1 }
        return scaler == .amplification ? logarithm / meanLogDegree : meanLogDegree / logarithm
      }, shape: [degrees.count, 1])
  }
}
