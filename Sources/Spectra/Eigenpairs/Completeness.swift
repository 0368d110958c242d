// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What is known about whether pairs are complete.
enum Completion: Sendable {
  /// The result of a proof; nil if none is possible.
  case known(Bool?)
  /// A proof that has not been needed yet.
  case unproven(CompletenessProof)
}

/// A proof that is made when its result is first read.
final class CompletenessProof: Sendable {
  private let cache = Mutex<Bool??>(nil)
  private let prove: @Sendable () -> Bool?

  init(_ problem: Eigenproblem, _ pairs: Eigenpairs, _ end: SpectrumEnd, _ options: EigenOptions) {
    prove = { Completeness(problem, options)?.missing(from: pairs, end).map { $0 == 0 } }
  }

  /// Creates the proof that all `parts` are complete.
  init(of parts: [Eigenpairs]) {
    prove = {
      let results = parts.map(\.isComplete)
      return results.contains(false) ? false : results.contains(nil) ? nil : true
    }
  }

  /// Whether the pairs are complete; nil if that cannot be proven.
  var result: Bool? {
    cache.withLock { cached in
      if let cached { return cached }
      let made = prove()
      cached = .some(made)
      return made
    }
  }
}

/// Proves that the pairs that were found are all those at the requested end of the spectrum.
///
/// An iteration cannot see what its starting vectors do not contain: a second copy of a multiple eigenvalue is
/// missed with small residuals. The number of eigenvalues beyond the outermost one found, counted by factorization
/// (Parlett 1998, "The Symmetric Eigenvalue Problem", section 3.3), is compared with the number of pairs found
/// there.
struct Completeness {
  private let counter: EigenvalueCounter
  private let scale: Double
  private let size: Int

  /// Prepares the proof. Returns nil if the operator has no entries that can be factorized with little fill.
  init?(_ problem: Eigenproblem, _ options: EigenOptions) {
    guard let matrix = problem.matrix, let pattern = problem.pattern,
      let counter = EigenvalueCounter(
        pattern, scale: 2 * problem.scale, bytesAllowed: options.bytesAllowed, matrix: matrix)
    else { return nil }
    self.counter = counter
    scale = problem.scale
    size = problem.op.size
  }

  /// Returns the number of eigenvalues nearer to the end than the outermost pair that are not among the pairs, or
  /// nil if they cannot be counted. Eigenvalues within about 1e-6 of the outermost one, in units of half the width
  /// of the spectrum, are not counted.
  func missing(from pairs: Eigenpairs, _ end: SpectrumEnd) -> Int? {
    guard let first = pairs.values.first, let last = pairs.values.last else { return 0 }
    // Of each computed value, an eigenvalue is at most its residual away.
    let width = max(1e-6 * scale, 4 * (pairs.residuals.max() ?? 0))
    let inside: (lower: Double?, upper: Double?)
    switch end {
    case .smallest: inside = (nil, Self.gap(below: last, pairs.values, width))
    case .largest: inside = (-Self.gap(below: -first, pairs.values.map(-), width), nil)
    case .nearest(let centre):
      let radius = max(abs(first - centre), abs(last - centre))
      inside = (
        -Self.gap(below: radius - centre, pairs.values.map(-), width),
        Self.gap(below: centre + radius, pairs.values, width)
      )
    }
    let found = pairs.values.count { $0 > inside.lower ?? -.infinity && $0 < inside.upper ?? .infinity }
    if let lower = inside.lower, let upper = inside.upper, lower >= upper { return 0 }
    guard let below = inside.lower.map({ counter.provenCount(below: $0, width: width) }) ?? 0,
      let upTo = inside.upper.map({ counter.provenCount(below: $0, width: width) }) ?? size
    else { return nil }
    return max(0, upTo - below - found)
  }
  /// Returns the first number below `start` that is more than `width` away from it and from all `values`, so that it
  /// is certain on which side of it their eigenvalues are counted.
  private static func gap(below start: Double, _ values: [Double], _ width: Double) -> Double {
    var place = start - 1.5 * width
    while let near = values.filter({ abs($0 - place) <= width }).min() { place = near - 1.5 * width }
    return place
  }
}
