// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

extension Variable {
  /// Returns the sum of all elements. Gradient: `dx = dy` for every element.
  public func sum() -> Variable {
    Variable(value.sum(), from: self) { [shape, node] gradient, tape in
      tape.add(Tensor(repeating: gradient.scalar, shape: shape), to: node)
    }
  }

  /// Returns the mean of all elements. Gradient: `dx = dy / count` for every element.
  public func mean() -> Variable { sum() * (1 / Float(value.count)) }

  /// Returns the sum over one axis. Gradient: dy, broadcast along the axis.
  public func sum(axis: Int, keepingDimension: Bool = false) -> Variable {
    let axis = shape.resolved(axis: axis, in: "sum")
    return Variable(value.sum(axis: axis, keepingDimension: keepingDimension), from: self) {
      [shape, node] gradient, tape in
      var kept = shape
      kept[axis] = 1
      tape.add(gradient.reshaped(kept).broadcast(to: shape), to: node)
    }
  }

  /// Returns the mean over one axis. Gradient: `dy / length`, broadcast along the axis.
  public func mean(axis: Int, keepingDimension: Bool = false) -> Variable {
    let resolved = shape.resolved(axis: axis, in: "mean")
    return sum(axis: resolved, keepingDimension: keepingDimension) * (1 / Float(shape[resolved]))
  }

  /// Returns the largest element along one axis. The gradient flows to the first of the largest
  /// elements.
  public func maximum(axis: Int) -> Variable {
    let axis = shape.resolved(axis: axis, in: "maximum")
    let (values, positions) = value.maximum(axis: axis)
    return Variable(values, from: self) { [shape, node] gradient, tape in
      var result = Tensor(zeros: shape)
      let inner = shape.product(axis + 1..<shape.rank)
      unsafe result.withUnsafeMutableBufferPointer { result in
        unsafe gradient.withUnsafeBufferPointer { gradient in
          for (index, position) in positions.enumerated() {
            let (block, column) = (index / max(1, inner), index % max(1, inner))
            unsafe result[(block * shape[axis] + Int(position)) * inner + column] = unsafe gradient[index]
          }
        }
      }
      tape.add(result, to: node)
    }
  }

  /// Returns the softmax of x over the last axis. Gradient: `dx = y (dy - sum(y dy))`.
  public func softmax() -> Variable {
    let output = value.softmaxOverLastAxis(logarithm: false)
    var result = Variable(output, from: self) { [node] gradient, tape in
      let weighted = output * gradient
      tape.add(weighted - output * weighted.sum(axis: -1, keepingDimension: true), to: node)
    }
    result.squashing = .softmax
    return result
  }

  /// Returns the logarithm of the softmax of x over the last axis. Gradient:
  /// `dx = dy - softmax(x) sum(dy)`.
  public func logSoftmax() -> Variable {
    let output = value.softmaxOverLastAxis(logarithm: true)
    return Variable(output, from: self) { [node] gradient, tape in
      tape.add(gradient - output.map(.exponential) * gradient.sum(axis: -1, keepingDimension: true), to: node)
    }
  }

  /// Returns the softmax over `axis`, which may be negative to count from the end: `e^x / sum e^x`.
  public func softmax(axis: Int) -> Variable { overAxis(axis, "softmax") { $0.softmax() } }

  /// Returns the logarithm of the softmax over `axis`, which may be negative to count from the end.
  public func logSoftmax(axis: Int) -> Variable { overAxis(axis, "logSoftmax") { $0.logSoftmax() } }

  /// Applies a function of the last axis to another one.
  private func overAxis(_ axis: Int, _ name: StaticString, _ function: (Variable) -> Variable) -> Variable {
    let axis = shape.resolved(axis: axis, in: name)
    let last = shape.rank - 1
    if axis == last { return function(self) }
    var order = Array(0..<shape.rank)
    order.swapAt(axis, last)
    let result = function(transposed(order))
    var output = result.transposed(order)
    output.squashing = result.squashing
    return output
  }

  /// Divides every row (the last axis) by its Euclidean norm, or by `least` if the norm is smaller.
  public func unitRows(least: Float = 1e-12) -> Variable {
    let norms = map(.square).sum(axis: shape.rank - 1, keepingDimension: true)
    // The lower bound is applied inside the root because the slope of the root is unbounded at 0.
    return self / norms.maximum(Variable(Tensor(least * least))).map(.squareRoot)
  }
}
