public import GraphCore
internal import Spectra
internal import TensorCore

/// The features that are computed from the graph if nodes have none.
public enum FeatureSource: Sendable, Hashable {
  /// A one-hot encoding of the node's degree, the number of edges that end at it.
  case degree
  /// A one-hot encoding of the node itself.
  case oneHot
  /// Laplacian positional encodings: the given number of eigenvectors of the symmetric Laplacian after
  /// the trivial ones, with normalised signs, ignoring directions. They are scaled to a mean square of 1
  /// over the nodes.
  case laplacian(count: Int)

  /// Returns the features of the nodes of `graph`, `[nodes, width]`. Encodings are dense; the other
  /// features are sparse.
  ///
  /// - Parameter width: The number of columns for degrees; larger degrees count as the largest one. Nil
  ///   for as many as are needed.
  /// - Throws: ``DataError`` if the Laplacian encodings cannot be computed because of negative weights
  ///   or a lack of convergence.
  public func features(of graph: Graph, width: Int? = nil) throws(DataError) -> FeatureMatrix {
    try features(of: LazyGraph(graph), width: width)
  }

  /// Returns the features of a graph that is only created if it is needed.
  package func features(of graph: LazyGraph, width: Int? = nil) throws(DataError) -> FeatureMatrix {
    switch self {
    case .degree: return Self.ones(graph.inDegrees(), width: width)
    case .oneHot: return Self.ones(Array(0..<graph.nodeCount), width: width)
    case .laplacian(let count):
      try graph.require()
      return try Self.encodings(graph.value, count: count)
    }
  }

  private static func ones(_ columns: [Int], width: Int?) -> FeatureMatrix {
    let width = width ?? (columns.max() ?? -1) + 1
    var rows = FeatureRows()
    for column in columns {
      if width > 0 { rows.append(column: Int32(min(column, width - 1)), value: 1) }
      rows.endRow()
    }
    return rows.finish(columnCount: width)
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

extension FeatureSource: RawRepresentable {
  /// Parses `degree`, `onehot` or `laplacian:K` with K from 1 to 4096.
  public init?(rawValue: String) {
    switch rawValue {
    case "degree": self = .degree
    case "onehot": self = .oneHot
    default:
      let parts = rawValue.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "laplacian", let count = Int(parts[1]), (1...4096).contains(count)
      else {
        return nil
      }
      self = .laplacian(count: count)
    }
  }

  /// The text form: `degree`, `onehot` or `laplacian:K`.
  public var rawValue: String {
    switch self {
    case .degree: "degree"
    case .oneHot: "onehot"
    case .laplacian(let count): "laplacian:\(count)"
    }
  }
}
