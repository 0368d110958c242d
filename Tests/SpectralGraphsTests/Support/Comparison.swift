// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs

/// Returns a description of the first difference between the arrays; nil if |a - b| <= bound max(|b|, 1)
/// everywhere.
func mismatch(_ actual: [Double], _ expected: [Double], _ bound: Double) -> String? {
  guard actual.count == expected.count else { return "\(actual.count) numbers instead of \(expected.count)" }
  for (index, (left, right)) in zip(actual, expected).enumerated()
  // A NaN fails this comparison.
  where !(abs(left - right) <= bound * max(abs(right), 1)) {
    return "number \(index) is \(left) instead of \(right)"
  }
  return nil
}

/// Returns the largest |a - b|; infinite if the counts differ or a difference is NaN.
func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
  guard left.count == right.count else { return .infinity }
  return zip(left, right).reduce(0) { largest, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

/// Returns whether two arrays are equal to the bit.
func sameBits(_ left: [Double], _ right: [Double]) -> Bool {
  left.map(\.bitPattern) == right.map(\.bitPattern)
}

/// Returns whether two sets of eigenpairs are equal to the bit.
func sameBits(_ left: Eigenpairs, _ right: Eigenpairs) -> Bool {
  sameBits(left.values, right.values) && sameBits(left.vectors.elements, right.vectors.elements)
    && sameBits(left.residuals, right.residuals)
}

/// Returns the dot product of two vectors.
func dot(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }

/// The accuracy of eigenpairs, measured without the solver by an operator's `product` and by dot
/// products.
struct Quality {
  /// The largest Euclidean norm of A x - lambda x.
  var residual = 0.0
  /// The largest absolute element of U^T U - I.
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

/// Returns whether the first element of largest magnitude is positive in each column.
func hasSettledSigns(_ vectors: GraphSignals) -> Bool {
  (0..<vectors.signalCount).allSatisfy { column in
    let values = vectors.column(column)
    let largest = values.map { abs($0) }.max() ?? 0
    return (values.first { abs($0) >= largest * (1 - 1e-8) } ?? 1) > 0
  }
}
