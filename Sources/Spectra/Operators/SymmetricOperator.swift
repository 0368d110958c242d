// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

/// A real symmetric operator that is given only by its products with vectors.
///
/// This is all that eigensolvers, filters and densities need. Conform a custom type, or wrap a closure
/// in a ``MatrixFreeOperator``.
public protocol SymmetricOperator: Sendable {
  /// The number of rows and columns.
  var size: Int { get }
  /// Computes y = A x for several vectors at once. Both are `[size, vectors]`.
  func apply(to x: GraphSignals, into y: inout GraphSignals)
  /// Computes y = (factor A + shift) x + keep y, the step of polynomial recurrences. If `keep` is 0, y
  /// is not read. The default implementation uses the plain product.
  func apply(to x: GraphSignals, into y: inout GraphSignals, factor: Double, shift: Double, keep: Double)
  /// An interval that is guaranteed to contain every eigenvalue, or nil if none is known. The default is
  /// nil.
  var eigenvalueBounds: ClosedRange<Double>? { get }
}

extension SymmetricOperator {
  /// The default, nil: no interval is known.
  public var eigenvalueBounds: ClosedRange<Double>? { nil }

  /// Computes the plain product and then combines it with x and y.
  public func apply(
    to x: GraphSignals, into y: inout GraphSignals, factor: Double, shift: Double, keep: Double
  ) {
    var image = GraphSignals(uninitialized: x.nodeCount, count: x.signalCount)
    apply(to: x, into: &image)
    let target = unsafe y.uniquePointer()
    let width = x.signalCount
    x.forEachRowRange { rows in
      for index in rows.lowerBound * width..<rows.upperBound * width {
        let value = unsafe factor * image.pointer[index] + shift * x.pointer[index]
        unsafe target[index] = keep == 0 ? value : value + keep * target[index]
      }
    }
  }

  /// Returns A x. Traps if the sizes do not match.
  public func callAsFunction(_ x: GraphSignals) -> GraphSignals {
    guard x.nodeCount == size else {
      fatalError("operator: [\(size), \(size)] x [\(x.nodeCount), \(x.signalCount)]: inner sizes differ")
    }
    var y = GraphSignals(uninitialized: x.nodeCount, count: x.signalCount)
    apply(to: x, into: &y)
    return y
  }
}

/// An operator given by a closure that multiplies one vector.
public struct MatrixFreeOperator: SymmetricOperator {
  /// The number of rows and columns.
  public let size: Int
  /// An interval that is guaranteed to contain every eigenvalue, or nil if none is known.
  public let eigenvalueBounds: ClosedRange<Double>?
  private let product: @Sendable ([Double]) -> [Double]

  /// Creates the operator whose product with x is `product(x)`.
  /// - Parameters:
  ///   - size: The number of rows and columns.
  ///   - eigenvalueBounds: An interval that is guaranteed to contain every eigenvalue, or nil if none is
  ///     known.
  ///   - product: Returns the product with a vector. It must have `size` elements.
  public init(
    size: Int, eigenvalueBounds: ClosedRange<Double>? = nil,
    product: @escaping @Sendable ([Double]) -> [Double]
  ) {
    self.size = size
    self.eigenvalueBounds = eigenvalueBounds
    self.product = product
  }

  /// Computes y = A x with one call of the closure per column.
  public func apply(to x: GraphSignals, into y: inout GraphSignals) {
    for signal in 0..<x.signalCount {
      let image = product(x.column(signal))
      guard image.count == size else {
        fatalError("MatrixFreeOperator: expected a product of \(size) elements, found \(image.count)")
      }
      for (node, value) in image.enumerated() { y[node, signal] = value }
    }
  }
}

extension SparseMatrix<Double>: SymmetricOperator {
  /// The number of rows and columns.
  public var size: Int { rowCount }

  /// Computes y = A x.
  public func apply(to x: GraphSignals, into y: inout GraphSignals) {
    let target = unsafe y.uniquePointer()
    unsafe multiply(x.pointer, into: target, width: x.signalCount)
  }

  /// Returns A x for a matrix of any shape: `[rows, columns] x [columns, signals] -> [rows, signals]`.
  /// Traps if the sizes do not match.
  public func multiplied(by x: GraphSignals) -> GraphSignals {
    guard x.nodeCount == columnCount else {
      fatalError(
        "multiplied: [\(rowCount), \(columnCount)] x [\(x.nodeCount), \(x.signalCount)]: inner sizes differ")
    }
    var y = GraphSignals(zeros: rowCount, count: x.signalCount)
    unsafe multiply(x.pointer, into: y.uniquePointer(), width: x.signalCount)
    return y
  }

  /// The union of Gershgorin's circles, which contains every eigenvalue.
  public var eigenvalueBounds: ClosedRange<Double>? {
    guard rowCount > 0 else { return nil }
    var low = Double.infinity
    var high = -Double.infinity
    for row in 0..<rowCount {
      var centre = 0.0
      var radius = 0.0
      for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] {
        if Int(pattern.columnIndices[entry]) == row {
          centre += values[entry]
        } else {
          radius += abs(values[entry])
        }
      }
      low = min(low, centre - radius)
      high = max(high, centre + radius)
    }
    return low <= high ? low...high : nil
  }
}

/// A symmetric Laplacian as an operator.
package struct LaplacianOperator: SymmetricOperator {
  package let laplacian: Laplacian
  package let eigenvalueBounds: ClosedRange<Double>?

  package init(_ laplacian: Laplacian) {
    self.laplacian = laplacian
    eigenvalueBounds = laplacian.eigenvalueBounds
  }

  package var size: Int { laplacian.nodeCount }

  package func apply(to x: GraphSignals, into y: inout GraphSignals) {
    apply(to: x, into: &y, factor: 1, shift: 0, keep: 0)
  }

  package func apply(
    to x: GraphSignals, into y: inout GraphSignals, factor: Double, shift: Double, keep: Double
  ) {
    let target = unsafe y.uniquePointer()
    unsafe laplacian.multiply(
      x.pointer, into: target, width: x.signalCount, factor: factor, shift: shift, keep: keep)
  }
}
