public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// A learnt function of a set, by multi-head attention with a learnt seed theta: with M_h = theta_h + the sum over the set of alpha V_h x,
/// alpha the softmax over it of leaky(theta_h . K_h x), and N = norm_0(M), the output is norm_1(N + relu(W N)) (Chien et al. 2022, "You are
/// AllSet", equations 7 and 8).
///
/// Names: `lin_K`, `lin_V`, `att_r` `[1, heads, size]`, `ln0`, `ln1`, `rFF...`.
public struct SetAttention: Module {
  /// K.
  public var keyLin: Linear
  /// V.
  public var valueLin: Linear
  /// theta.
  public var seed: Parameter
  /// norm_0 and norm_1.
  public var norms: [LayerNorm]
  /// W: two linear layers with ReLU between them.
  public var network: Sequential
  /// The number of heads.
  public let heads: Int

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0.
  ///
  /// - Parameter outputSize: of all heads together, a multiple of their number.
  public init(inputSize: Int, outputSize: Int, heads: Int = 1) {
    guard heads > 0 && outputSize % heads == 0 else {
      fatalError("SetAttention: \(outputSize) columns for \(heads) heads")
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

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin_K", &keyLin)
    visitor("lin_V", &valueLin)
    visitor("att_r", &seed)
    visitor("ln", &norms, first: 0)
    visitor("rFF", &network)
  }

  /// One row a target, of the set of its sources.
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

/// A layer of AllSetTransformer: hyperedges are learnt functions of the sets of their nodes, nodes of the sets of their hyperedges, each
/// followed by ReLU (Chien et al. 2022, equation 9).
///
/// Shapes: X `[nodes, inputSize]`, Y `[nodes, outputSize]`. Names: `v2e...`, `e2v...`.
public struct AllSetConv: HypergraphConvolution {
  /// From the nodes of a hyperedge.
  public var toHyperedge: SetAttention
  /// From the hyperedges of a node.
  public var toNode: SetAttention
  /// Dropout on the rows of hyperedges.
  public let dropout: Dropout
  /// Whether every node first gets a hyperedge of its own.
  public let addsSelfLoops: Bool

  /// Initial weights are drawn after Glorot and Bengio; biases start at 0.
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

  /// The incidence as it is.
  public var incidenceForm: IncidenceForm { .given }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("v2e", &toHyperedge)
    visitor("e2v", &toNode)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    let hyperedges = dropout.afterReLU(toHyperedge(features, on: toHyperedges, context), context)
    return toNode(.dense(hyperedges), on: toNodes, context).relu()
  }
}
