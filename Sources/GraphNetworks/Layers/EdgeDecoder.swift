// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// A network of two layers that computes the scores of edges from the encodings of both ends and the features of
/// the edge: `y = W_2 max(0, W_1 z + b_1) + b_2`.
///
/// For a directed edge u -> v with features e, z is `[h_u, h_v, e]`. For an undirected one it is
/// `[h_u + h_v, |h_u - h_v|, e]`, so that the scores do not depend on the order of the ends.
///
/// Shapes: h `[nodes, encodingSize]`, e `[edges, edgeFeatureCount]`, y `[edges, outputSize]`. Parameter names:
/// `hidden.weight` (W_1), `hidden.bias`, `output.weight` (W_2), `output.bias`.
public struct EdgeDecoder: Module {
  /// W_1 and b_1.
  public var hidden: Linear
  /// W_2 and b_2.
  public var output: Linear
  /// Whether edges have a direction.
  public let isDirected: Bool
  /// The number of features per edge.
  public let edgeFeatureCount: Int

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - encodingSize: the number of features of an encoding.
  ///   - edgeFeatureCount: the number of features per edge.
  ///   - hiddenSize: the number of hidden units.
  ///   - outputSize: the number of scores per edge.
  ///   - isDirected: whether edges have a direction.
  public init(
    encodingSize: Int, edgeFeatureCount: Int = 0, hiddenSize: Int, outputSize: Int, isDirected: Bool
  ) {
    hidden = Linear(inputSize: 2 * encodingSize + edgeFeatureCount, outputSize: hiddenSize)
    output = Linear(inputSize: hiddenSize, outputSize: outputSize)
    self.isDirected = isDirected
    self.edgeFeatureCount = edgeFeatureCount
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("hidden", &hidden)
    visitor("output", &output)
  }

  /// Returns the scores of edges. Traps if the number of edge features differs from ``edgeFeatureCount``.
  ///
  /// - Parameters:
  ///   - encodings: the encodings of all nodes, `[nodes, encodingSize]`.
  ///   - sources: the source of each edge.
  ///   - targets: the target of each edge.
  ///   - features: the features of the edges, `[edges, edgeFeatureCount]`; nil if there are none.
  public func callAsFunction(
    _ encodings: Variable, sources: [Int32], targets: [Int32], features: Tensor? = nil,
    _ context: ForwardContext
  ) -> Variable {
    guard sources.count == targets.count, features?.shape[1] ?? 0 == edgeFeatureCount,
      features?.shape[0] ?? sources.count == sources.count
    else {
      shapeFailure(
        "EdgeDecoder", [encodings.shape] + (features.map { [$0.shape] } ?? []),
        "\(sources.count) sources and \(targets.count) targets; expected edge features [\(sources.count), \(edgeFeatureCount)]"
      )
    }
    let (from, to) = (encodings.rows(sources), encodings.rows(targets))
    var parts = isDirected ? [from, to] : [from + to, (from - to).abs()]
    if let features { parts.append(Variable(features)) }
    return output(hidden(.concatenated(parts, axis: 1), context).relu(), context)
  }
}
