public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Frequency adaptive convolution: y_i = epsilon x0_i + the sum over j, i among them, of a_ij s_ij x_j with
/// a_ij = tanh(a_l . x_j + a_r . x_i) between -1 and 1 and S = D~^-1/2 (A + I) D~^-1/2 (Bo et al. 2021, "Beyond low-frequency information in
/// graph convolutional networks", equations 5 and 6).
///
/// Shapes: x `[sources, size]`, x0 and y `[targets, size]`. Names: `att_l.weight`, `att_r.weight`.
public struct FAConv: Module {
  /// a_l.
  public var sourceAttention: Linear
  /// a_r.
  public var targetAttention: Linear
  /// The share of the first layer's input.
  public let epsilon: Float
  /// Dropout on a_ij.
  public let attentionDropout: Dropout

  /// Initial weights are drawn after Glorot and Bengio.
  public init(size: Int, epsilon: Float = 0.1, attentionDropout: Float = 0) {
    self.epsilon = epsilon
    self.attentionDropout = Dropout(rate: attentionDropout)
    sourceAttention = Linear(inputSize: size, outputSize: 1, hasBias: false)
    targetAttention = Linear(inputSize: size, outputSize: 1, hasBias: false)
  }

  /// Shows `att_l` and `att_r`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("att_l", &sourceAttention)
    visitor("att_r", &targetAttention)
  }

  /// The output.
  ///
  /// - Parameters:
  ///   - x: of the sources.
  ///   - initial: x0 of the targets.
  ///   - edges: whose weights are those of S.
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

  /// The output for all nodes of a graph, along D~^-1/2 (A + I) D~^-1/2.
  public func callAsFunction(
    _ x: Variable, initial: Variable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    self(x, initial: initial, on: structure.edges(.symmetric(selfLoopWeight: 1)), context)
  }
}
