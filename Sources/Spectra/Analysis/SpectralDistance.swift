// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Distances between the spectra of graphs. They do not depend on the numbering of nodes and can compare
/// graphs of different sizes.
public enum SpectralDistance {
  /// Returns the Wasserstein-1 distance between two distributions of eigenvalues, in which each
  /// eigenvalue counts 1 / n. It is the area between their cumulative distributions.
  ///
  /// Use normalized Laplacians, whose eigenvalues share the interval 0...2. The distance is infinite if
  /// only one of the spectra is empty.
  public static func wasserstein(_ first: [Double], _ second: [Double]) -> Double {
    guard !first.isEmpty && !second.isEmpty else { return first.isEmpty && second.isEmpty ? 0 : .infinity }
    let (left, right) = (first.sorted(), second.sorted())
    var (i, j) = (0, 0)
    var sum = 0.0
    var position = min(left[0], right[0])
    while i < left.count || j < right.count {
      let next = min(i < left.count ? left[i] : .infinity, j < right.count ? right[j] : .infinity)
      let height = Double(i) / Double(left.count) - Double(j) / Double(right.count)
      sum += abs(height) * (next - position)
      position = next
      while i < left.count && left[i] == next { i += 1 }
      while j < right.count && right[j] == next { j += 1 }
    }
    return sum
  }

  /// Returns the heat trace, the mean of exp(-t lambda) over the eigenvalues, at `count` logarithmically
  /// spaced times from 0.01 to 100 (NetLSD: Tsitsulin et al. 2018, normalized by the empty graph).
  public static func heatTrace(_ eigenvalues: [Double], count: Int = 250) -> [Double] {
    (0..<count).map { index in
      let time = pow(10, -2 + 4 * Double(index) / Double(max(1, count - 1)))
      guard !eigenvalues.isEmpty else { return 0 }
      return eigenvalues.reduce(0) { $0 + exp(-time * $1) } / Double(eigenvalues.count)
    }
  }

  /// Returns the Euclidean distance between the heat traces.
  public static func netLSD(_ first: [Double], _ second: [Double]) -> Double {
    zip(heatTrace(first), heatTrace(second)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }
}
