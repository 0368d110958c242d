// SPDX-License-Identifier: Apache-2.0

public import TensorCore

extension Variable {
  /// Applies dropout: returns `x scale` where the bit of the mask is set and 0 elsewhere. Gradient:
  /// `dx = dy scale` where the bit is set, 0 elsewhere.
  public func masked(by mask: RandomMask, scale: Float) -> Variable {
    Variable(value.masked(by: mask, scale: scale), from: self) { [node] gradient, tape in
      tape.add(gradient.masked(by: mask, scale: scale), to: node)
    }
  }

  /// Applies ReLU and dropout in one step: returns `max(x, 0) scale` where the bit of the mask is set
  /// and 0 elsewhere.
  ///
  /// Gradient: `dx = dy scale` where x > 0 and the bit is set, 0 elsewhere. Only one bit per element is
  /// kept for the backward pass.
  public func relu(maskedBy mask: RandomMask, scale: Float) -> Variable {
    let (output, passed) = value.relu(maskedBy: mask, scale: scale)
    return Variable(output, from: self) { [node] gradient, tape in
      tape.add(gradient.masked(by: passed, scale: scale), to: node)
    }
  }
}
