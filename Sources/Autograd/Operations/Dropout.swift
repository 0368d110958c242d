public import TensorCore

extension Variable {
  /// y = x scale where the mask's bit is set, 0 elsewhere; dx = dy scale there.
  public func masked(by mask: RandomMask, scale: Float) -> Variable {
    Variable(value.masked(by: mask, scale: scale), from: self) { [node] gradient, tape in
      tape.add(gradient.masked(by: mask, scale: scale), to: node)
    }
  }

  /// y = max(x, 0) scale where the mask's bit is set, 0 elsewhere: ReLU and dropout in one pass, of which a bit an element is
  /// kept; dx = dy scale where x > 0 and the bit is set.
  public func relu(maskedBy mask: RandomMask, scale: Float) -> Variable {
    let (output, passed) = value.relu(maskedBy: mask, scale: scale)
    return Variable(output, from: self) { [node] gradient, tape in
      tape.add(gradient.masked(by: passed, scale: scale), to: node)
    }
  }
}
