// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A forecast of when computing the Ritz values of a Krylov space is worthwhile. Residuals decrease
/// geometrically, so the last two computations predict when the largest one will be small enough.
struct ConvergenceForecast {
  /// The logarithm of the factor by which the largest residual must still decrease, at the last
  /// computation.
  private var distance = Double.infinity
  /// The decrease of that logarithm per product before, or NaN before the second computation.
  private var speed = Double.nan
  private var lastProducts = 0

  /// Records the largest residual of the pairs to find, divided by the allowed residual.
  mutating func record(excess: Double, products: Int) {
    let next = log(excess)
    speed = (distance - next) / Double(products - lastProducts)
    distance = next
    lastProducts = products
  }

  /// Returns whether to compute the Ritz values after `products` products, with `vectorCount` vectors in
  /// the basis.
  func isWorthLooking(products: Int, vectorCount: Int, vectorLength: Int) -> Bool {
    let order = Double(vectorCount)
    let passed = Double(products - lastProducts)
    // Estimates in nanoseconds of solving the dense eigenproblem, and of orthogonalizing the products to
    // the basis.
    let look = 50_000 + order * order * order / 2
    let work = passed * order * Double(vectorLength) / 2
    if 20 * look < work { return true }
    // The factor accounts for convergence becoming faster.
    return speed.isFinite && 1.2 * speed * passed >= distance
  }
}
