internal import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks

extension NodeDataset {
  /// The sizes that models are made for.
  public var sizes: DatasetSizes {
    DatasetSizes(featureCount: features.featureCount, classCount: classCount, graph: lazyGraph)
  }
}

extension NodeClassifier {
  /// Creates a model for `data` with initial weights that `seed` decides.
  ///
  /// ```swift
  /// let model = GAT(GAT.Configuration(heads: 4, hiddenSize: 16), for: cora, seed: 1)
  /// let standard = GAT(for: cora)
  /// ```
  ///
  /// Traps if the configuration has a ``ModelConfiguration/problem``.
  ///
  /// - Parameter configuration: the settings; by default those of the model's paper.
  public init(_ configuration: Configuration = Configuration(), for data: NodeDataset, seed: UInt64 = 0) {
    self.init(configuration, for: data.sizes, seed: seed)
  }
}
