// SPDX-License-Identifier: Apache-2.0

internal import NeuralNetworks

/// A layer whose output is, apart from the bias, a polynomial in a symmetric matrix of the graph applied
/// to the features. Such a layer is a filter: it multiplies the features at each frequency of the graph
/// by a separate matrix.
public protocol SpectralConvolution: GraphConvolution {
  /// The number of input features, or 1 if the layer treats all features alike.
  var channelCount: Int { get }
  /// The weight of the self-loops that are added to the graph before the symmetric matrix is formed. If
  /// it is 0, the graph's existing self-loops are kept; if it is nil, they are removed.
  var filterLoopWeight: Double? { get }
}

extension GCNConv: SpectralConvolution {
  /// The number of input features.
  public var channelCount: Int { lin.inputSize }
  /// The weight of the layer's self-loops.
  public var filterLoopWeight: Double? { selfLoopWeight }
}

extension SGConv: SpectralConvolution {
  /// The number of input features.
  public var channelCount: Int { lin.inputSize }
  /// The weight of the added self-loops, 1.
  public var filterLoopWeight: Double? { 1 }
}

extension SSGConv: SpectralConvolution {
  /// The number of input features.
  public var channelCount: Int { lin.inputSize }
  /// The weight of the added self-loops, 1.
  public var filterLoopWeight: Double? { 1 }
}

extension MixHopConv: SpectralConvolution {
  /// The number of input features.
  public var channelCount: Int { lins[0].inputSize }
  /// The weight of the added self-loops, 1.
  public var filterLoopWeight: Double? { 1 }
}

extension APPNP: SpectralConvolution {
  /// Always 1, because the layer treats all features alike.
  public var channelCount: Int { 1 }
  /// The weight of the added self-loops, 1.
  public var filterLoopWeight: Double? { 1 }
}

extension ChebConv: SpectralConvolution {
  /// The number of input features.
  public var channelCount: Int { lins[0].inputSize }
  /// Always nil: the graph's self-loops are removed.
  public var filterLoopWeight: Double? { nil }
}

extension TAGConv: SpectralConvolution {
  /// The number of input features.
  public var channelCount: Int { lins[0].inputSize }
  /// Always 0: no self-loops are added, and those of the graph are kept.
  public var filterLoopWeight: Double? { 0 }
}
