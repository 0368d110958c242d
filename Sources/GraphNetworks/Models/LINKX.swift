// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphCore
public import NeuralNetworks
internal import TensorCore

/// LINKX: separate networks for the edges and the features of a node, whose outputs are combined by a
/// third network (Lim et al. 2021, "Large scale learning on non-homophilous graphs", equations 3 to 5).
///
/// With h_A = A W_A + b_A, where row i of A has the edges into node i, and h_X an MLP of the features,
/// the scores are an MLP of relu(W [h_A, h_X] + b + h_A + h_X).
///
/// W_A has one row per node, so a model works only on the graph for which it was created.
///
/// Parameter names: `edge_lin.weight`, `edge_lin.bias`, `node_lin...`, `cat_lin...`, `final1...`,
/// `final2...`.
public struct LINKX: StepwiseClassifier {
  /// The settings of a ``LINKX``.
  public struct Configuration: ModelConfiguration {
    /// The size of the hidden layer.
    public var hiddenSize = 64
    /// The dropout rate on the inputs of both layers of the final MLP.
    public var dropout: Float = 0.5
    /// The dropout rate on the input features.
    public var inputDropout: Float = 0.5

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameter inputDropout: the dropout rate on the input features, or nil to use `dropout`.
    public init(hiddenSize: Int = 64, dropout: Float = 0.5, inputDropout: Float? = nil) {
      self.hiddenSize = hiddenSize
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
    }

    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1)
    }
  }

  /// The model's name, `linkx`.
  public static var name: String { "linkx" }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The linear layer of the edges: W_A, with one row per node, and b_A.
  public var edgeLin: Linear
  /// The MLP of the features, which has one layer.
  public var nodeLin: Linear
  /// The linear layer that combines edges and features: W and b.
  public var jointLin: Linear
  /// The two layers of the final MLP.
  public var finalLins: [Linear]
  private let inputDropout: Dropout
  private let dropout: Dropout

  /// Creates a network whose parameters have no values yet.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    let size = configuration.hiddenSize
    edgeLin = Linear(inputSize: data.nodeCount, outputSize: size)
    nodeLin = Linear(inputSize: data.featureCount, outputSize: size)
    jointLin = Linear(inputSize: 2 * size, outputSize: size)
    finalLins = [
      Linear(inputSize: size, outputSize: size), Linear(inputSize: size, outputSize: data.classCount),
    ]
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("edge_lin", &edgeLin)
    visitor("node_lin", &nodeLin)
    visitor("cat_lin", &jointLin)
    visitor("final", &finalLins, first: 1)
  }

  /// The number of nodes of the graph for which the model was created.
  public var requiredNodeCount: Int? { edgeLin.inputSize }

  /// Returns the graph's edges, not normalised. Traps if the number of nodes is not
  /// ``requiredNodeCount``.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    guard structure.nodeCount == edgeLin.inputSize else {
      fatalError("LINKX: expected a graph with \(edgeLin.inputSize) nodes, found \(structure.nodeCount)")
    }
    return [structure.edges(.given)]
  }

  /// Returns the class scores (logits), `[nodes, classes]`.
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
    context.observer?.note(activation: joined)
    let hidden = finalLins[0](dropout(joined, context), context).relu()
    return finalLins[1](dropout(hidden, context), context)
  }
}
