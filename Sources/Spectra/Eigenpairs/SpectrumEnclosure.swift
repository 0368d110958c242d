// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// An interval that contains the spectrum of an operator, from a few Lanczos steps: the extreme Ritz
/// values, moved outwards by the norm of the last residual (Zhou and Li 2011, "Bounding the spectrum of
/// large Hermitian matrices").
package struct SpectrumEnclosure {
  /// The interval.
  package let bounds: ClosedRange<Double>
  /// The extreme Ritz values, which are inside the spectrum.
  package let ritzValues: ClosedRange<Double>

  package init(_ op: any SymmetricOperator, steps: Int = 24, seed: UInt64) {
    let recurrence = LanczosRecurrence(
      op, start: GraphSignals.random(op.size, 1, seed: seed, step: 77), steps: steps)
    let (values, _) = recurrence.eigenpairs()
    let low = values.first ?? 0
    let high = values.last ?? 0
    ritzValues = low...high
    // The interval is extended slightly, because a polynomial that is large beyond a bound would find
    // the wrong end.
    let margin = recurrence.lastNorm + 0.01 * (high - low)
    bounds = low - margin...high + margin
  }
}

/// The three-term Lanczos recurrence from one vector, fully orthogonalized: A V = V T + residual.
struct LanczosRecurrence {
  /// The orthonormal vectors.
  private(set) var vectors: [GraphSignals] = []
  /// The diagonal of T.
  private(set) var diagonal: [Double] = []
  /// The off-diagonal of T.
  private(set) var offDiagonal: [Double] = []
  /// The norm of the remainder of the last product.
  private(set) var lastNorm = 0.0
  /// The norm of the starting vector.
  private(set) var startNorm: Double
  /// Whether the space is invariant, so that the last product left nothing but rounding errors.
  private(set) var isExhausted = false

  init(_ op: any SymmetricOperator, start: GraphSignals, steps: Int) {
    let square = ColumnSums.products(start, start)[0]
    startNorm = square.squareRoot()
    guard square > 0, op.size > 0 else { return }
    var basis = BlockBasis(nodeCount: op.size, width: 1)
    var current = BlockBasis.product(start, [1 / startNorm])
    var scale = 0.0
    for step in 0..<min(steps, op.size) {
      basis.append(current)
      var image = GraphSignals(uninitialized: op.size, count: 1)
      op.apply(to: current, into: &image)
      let (coefficients, gram) = basis.orthogonalize(&image)
      diagonal.append(coefficients[step])
      scale = max(scale, abs(coefficients[step]))
      lastNorm = max(0, gram[0]).squareRoot()
      scale = max(scale, lastNorm)
      isExhausted = lastNorm <= 1e-14 * scale
      guard !isExhausted, step + 1 < min(steps, op.size) else { break }
      offDiagonal.append(lastNorm)
      current = BlockBasis.product(image, [1 / lastNorm])
    }
    vectors = basis.blocks
  }

  /// Returns the eigenvalues of T in ascending order and its eigenvectors as rows. With `leading`, those
  /// of the leading part of T.
  func eigenpairs(leading: Int? = nil) -> (values: [Double], vectors: [Double]) {
    let count = leading ?? diagonal.count
    var matrix = [Double](repeating: 0, count: count * count)
    for index in 0..<count {
      matrix[index * count + index] = diagonal[index]
      if index + 1 < count {
        matrix[index * count + index + 1] = offDiagonal[index]
        matrix[(index + 1) * count + index] = offDiagonal[index]
      }
    }
    return SymmetricDense.decompose(matrix, size: count)
  }
}

extension GraphSignals {
  /// Returns independent random numbers, uniform in -1...1.
  package static func random(_ nodeCount: Int, _ count: Int, seed: UInt64, step: UInt64) -> GraphSignals {
    let stream = RandomStream(seed: seed, purpose: .initialization, step: step)
    var result = GraphSignals(uninitialized: nodeCount, count: count)
    let resultPointer = unsafe result.uniquePointer()
    result.forEachRowRange(nanosecondsPerRow: 20) { rows in
      for index in rows.lowerBound * count..<rows.upperBound * count {
        unsafe resultPointer[index] = 2 * stream.uniform(at: UInt64(index)) - 1
      }
    }
    return result
  }
}
