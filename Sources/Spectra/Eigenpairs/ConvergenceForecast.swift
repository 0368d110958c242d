#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// When the next look at the Ritz values of a Krylov space pays. Residuals fall geometrically: the last two looks tell
/// about when the worst one will have fallen far enough.
struct ConvergenceForecast {
  /// How many e-folds the worst residual has to fall, at the last look.
  private var distance = Double.infinity
  /// How many it fell a product before that; not a number before there were two looks.
  private var speed = Double.nan
  private var lastProducts = 0

  /// Keeps what a look has shown: the largest residual of the wanted pairs over what is allowed.
  mutating func record(excess: Double, products: Int) {
    let next = log(excess)
    speed = (distance - next) / Double(products - lastProducts)
    distance = next
    lastProducts = products
  }

  /// Whether to look after so many products, with so many vectors in the basis.
  func isWorthLooking(products: Int, vectorCount: Int, vectorLength: Int) -> Bool {
    let order = Double(vectorCount)
    let passed = Double(products - lastProducts)
    // In nanoseconds, roughly: the dense eigenproblem, and keeping the products orthogonal to the basis.
    let look = 50_000 + order * order * order / 2
    let work = passed * order * Double(vectorLength) / 2
    if 20 * look < work { return true }
    // Convergence speeds up.
    return speed.isFinite && 1.2 * speed * passed >= distance
  }
}
