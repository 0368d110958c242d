public import TensorCore

extension Variable {
  /// y = x scale where the mask's bit is set, 0 elsewhere; dx = dy scale there.
  public func masked(by mask: RandomMask, scale: Float) -> Variable {
    Variable(value.masked(by: mask, scale: scale), from: self) { [node] gradient, tape in
      tape.add(gradient.masked(by: mask, scale: scale), to: node)
    }
  }
}
