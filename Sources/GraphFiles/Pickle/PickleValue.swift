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
  case list(Int)
  case dictionary(Int)
  case global(PickleGlobal)
  case object(Int)
}

/// The few names that a pickle may refer to. None is ever called: each stands for a value that is built here.
package enum PickleGlobal: Equatable {
  case ndarray
  case dtype
  case reconstruct
  case csrMatrix
  case defaultDictionary
  case list

  package init?(module: String, name: String) {
    switch (module, name) {
    case ("numpy", "ndarray"): self = .ndarray
    case ("numpy", "dtype"): self = .dtype
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      self = .reconstruct
    case ("scipy.sparse.csr", "csr_matrix"), ("scipy.sparse._csr", "csr_matrix"):
      self = .csrMatrix
    case ("collections", "defaultdict"): self = .defaultDictionary
    case ("__builtin__", "list"), ("builtins", "list"): self = .list
    default: return nil
    }
  }
}

/// An array, an element type or a matrix, as far as it has been built.
package struct PickleObject {
  package enum Kind {
    case ndarray
    case dtype
    case csrMatrix
  }

  package let kind: Kind
  /// What it was made with: the notation of an element type.
  package var arguments: [PickleValue] = []
  /// What BUILD gave it: the fields of an array or a type, or a dictionary.
  package var state: PickleValue?
}
