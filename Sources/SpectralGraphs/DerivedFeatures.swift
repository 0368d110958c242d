// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
internal import Spectra
internal import TensorCore

extension FeatureSource {
  /// Returns the features of the nodes of `graph`, `[nodes, width]`. Encodings are dense; the other
  /// features are sparse.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - width: The number of columns for degrees; larger degrees count as the largest one. Nil for as
  ///     many as are needed.
  /// - Throws: ``DataError`` if the Laplacian encodings cannot be computed because of negative weights
  ///   or a lack of convergence.
  public func features(of graph: Graph, width: Int? = nil) throws(DataError) -> FeatureMatrix {
    try features(of: LazyGraph(graph), width: width)
  }

  /// Returns the features of a graph that is only created if it is needed.
  fileprivate func features(of graph: LazyGraph, width: Int?) throws(DataError) -> FeatureMatrix {
    switch self {
    case .degree: return IndicatorFeatures.degrees(of: graph, width: width)
    case .oneHot: return IndicatorFeatures.identities(nodeCount: graph.nodeCount, width: width)
    case .laplacian(let count):
      try graph.require()
      return try Self.encodings(graph.value, count: count)
    }
  }

  private static func encodings(_ graph: Graph, count: Int) throws(DataError) -> FeatureMatrix {
    let undirected = graph.isDirected ? graph.undirected().coalesced(.sum) : graph
    do throws(SpectralError) {
      let encoding = try undirected.laplacianPositionalEncoding(count: count)
      let scale = Double(graph.nodeCount).squareRoot()
      return .dense(Tensor(encoding.elements.map { Float($0 * scale) }, shape: [graph.nodeCount, count]))
    } catch {
      throw DataError(.badData, "Laplacian features: \(error.description)")
    }
  }
}

extension NodeDataset {
  /// Returns the same data with features that are computed from the graph.
  ///
  /// - Parameters:
  ///   - source: What the features are computed from.
  ///   - width: The number of features that a trained model expects; larger degrees count as the largest
  ///     one. Nil for as many as are needed.
  /// - Throws: ``DataError`` if the features cannot be computed from this graph.
  public func withFeatures(from source: FeatureSource, width: Int? = nil) throws(DataError) -> NodeDataset {
    withFeatures(try source.features(of: lazyGraph, width: width), from: source)
  }
}
