// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// A setting that several models have: where each configuration stores it.
struct ModelSetting<Value: Sendable>: Sendable {
  private struct Place: Sendable {
    let get: @Sendable (any ModelConfiguration) -> Value?
    let set: @Sendable (inout any ModelConfiguration, Value) -> Bool
  }

  private let places: [Place]

  private init(_ places: [Place]) { self.places = places }

  private static func at<Configuration: ModelConfiguration>(
    _ path: any WritableKeyPath<Configuration, Value> & Sendable
  ) -> Place {
    Place(
      get: { ($0 as? Configuration)?[keyPath: path] },
      set: { configuration, value in
        guard var changed = configuration as? Configuration else { return false }
        changed[keyPath: path] = value
        configuration = changed
        return true
      })
  }

  /// Returns the value, or nil if the configuration does not have the setting.
  func value(in configuration: any ModelConfiguration) -> Value? {
    places.lazy.compactMap { $0.get(configuration) }.first
  }

  /// Sets the value; returns false if the configuration does not have the setting.
  func set(_ value: Value, in configuration: inout any ModelConfiguration) -> Bool {
    for place in places where place.set(&configuration, value) { return true }
    return false
  }
}

extension ModelSetting<[Int]> {
  /// The numbers of units of the hidden layers.
  static let hiddenSizes = ModelSetting([
    at(\AttentionNetworkConfiguration.hiddenSizes),
    at(\BiasedNetworkConfiguration.hiddenSizes),
    at(\HypergraphAttentionConfiguration.hiddenSizes),
    at(\PlainNetworkConfiguration.hiddenSizes),
    at(\APPNPNetwork.Configuration.hiddenSizes),
    at(\ARMAConv.NetworkConfiguration.hiddenSizes),
    at(\AllSetTransformer.Configuration.hiddenSizes),
    at(\ChebConv.NetworkConfiguration.hiddenSizes),
    at(\FastHyperGCN.Configuration.hiddenSizes),
    at(\GCNConv.NetworkConfiguration.hiddenSizes),
    at(\GINConfiguration.hiddenSizes),
    at(\SAGEConv.NetworkConfiguration.hiddenSizes),
    at(\TransformerConv.NetworkConfiguration.hiddenSizes),
    at(\HGNNConv.NetworkConfiguration.hiddenSizes),
    at(\HNHNConv.NetworkConfiguration.hiddenSizes),
    at(\HyperGCNConv.NetworkConfiguration.hiddenSizes),
    at(\HypergraphConv.NetworkConfiguration.hiddenSizes),
    at(\MLP.Configuration.hiddenSizes),
    at(\PNAConv.NetworkConfiguration.hiddenSizes),
    at(\TAGConv.NetworkConfiguration.hiddenSizes),
    at(\UniGNNConv.NetworkConfiguration.hiddenSizes),
  ])
}

extension ModelSetting<Int> {
  /// The number of units of all hidden layers.
  static let hiddenSize = ModelSetting([
    at(\RecurrentConfiguration.hiddenSize),
    at(\FAGCN.Configuration.hiddenSize),
    at(\GCNII.Configuration.hiddenSize),
    at(\GatedGraphNetwork.Configuration.hiddenSize),
    at(\LINKX.Configuration.hiddenSize),
    at(\AttentionReader.Configuration.hiddenSize),
    at(\ConvolutionReader.Configuration.hiddenSize),
    at(\TransformerReader.Configuration.hiddenSize),
  ])

  /// The number of layers.
  static let layers = ModelSetting([
    at(\RecurrentConfiguration.layers),
    at(\FAGCN.Configuration.layers),
    at(\GCNII.Configuration.layers),
    at(\ConvolutionReader.Configuration.layers),
    at(\TransformerReader.Configuration.layers),
  ])

  /// The number of attention heads per hidden layer.
  static let heads = ModelSetting([
    at(\AttentionNetworkConfiguration.heads),
    at(\HypergraphAttentionConfiguration.heads),
    at(\AllSetTransformer.Configuration.heads),
    at(\TransformerConv.NetworkConfiguration.heads),
    at(\AttentionReader.Configuration.heads),
    at(\TransformerReader.Configuration.heads),
  ])

  /// The number of attention heads of the last layer.
  static let outputHeads = ModelSetting([
    at(\AttentionNetworkConfiguration.outputHeads),
    at(\HypergraphAttentionConfiguration.outputHeads),
    at(\TransformerConv.NetworkConfiguration.outputHeads),
  ])

