import GraphCore
import SpectralGraphs

/// What keeps `actual` from being `expected`; nil where |a - b| <= bound max(|b|, 1) everywhere.
func mismatch(_ actual: [Double], _ expected: [Double], _ bound: Double) -> String? {
  guard actual.count == expected.count else { return "\(actual.count) numbers instead of \(expected.count)" }
  for (index, (left, right)) in zip(actual, expected).enumerated()
  // Not a number is never close.
  where !(abs(left - right) <= bound * max(abs(right), 1)) {
    return "number \(index) is \(left) instead of \(right)"
  }
  return nil
}

/// The largest |a - b|; infinite where they are not equally many, or a difference is not a number.
func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// Whether two lists of numbers are the same bits.
func sameBits(_ left: [Double], _ right: [Double]) -> Bool {
  left.map(\.bitPattern) == right.map(\.bitPattern)
}

/// Whether two lists of eigenpairs are the same bits.
func sameBits(_ left: Eigenpairs, _ right: Eigenpairs) -> Bool {
  sameBits(left.values, right.values) && sameBits(left.vectors.elements, right.vectors.elements)
    && sameBits(left.residuals, right.residuals)
}

/// The sum of the products of two lists.
func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }

/// How good eigenpairs are, measured without the solver: by `product` and by inner products.
struct Quality {
  /// The largest norm of A x - lambda x.
  var residual = 0.0
  /// The largest element of U^T U - 1.
  var orthogonality = 0.0

  init(_ pairs: Eigenpairs, _ product: ([Double]) -> [Double]) {
    let vectors = (0..<pairs.count).map { pairs.vectors.column($0) }
    for (index, vector) in vectors.enumerated() {
      let difference = zip(product(vector), vector).map { $0 - pairs.values[index] * $1 }
      residual = max(residual, dot(difference, difference).squareRoot())
      for other in 0...index {
        let expected = other == index ? 1.0 : 0
        orthogonality = max(orthogonality, abs(dot(vector, vectors[other]) - expected))
      }
    }
  }
}

/// Whether the element of largest magnitude, the first of several, is positive in every column.
func hasSettledSigns(_ vectors: GraphSignals) -> Bool {
  (0..<vectors.signalCount).allSatisfy { column in
    let values = vectors.column(column)
    let largest = values.map { abs($0) }.max() ?? 0
    return (values.first { abs($0) >= largest * (1 - 1e-8) } ?? 1) > 0
  }
}
