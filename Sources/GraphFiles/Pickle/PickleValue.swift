/// A value of a pickle. Whatever has parts lies in the heap of its ``PickleDocument`` and is named by its number,
/// so that cycles and deep nesting, which a pickle can express, cost neither memory nor stack.
package enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case float(Double)
  /// Bytes or text that stand in the file as they are.
  case text(Range<Int>)
  /// Bytes or text that had to be unescaped, by number.
  case ownText(Int)
  case tuple(Int)
  /// A list or a set, whose elements come in the order of the file.
  case list(Int)
  case dictionary(Int)
  case global(PickleGlobal)
  case object(Int)
}

/// An array, an element type or a matrix, as far as it has been built.
package struct PickleObject {
  package enum Kind: Equatable {
    /// An array that BUILD fills.
    case ndarray
    /// An array over a buffer: bytes, element type, shape, order.
    case bufferArray
    /// One number or string of NumPy's: element type, bytes.
    case scalar
    case dtype
    case sparse(SparseLayout)
  }

  package let kind: Kind
  /// What it was made with: the notation of an element type, the parts of a buffer array.
  package var arguments: [PickleValue] = []
  /// What BUILD gave it: the fields of an array or a type, or a dictionary.
  package var state: PickleValue?
}