  /// The number of propagation steps, or the degree of polynomials.
  static let hops = ModelSetting([
    at(\APPNPNetwork.Configuration.hops),
    at(\ARMAConv.NetworkConfiguration.hops),
    at(\ChebConv.NetworkConfiguration.hops),
    at(\GatedGraphNetwork.Configuration.hops),
    at(\SGConv.NetworkConfiguration.hops),
    at(\SSGConv.NetworkConfiguration.hops),
    at(\TAGConv.NetworkConfiguration.hops),
  ])

  /// The number of parallel stacks.
  static let stacks = ModelSetting([
    at(\ARMAConv.NetworkConfiguration.stacks)
  ])

  /// The maximum number of words per node.
  static let sequenceLength = ModelSetting([
    at(\RecurrentConfiguration.sequenceLength),
    at(\AttentionReader.Configuration.sequenceLength),
    at(\ConvolutionReader.Configuration.sequenceLength),
    at(\TransformerReader.Configuration.sequenceLength),
  ])

  /// The number of words that a convolution covers.
  static let kernelSize = ModelSetting([
    at(\ConvolutionReader.Configuration.kernelSize)
  ])
}

extension ModelSetting<Float> {
  /// The dropout rate of hidden layers.
  static let dropout = ModelSetting([
    at(\AttentionNetworkConfiguration.dropout),
    at(\BiasedNetworkConfiguration.dropout),
    at(\HypergraphAttentionConfiguration.dropout),
    at(\PlainNetworkConfiguration.dropout),
    at(\RecurrentConfiguration.dropout),
    at(\APPNPNetwork.Configuration.dropout),
    at(\ARMAConv.NetworkConfiguration.dropout),
    at(\AllSetTransformer.Configuration.dropout),
    at(\ChebConv.NetworkConfiguration.dropout),
    at(\FAGCN.Configuration.dropout),
    at(\FastHyperGCN.Configuration.dropout),
    at(\GCNConv.NetworkConfiguration.dropout),
    at(\GCNII.Configuration.dropout),
    at(\GINConfiguration.dropout),
    at(\GatedGraphNetwork.Configuration.dropout),
    at(\SAGEConv.NetworkConfiguration.dropout),
    at(\TransformerConv.NetworkConfiguration.dropout),
    at(\HGNNConv.NetworkConfiguration.dropout),
    at(\HNHNConv.NetworkConfiguration.dropout),
    at(\HyperGCNConv.NetworkConfiguration.dropout),
    at(\HypergraphConv.NetworkConfiguration.dropout),
    at(\LINKX.Configuration.dropout),
    at(\MLP.Configuration.dropout),
    at(\PNAConv.NetworkConfiguration.dropout),
    at(\TAGConv.NetworkConfiguration.dropout),
    at(\UniGNNConv.NetworkConfiguration.dropout),
    at(\AttentionReader.Configuration.dropout),
    at(\ConvolutionReader.Configuration.dropout),
    at(\TransformerReader.Configuration.dropout),
  ])

  /// The dropout rate of the features.
  static let inputDropout = ModelSetting([
    at(\AttentionNetworkConfiguration.inputDropout),
    at(\BiasedNetworkConfiguration.inputDropout),
    at(\HypergraphAttentionConfiguration.inputDropout),
    at(\PlainNetworkConfiguration.inputDropout),
    at(\RecurrentConfiguration.inputDropout),
    at(\APPNPNetwork.Configuration.inputDropout),
    at(\ARMAConv.NetworkConfiguration.inputDropout),
    at(\AllSetTransformer.Configuration.inputDropout),
    at(\ChebConv.NetworkConfiguration.inputDropout),
    at(\FAGCN.Configuration.inputDropout),
    at(\FastHyperGCN.Configuration.inputDropout),
    at(\GCNConv.NetworkConfiguration.inputDropout),
    at(\GCNII.Configuration.inputDropout),
    at(\GINConfiguration.inputDropout),
    at(\GatedGraphNetwork.Configuration.inputDropout),
    at(\SAGEConv.NetworkConfiguration.inputDropout),
    at(\TransformerConv.NetworkConfiguration.inputDropout),
    at(\HGNNConv.NetworkConfiguration.inputDropout),
    at(\HNHNConv.NetworkConfiguration.inputDropout),
    at(\HyperGCNConv.NetworkConfiguration.inputDropout),
    at(\HypergraphConv.NetworkConfiguration.inputDropout),
    at(\LINKX.Configuration.inputDropout),
    at(\MLP.Configuration.inputDropout),
    at(\PNAConv.NetworkConfiguration.inputDropout),
    at(\TAGConv.NetworkConfiguration.inputDropout),
    at(\UniGNNConv.NetworkConfiguration.inputDropout),
    at(\AttentionReader.Configuration.inputDropout),
    at(\ConvolutionReader.Configuration.inputDropout),
    at(\TransformerReader.Configuration.inputDropout),
  ])

