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
public struct LINKX: StepwiseClassifier {
  /// The settings of a ``LINKX``.
  public struct Configuration: ModelConfiguration {
    /// The size of the hidden layer.
    public var hiddenSize = 64
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameter inputDropout: nil: as `dropout`.
    public init(hiddenSize: Int = 64, dropout: Float = 0.5, inputDropout: Float? = nil) {
      self.hiddenSize = hiddenSize
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
    }

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside("dropout", dropout, 0...1)
        ?? outside("inputDropout", inputDropout, 0...1)
    }
  }

  /// `linkx`
  public static var name: String { "linkx" }

  /// The settings.
  public let configuration: Configuration
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

  /// Creates a network without initial weights.
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

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("edge_lin", &edgeLin)
    visitor("node_lin", &nodeLin)
    visitor("cat_lin", &jointLin)
    visitor("final", &finalLins, first: 1)
  }

  /// The number of nodes whose edges the model knows.
  public var requiredNodeCount: Int? { edgeLin.inputSize }

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
    context.observer?.note(activation: joined)
    let hidden = finalLins[0](dropout(joined, context), context).relu()
    return finalLins[1](dropout(hidden, context), context)
  }
}
