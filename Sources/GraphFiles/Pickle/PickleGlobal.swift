// SPDX-License-Identifier: Apache-2.0

/// The names of Python functions and classes that a pickle may refer to. None of them is called; the
/// reader builds the values they describe.
package enum PickleGlobal: Equatable {
  case ndarray
  case dtype
  /// Creates an empty array.
  case reconstruct
  /// Creates an array over the bytes of protocol 5.
  case fromBuffer
  case scalar
  case sparse(SparseLayout)
  case dictionary
  case defaultDictionary
  /// Creates a list, set or tuple from its argument.
  case collection
  case bytes
  /// Converts text to the bytes of its characters, as Python 3 writes bytes in protocols 0 to 2.
  case encode
  /// Creates an object of a class in protocols 0 and 1.
  case reconstructor
  /// The base of all classes, which is an argument of ``reconstructor``.
  case object
  /// A class that may be the default of a dictionary and is never used.
  case unused

  package init?(module: String, name: String) {
    // Module names differ between Python 2 and 3, NumPy 1 and 2, and SciPy before and after 1.8.
    switch (Self.commonName(module), name) {
    case ("numpy", "ndarray"), ("numpy", "matrix"), ("numpy.matrixlib.defmatrix", "matrix"): self = .ndarray
    case ("numpy", "dtype"): self = .dtype
    case ("numpy.core.multiarray", "_reconstruct"): self = .reconstruct
    case ("numpy.core.numeric", "_frombuffer"): self = .fromBuffer
    case ("numpy.core.multiarray", "scalar"): self = .scalar
    case ("scipy.sparse.csr", "csr_matrix"), ("scipy.sparse.csr", "csr_array"),
      ("scipy.sparse._arrays", "csr_array"):
      self = .sparse(.rows)
    case ("scipy.sparse.csc", "csc_matrix"), ("scipy.sparse.csc", "csc_array"),
      ("scipy.sparse._arrays", "csc_array"):
      self = .sparse(.columns)
    case ("scipy.sparse.coo", "coo_matrix"), ("scipy.sparse.coo", "coo_array"),
      ("scipy.sparse._arrays", "coo_array"):
      self = .sparse(.coordinates)
    case ("collections", "defaultdict"): self = .defaultDictionary
    case ("collections", "OrderedDict"), ("builtins", "dict"): self = .dictionary
    case ("builtins", "list"), ("builtins", "set"), ("builtins", "frozenset"), ("builtins", "tuple"):
      self = .collection
    case ("builtins", "bytes"), ("builtins", "bytearray"): self = .bytes
    case ("_codecs", "encode"): self = .encode
    case ("copyreg", "_reconstructor"): self = .reconstructor
    case ("builtins", "object"): self = .object
    case ("builtins", "int"), ("builtins", "float"), ("builtins", "str"): self = .unused
    default: return nil
    }
  }

  private static func commonName(_ module: String) -> String {
    switch module {
    case "__builtin__": "builtins"
    case "copy_reg": "copyreg"
    case "numpy._core.multiarray": "numpy.core.multiarray"
    case "numpy._core.numeric": "numpy.core.numeric"
    case "scipy.sparse._csr": "scipy.sparse.csr"
    case "scipy.sparse._csc": "scipy.sparse.csc"
    case "scipy.sparse._coo": "scipy.sparse.coo"
    default: module
    }
  }
}