  /// The dropout rate of attention weights.
  static let attentionDropout = ModelSetting([
    at(\AttentionNetworkConfiguration.attentionDropout),
    at(\HypergraphAttentionConfiguration.attentionDropout),
    at(\FAGCN.Configuration.attentionDropout),
    at(\TransformerConv.NetworkConfiguration.attentionDropout),
  ])

  /// The share of the initial representation.
  static let alpha = ModelSetting([
    at(\APPNPNetwork.Configuration.alpha),
    at(\FAGCN.Configuration.alpha),
    at(\GCNII.Configuration.alpha),
    at(\SSGConv.NetworkConfiguration.alpha),
  ])

  /// The strength of the identity mapping.
  static let theta = ModelSetting([
    at(\GCNII.Configuration.theta)
  ])
}

extension ModelSetting<Bool> {
  /// Whether each node gets a hyperedge that contains only this node.
  static let addsSelfLoops = ModelSetting([
    at(\HypergraphAttentionConfiguration.addsSelfLoops),
    at(\AllSetTransformer.Configuration.addsSelfLoops),
    at(\HGNNConv.NetworkConfiguration.addsSelfLoops),
    at(\HNHNConv.NetworkConfiguration.addsSelfLoops),
    at(\HypergraphConv.NetworkConfiguration.addsSelfLoops),
    at(\UniGNNConv.NetworkConfiguration.addsSelfLoops),
  ])
}

extension ModelSetting<LayerConnections> {
  /// How layers are connected.
  static let connections = ModelSetting([
    at(\AttentionNetworkConfiguration.connections),
    at(\BiasedNetworkConfiguration.connections),
    at(\HypergraphAttentionConfiguration.connections),
    at(\PlainNetworkConfiguration.connections),
    at(\ARMAConv.NetworkConfiguration.connections),
    at(\ChebConv.NetworkConfiguration.connections),
    at(\GCNConv.NetworkConfiguration.connections),
    at(\GINConfiguration.connections),
    at(\SAGEConv.NetworkConfiguration.connections),
    at(\TransformerConv.NetworkConfiguration.connections),
    at(\HGNNConv.NetworkConfiguration.connections),
    at(\HNHNConv.NetworkConfiguration.connections),
    at(\HyperGCNConv.NetworkConfiguration.connections),
    at(\HypergraphConv.NetworkConfiguration.connections),
    at(\PNAConv.NetworkConfiguration.connections),
    at(\TAGConv.NetworkConfiguration.connections),
    at(\UniGNNConv.NetworkConfiguration.connections),
  ])
}

extension ModelSetting<LayerNormalization> {
  /// The normalisation between layers.
  static let normalization = ModelSetting([
    at(\AttentionNetworkConfiguration.normalization),
    at(\BiasedNetworkConfiguration.normalization),
    at(\HypergraphAttentionConfiguration.normalization),
    at(\PlainNetworkConfiguration.normalization),
    at(\ARMAConv.NetworkConfiguration.normalization),
    at(\ChebConv.NetworkConfiguration.normalization),
    at(\GCNConv.NetworkConfiguration.normalization),
    at(\GINConfiguration.normalization),
    at(\SAGEConv.NetworkConfiguration.normalization),
    at(\TransformerConv.NetworkConfiguration.normalization),
    at(\HGNNConv.NetworkConfiguration.normalization),
    at(\HNHNConv.NetworkConfiguration.normalization),
    at(\HyperGCNConv.NetworkConfiguration.normalization),
    at(\HypergraphConv.NetworkConfiguration.normalization),
    at(\PNAConv.NetworkConfiguration.normalization),
    at(\TAGConv.NetworkConfiguration.normalization),
    at(\UniGNNConv.NetworkConfiguration.normalization),
  ])
}
