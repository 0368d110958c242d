// SPDX-License-Identifier: Apache-2.0

/// A value of a pickle. Compound values are stored in the heap of their ``PickleDocument`` and
/// identified by number, so that cycles and deep nesting, both of which a pickle can contain, cost
/// neither memory nor stack.
package enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  case float(Double)
  /// Bytes or text that are in the file unescaped.
  case text(Range<Int>)
  /// Bytes or text that had to be unescaped, by number.
  case ownText(Int)
  case tuple(Int)
  /// A list or a set, with its elements in the order of the file.
  case list(Int)
  case dictionary(Int)
  case global(PickleGlobal)
  case object(Int)
}

/// An array, an element type or a matrix that is being built.
package struct PickleObject {
  package enum Kind: Equatable {
    /// An array whose content the opcode BUILD sets.
    case ndarray
    /// An array over a buffer: bytes, element type, shape, order.
    case bufferArray
    /// A NumPy scalar (a number or a string): element type, bytes.
    case scalar
    case dtype
    case sparse(SparseLayout)
  }

  package let kind: Kind
  /// The arguments it was created with: the notation of an element type, or the parts of a buffer array.
  package var arguments: [PickleValue] = []
  /// The state that the opcode BUILD gave it: the fields of an array or a type, or a dictionary.
  package var state: PickleValue?
}
