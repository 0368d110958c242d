// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// A learnt function of a set: multi-head attention with a learnt seed vector theta (Chien et al. 2022,
/// "You are AllSet", equations 7 and 8).
///
/// For each head h, `M_h` is theta_h plus the sum over the set of `alpha V_h x`, where alpha is the
/// softmax over the set of `leaky(theta_h . K_h x)`. With `N = norm_0(M)`, the output is
/// `norm_1(N + relu(W N))`.
///
/// Parameter names: `lin_K`, `lin_V`, `att_r` `[1, heads, size]`, `ln0`, `ln1`, `rFF...`.
public struct SetAttention: Module {
  /// The linear layer K of the keys, for all heads.
  public var keyLin: Linear
  /// The linear layer V of the values, for all heads.
  public var valueLin: Linear
  /// The seed vectors theta, `[1, heads, size]`.
  public var seed: Parameter
  /// The layer normalisations norm_0 and norm_1.
  public var norms: [LayerNorm]
  /// W, two linear layers with a ReLU between them.
  public var network: Sequential
  /// The number of attention heads.
  public let heads: Int

  /// Creates the attention with Glorot-uniform initial weights and biases that start at 0.
  ///
  /// - Parameter outputSize: the number of output columns of all heads together. Traps if it is not a
  ///   multiple of `heads`.
  public init(inputSize: Int, outputSize: Int, heads: Int = 1) {
    guard heads > 0 && outputSize % heads == 0 else {
      fatalError(
        "SetAttention: outputSize must be a multiple of heads, and heads at least 1, found outputSize \(outputSize) and heads \(heads)"
      )
    }
    self.heads = heads
    keyLin = Linear(inputSize: inputSize, outputSize: outputSize)
    valueLin = Linear(inputSize: inputSize, outputSize: outputSize)
    seed = GATConv.attention(heads, outputSize / heads)
    norms = [LayerNorm(size: outputSize), LayerNorm(size: outputSize)]
    network = Sequential(
      Linear(inputSize: outputSize, outputSize: outputSize), Activation(.relu),
      Linear(inputSize: outputSize, outputSize: outputSize))
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_K", &keyLin)
    visitor("lin_V", &valueLin)
    visitor("att_r", &seed)
    visitor("ln", &norms, first: 0)
    visitor("rFF", &network)
  }

  /// Returns one row per target, computed from the set of its sources.
  public func callAsFunction(
    _ features: FeatureVariable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let width = valueLin.outputSize
    let theta = context[seed].reshaped([heads, width / heads])
    let scores = edges.pattern.attentionScores(
      source: keyLin(features, context).headDots(theta),
      target: Variable(Tensor(zeros: [edges.pattern.rowCount, heads])))
    let sums = edges.weightedSums(
      valueLin(features, context), weights: edges.pattern.softmax(scores), context)
    let normalized = norms[0](sums + theta.reshaped([1, width]), context)
    return norms[1](normalized + network(normalized, context).relu(), context)
  }
}

/// A layer of AllSetTransformer: hyperedges are learnt functions of the sets of their nodes, and nodes
/// are learnt functions of the sets of their hyperedges, each followed by ReLU (Chien et al. 2022,
/// equation 9).
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Parameter names: `v2e...`, `e2v...`.
public struct AllSetConv: HypergraphConvolution {
  /// The attention from nodes to hyperedges.
  public var toHyperedge: SetAttention
  /// The attention from hyperedges to nodes.
  public var toNode: SetAttention
  /// Dropout on the rows of the hyperedges.
  public let dropout: Dropout
  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  public let addsSelfLoops: Bool

  /// Creates the layer with Glorot-uniform initial weights and biases that start at 0.
  public init(
    inputSize: Int, outputSize: Int, heads: Int = 1, dropout: Float = 0, addsSelfLoops: Bool = false
  ) {
    self.dropout = Dropout(rate: dropout)
    self.addsSelfLoops = addsSelfLoops
    toHyperedge = SetAttention(
      inputSize: inputSize, outputSize: outputSize, heads: heads)
    toNode = SetAttention(
      inputSize: outputSize, outputSize: outputSize, heads: heads)
  }

  /// The unweighted incidence.
  public var incidenceForm: IncidenceForm { .given }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("v2e", &toHyperedge)
    visitor("e2v", &toNode)
  }

  /// Returns the output for dense or sparse features of the nodes.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let hyperedges = dropout.afterReLU(toHyperedge(features, on: toHyperedges, context), context)
    return toNode(.dense(hyperedges), on: toNodes, context).relu()
  }
}
