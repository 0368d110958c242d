internal import NeuralNetworks

/// A layer whose output is, but for the bias, a polynomial in one symmetric matrix times the features: a filter, which lets every
/// frequency of the graph through by a matrix of its own.
public protocol SpectralConvolution: GraphConvolution {
  /// The number of features that come in; 1 where each is treated alike.
  var channelCount: Int { get }
  /// What is added to the graph before the symmetric matrix is made: edges of this weight from nodes to themselves; nil: those that it
  /// has are taken off.
  var filterLoopWeight: Double? { get }
}

extension GCNConv: SpectralConvolution {
  /// The number of features that come in.
  public var channelCount: Int { lin.inputSize }
  /// That of the layer.
  public var filterLoopWeight: Double? { selfLoopWeight }
}

extension SGConv: SpectralConvolution {
  /// The number of features that come in.
  public var channelCount: Int { lin.inputSize }
  /// 1
  public var filterLoopWeight: Double? { 1 }
}

extension SSGConv: SpectralConvolution {
  /// The number of features that come in.
  public var channelCount: Int { lin.inputSize }
  /// 1
  public var filterLoopWeight: Double? { 1 }
}

extension MixHopConv: SpectralConvolution {
  /// The number of features that come in.
  public var channelCount: Int { lins[0].inputSize }
  /// 1
  public var filterLoopWeight: Double? { 1 }
}

extension APPNP: SpectralConvolution {
  /// Each is treated alike.
  public var channelCount: Int { 1 }
  /// 1
  public var filterLoopWeight: Double? { 1 }
}

extension ChebConv: SpectralConvolution {
  /// The number of features that come in.
  public var channelCount: Int { lins[0].inputSize }
  /// None.
  public var filterLoopWeight: Double? { nil }
}

extension TAGConv: SpectralConvolution {
  /// The number of features that come in.
  public var channelCount: Int { lins[0].inputSize }
  /// None are added; those of the graph stay.
  public var filterLoopWeight: Double? { 0 }
}
