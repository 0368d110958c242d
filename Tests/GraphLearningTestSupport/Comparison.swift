// SPDX-License-Identifier: Apache-2.0

package import TensorCore

/// A description of how two tensors differ by more than the tolerance.
package struct Mismatch: Equatable, CustomStringConvertible {
  package let description: String
}

/// Returns how `actual` differs from `expected`, or nil if max |a - b| <= relative max |b| + absolute.
///
/// `#expect(mismatch(a, b) == nil)` reports the place of the largest difference.
package func mismatch(
  _ actual: Tensor, _ expected: Tensor, relative: Double = 1e-5, absolute: Double = 1e-6
) -> Mismatch? {
  guard actual.shape == expected.shape else {
    return Mismatch(description: "shape \(actual.shape) instead of \(expected.shape)")
  }
  return mismatch(
    actual, expected.scalars.map { Double($0) }, relative: relative, absolute: absolute)
}

/// Returns how `actual` differs from numbers in double precision, given in row-major order, or nil if
/// max |a - b| <= relative max |b| + absolute.
package func mismatch(
  _ actual: Tensor, _ expected: [Double], relative: Double = 1e-5, absolute: Double = 1e-6
) -> Mismatch? {
  guard actual.count == expected.count else {
    return Mismatch(description: "\(actual.count) elements instead of \(expected.count)")
  }
  let bound = relative * (expected.map { abs($0) }.max() ?? 0) + absolute
  var worst: (difference: Double, index: Int)?
  let scalars = actual.scalars
  for (index, value) in expected.enumerated() {
    let difference = abs(Double(scalars[index]) - value)
    // NaN is never within the bound.
    if !(difference <= bound) && !(difference <= worst?.difference ?? 0) { worst = (difference, index) }
  }
  return worst.map {
    Mismatch(
      description: """
        element \($0.index) of \(actual.shape) is \(scalars[$0.index]) instead of \(expected[$0.index]), \
        \($0.difference) apart where \(bound) is allowed
        """)
  }
}

/// Returns whether two tensors have the same shape and the same bits.
package func sameBits(_ left: Tensor, _ right: Tensor) -> Bool {
  left.shape == right.shape && left.scalars.map(\.bitPattern) == right.scalars.map(\.bitPattern)
}
