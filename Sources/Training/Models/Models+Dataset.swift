// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks

extension NodeDataset {
  /// The sizes for which models are created.
  public var sizes: DatasetSizes {
    DatasetSizes(featureCount: features.featureCount, classCount: classCount, graph: lazyGraph)
  }
}

extension NodeClassifier {
  /// Creates a model for `data` and draws its initial weights from `seed`.
  ///
  /// ```swift
  /// let model = GAT(GAT.Configuration(heads: 4, hiddenSize: 16), for: cora, seed: 1)
  /// let standard = GAT(for: cora)
  /// ```
  ///
  /// Traps if the configuration has a ``ModelConfiguration/problem``.
  ///
  /// - Parameter configuration: the settings; by default those of `Configuration()`, which for most
  ///   models are those of the paper.
  public init(_ configuration: Configuration = Configuration(), for data: NodeDataset, seed: UInt64 = 0) {
    self.init(configuration, for: data.sizes, seed: seed)
  }
}
