public import Autograd
public import NeuralNetworks
public import TensorCore

/// The network of hypergraph attention of Bai, Zhang and Torr (2021).
public typealias HypergraphAttentionNetwork = ConvolutionNetwork<HypergraphAttentionConv>

/// A ``HypergraphConv`` with attention in place of means, as the paper has it. Names: those of ``HypergraphConv``.
public struct HypergraphAttentionConv: HypergraphConvolution, NetworkConvolution {
  /// The settings of a network.
  public typealias NetworkConfiguration = HypergraphAttentionConfiguration

  /// The convolution.
  public var convolution: HypergraphConv

  /// Creates a layer around a convolution.
  init(_ convolution: HypergraphConv) { self.convolution = convolution }

  /// Shows all weights of the convolution under their own names.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { convolution.visitParameters(visitor) }

  /// Whether every node first gets a hyperedge of its own.
  public var addsSelfLoops: Bool { convolution.addsSelfLoops }
  /// Means both ways.
  public var incidenceForm: IncidenceForm { convolution.incidenceForm }
  /// As of the convolution.
  public var hasReceptiveFields: Bool { convolution.hasReceptiveFields }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    convolution(features, toHyperedges: toHyperedges, toNodes: toNodes, context)
  }

  /// `hypergraph-attention`
  public static var networkName: String { "hypergraph-attention" }

  /// ELU.
  public static var networkActivation: ElementwiseFunction { .elu() }

  /// One column a head.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

  /// A layer of a network.
  public static func layer(
    _ place: NetworkPlace, _ configuration: NetworkConfiguration, for data: DatasetSizes
  ) -> Self {
    HypergraphAttentionConv(
      HypergraphConv(
        inputSize: place.inputSize, outputSize: place.outputSize,
        heads: place.isLast ? configuration.outputHeads : configuration.heads,
        concatenatesHeads: !place.isLast, replacesMeans: true,
        attentionDropout: configuration.attentionDropout, addsSelfLoops: configuration.addsSelfLoops,
        hasBias: configuration.hasBias))
  }
}
