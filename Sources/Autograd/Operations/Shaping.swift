// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension Variable {
  /// Returns the same elements in another shape. Gradient: dy in the old shape.
  public func reshaped(_ shape: Shape) -> Variable {
    var result = Variable(value.reshaped(shape), from: self) { [old = self.shape, node] gradient, tape in
      tape.add(gradient.reshaped(old), to: node)
    }
    result.squashing = squashing
    return result
  }

  /// Returns x with its axes in another order; without `order`, the last two axes are exchanged.
  /// Gradient: dy with the axes in the old order.
  public func transposed(_ order: [Int]? = nil) -> Variable {
    Variable(value.transposed(order), from: self) { [node] gradient, tape in
      let inverse = order.map { order in order.indices.map { axis in order.firstIndex(of: axis) ?? axis } }
      tape.add(gradient.transposed(inverse), to: node)
    }
  }

  /// Returns the part of one axis in `range`. Gradient: dy in this part, 0 elsewhere.
  public func slice(axis: Int, _ range: Range<Int>) -> Variable {
    let axis = shape.resolved(axis: axis, in: "slice")
    var result = Variable(value.slice(axis: axis, range), from: self) { [shape, node] gradient, tape in
      tape.add(gradient.padded(into: shape, axis: axis, at: range.lowerBound), to: node)
    }
    result.squashing = squashing
    return result
  }

  /// Concatenates variables along `axis`. The gradient of each variable is its part of dy.
  public static func concatenated(_ variables: [Variable], axis: Int) -> Variable {
    let value = Tensor.concatenated(variables.map(\.value), axis: axis)
    let axis = value.shape.resolved(axis: axis, in: "concatenated")
    let parts = variables.map { (length: $0.shape[axis], node: $0.node) }
    return Variable(value, from: variables) { gradient, tape in
      var start = 0
      for part in parts {
        tape.add(gradient.slice(axis: axis, start..<start + part.length), to: part.node)
        start += part.length
      }
    }
  }

  /// Returns the rows (slices of the first axis) at `indices`. The gradient of each row is the sum of dy
  /// over its occurrences.
  public func rows(_ indices: [Int32]) -> Variable {
    var result = Variable(value.rows(indices), from: self) { [rowCount = shape[0], node] gradient, tape in
      tape.add(Tensor.scattering(gradient, to: indices, rowCount: rowCount), to: node)
    }
    result.squashing = squashing
    return result
  }
}
