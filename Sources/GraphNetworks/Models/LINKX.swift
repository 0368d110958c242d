public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// Separate networks for a node's edges and for its features, then one for both: with h_A = A W_A + b_A (row i of A is what node i hears) and
/// h_X an MLP of the features, the scores are an MLP of relu(W [h_A, h_X] + b + h_A + h_X) (Lim et al. 2021, "Large scale learning on
/// non-homophilous graphs", equations 3 to 5).
///
/// The model knows the nodes of one graph by their numbers. Names: `edge_lin.weight`, `edge_lin.bias`, `node_lin...`, `cat_lin...`,
/// `final1...`, `final2...`.
public struct LINKX: NodeClassifier {
  /// The sizes, rates and settings.
  public let architecture: ModelArchitecture
  /// W_A, a row a node, and b_A.
  public var edgeLin: Linear
  /// The MLP of the features, of one layer.
  public var nodeLin: Linear
  /// W and b.
  public var jointLin: Linear
  /// The final MLP.
  public var finalLins: [Linear]
  private let inputDropout: Dropout
  private let dropout: Dropout

  /// Other than one hidden size stops the program.
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    guard let size = architecture.hidden.first, architecture.hidden.count == 1 else {
      fatalError("LINKX: hidden sizes \(architecture.hidden), one was expected")
    }
    self.architecture = architecture
    let linear = { (input: Int, output: Int, number: UInt64) in
      Linear(
        inputSize: input, outputSize: output,
        stream: RandomStream(seed: seed, purpose: .initialization, ordinal: number))
    }
    edgeLin = linear(architecture.count(.nodes), size, 0)
    nodeLin = linear(architecture.featureCount, size, 1)
    jointLin = linear(2 * size, size, 2)
    finalLins = [linear(size, size, 3), linear(size, architecture.classCount, 4)]
    inputDropout = Dropout(rate: architecture.inputDropout)
    dropout = Dropout(rate: architecture.dropout)
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("edge_lin", &edgeLin)
    visitor("node_lin", &nodeLin)
    visitor("cat_lin", &jointLin)
    visitor("final", &finalLins, first: 1)
  }

  /// The edges as they are, once. A graph of another number of nodes stops the program.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    guard structure.nodeCount == edgeLin.inputSize else {
      fatalError("LINKX: \(structure.nodeCount) nodes, the model is made for \(edgeLin.inputSize)")
    }
    return [structure.edges(.given)]
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    let edges = propagation[0]
    var weights = context[edgeLin.weight]
    if let inputs = propagation.inputs { weights = weights.rows(inputs) }
    var heard = edges.aggregate(weights, .sum, context)
    if let bias = edgeLin.bias { heard = heard + context[bias] }
    let own = edges.targetRows(of: nodeLin(inputDropout(features, context), context))
    let joined = (jointLin(.concatenated([heard, own], axis: 1), context) + heard + own).relu()
    context.activations?.append(joined.value)
    let hidden = finalLins[0](dropout(joined, context), context).relu()
    return finalLins[1](dropout(hidden, context), context)
  }
}

extension ModelFamily {
  static let linkx = ModelFamily(
    "linkx", "LINKX (Lim et al. 2021)", hiddenLayers: .one, settings: [.nodes: 0],
    leastWeightCount: { $1 + Double($0[.nodes]) * Double($0.hidden.first ?? 0) }
  ) {
    LINKX($0, seed: $1)
  }
}
