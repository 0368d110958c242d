public import GraphCore

/// Why a spectral computation has no result.
public enum SpectralError: Error, Sendable {
  /// The graph does not have what the theory needs.
  case unsuitable(DataError)
  /// Not all eigenpairs converged; those that did are here.
  case notConverged(converged: Eigenpairs, requested: Int, products: Int)
  /// It would take more memory than there may be used, or, where `bytes` is within the `limit`, more nodes than LAPACK can count the work
  /// space of.
  case tooLarge(what: String, bytes: Double, limit: Double)
  /// The method cannot be used here.
  case unavailable(String)
}

extension SpectralError: CustomStringConvertible {
  /// One line.
  public var description: String {
    switch self {
    case .unsuitable(let failure): return failure.description
    case .notConverged(let converged, let requested, let products):
      return "only \(converged.count) of \(requested) eigenpairs converged in \(products) products"
    case .tooLarge(let what, let bytes, let limit) where bytes <= limit:
      return "\(what): dense problems are limited to \(SymmetricDense.largestSize) of them"
    case .tooLarge(let what, let bytes, let limit):
      return
        "\(what) would take \(Self.megabytes(bytes)) MB, more than the \(Self.megabytes(limit)) MB allowed"
    case .unavailable(let message): return message
    }
  }

  private static func megabytes(_ bytes: Double) -> String { "\(Int((bytes / 1e6).rounded(.up)))" }
}
