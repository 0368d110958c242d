// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Frequency-adaptive convolution: `y_i` is `epsilon x0_i` plus the sum of `a_ij s_ij x_j` over the
/// neighbours j of i and i itself (Bo et al. 2021, "Beyond low-frequency information in graph
/// convolutional networks", equations 5 and 6). The coefficients `a_ij = tanh(a_l . x_j + a_r . x_i)`
/// are between -1 and 1, and s_ij are the entries of `S = D~^-1/2 (A + I) D~^-1/2`.
///
/// Shapes: x `[sources, size]`, x0 and y `[targets, size]`. Parameter names: `att_l.weight`,
/// `att_r.weight`.
public struct FAConv: Module {
  /// The linear layer with a_l.
  public var sourceAttention: Linear
  /// The linear layer with a_r.
  public var targetAttention: Linear
  /// The factor of the initial rows x0.
  public let epsilon: Float
  /// Dropout on a_ij.
  public let attentionDropout: Dropout

  /// Creates the layer with Glorot-uniform initial weights.
  public init(size: Int, epsilon: Float = 0.1, attentionDropout: Float = 0) {
    self.epsilon = epsilon
    self.attentionDropout = Dropout(rate: attentionDropout)
    sourceAttention = Linear(inputSize: size, outputSize: 1, hasBias: false)
    targetAttention = Linear(inputSize: size, outputSize: 1, hasBias: false)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("att_l", &sourceAttention)
    visitor("att_r", &targetAttention)
  }

  /// Returns the output, one row per target.
  ///
  /// - Parameters:
  ///   - x: the rows of the sources.
  ///   - initial: the initial rows x0 of the targets.
  ///   - edges: the edges, whose weights are the entries of S.
  public func callAsFunction(
    _ x: Variable, initial: Variable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.requireForm(of: Self.self)
    let scores = edges.pattern.attentionScores(
      source: sourceAttention(x, context), target: edges.targetRows(of: targetAttention(x, context)), slope: 1
    )
    let shares = attentionDropout(scores.map(.hyperbolicTangent), context)
    return edges.weightedSums(x, weights: edges.weighted(shares), context) + initial * epsilon
  }

  /// Returns the output for all nodes of a graph, with `S = D~^-1/2 (A + I) D~^-1/2`.
  public func callAsFunction(
    _ x: Variable, initial: Variable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    self(x, initial: initial, on: structure.edges(.symmetric(selfLoopWeight: 1)), context)
  }
}
