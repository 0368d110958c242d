// SPDX-License-Identifier: Apache-2.0

/// What node features are computed from if the data has none.
public enum FeatureSource: Sendable, Hashable {
  /// A one-hot encoding of the node's degree, the number of edges that end at it.
  case degree
  /// A one-hot encoding of the node itself.
  case oneHot
  /// Laplacian positional encodings: the given number of eigenvectors of the symmetric Laplacian after
  /// the trivial ones, with normalised signs, ignoring directions. They are scaled to a mean square of 1
  /// over the nodes.
  case laplacian(count: Int)
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
