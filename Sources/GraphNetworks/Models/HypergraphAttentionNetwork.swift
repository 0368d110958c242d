// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// The hypergraph attention network of Bai, Zhang and Torr (2021).
public typealias HypergraphAttentionNetwork = ConvolutionNetwork<HypergraphAttentionConv>

/// A ``HypergraphConv`` in which attention replaces the means, as in the paper. The parameter names are
/// those of ``HypergraphConv``.
public struct HypergraphAttentionConv: HypergraphConvolution, NetworkConvolution {
  /// The settings of a ``HypergraphAttentionNetwork``.
  public typealias NetworkConfiguration = HypergraphAttentionConfiguration

  /// The underlying hypergraph convolution.
  public var convolution: HypergraphConv

  init(_ convolution: HypergraphConv) { self.convolution = convolution }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { convolution.visitParameters(visitor) }

  /// Whether each node first gets a hyperedge that contains only this node, unless it has one.
  public var addsSelfLoops: Bool { convolution.addsSelfLoops }
  /// The weighting of messages: means over the nodes of each hyperedge and over the hyperedges of each
  /// node.
  public var incidenceForm: IncidenceForm { convolution.incidenceForm }
  /// Whether a node's output depends only on what is within reach, as for the underlying convolution.
  public var hasReceptiveFields: Bool { convolution.hasReceptiveFields }

  /// Returns the output for dense or sparse node features.
  public func callAsFunction(
    _ features: FeatureVariable, toHyperedges: MessageEdges, toNodes: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    convolution(features, toHyperedges: toHyperedges, toNodes: toNodes, context)
  }

  /// The model's name, `hypergraph-attention`.
  public static var networkName: String { "hypergraph-attention" }

  /// The activation after each hidden layer, ELU.
  public static var networkActivation: ElementwiseFunction { .elu() }

  /// Returns the number of attention heads, whose outputs are concatenated.
  public static func widening(_ configuration: NetworkConfiguration) -> Int { configuration.heads }

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
