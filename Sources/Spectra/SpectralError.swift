// SPDX-License-Identifier: Apache-2.0

public import GraphCore

/// An error that prevents a spectral computation.
public enum SpectralError: Error, Sendable {
  /// The graph does not meet the requirements of the computation.
  case unsuitable(DataError)
  /// Not all requested eigenpairs converged. `converged` contains those that did.
  case notConverged(converged: Eigenpairs, requested: Int, products: Int)
  /// The computation would need more than `limit` bytes of memory. If `bytes` is at most `limit`, it has
  /// instead more nodes than LAPACK can allocate workspace for.
  case tooLarge(what: String, bytes: Double, limit: Double)
  /// The method cannot be used for this problem.
  case unavailable(String)
}

extension SpectralError: CustomStringConvertible {
  /// A one-line description of the error.
  public var description: String {
    switch self {
    case .unsuitable(let failure): return failure.description
    case .notConverged(let converged, let requested, let products):
      return "only \(converged.count) of \(requested) eigenpairs converged in \(products) products"
    case .tooLarge(let what, let bytes, let limit) where bytes <= limit:
      return "\(what): dense problems are limited to \(SymmetricDense.largestSize) nodes"
    case .tooLarge(let what, let bytes, let limit):
      return
        "\(what) would take \(Self.megabytes(bytes)) MB, more than the \(Self.megabytes(limit)) MB allowed"
    case .unavailable(let message): return message
    }
  }

  private static func megabytes(_ bytes: Double) -> String { "\(Int((bytes / 1e6).rounded(.up)))" }
}
