/// A Python object of an array of objects, of the few kinds that are read.
package enum NumpyObject: Equatable {
  case none
  case text(String)
  case integer(Int)
  case float(Double)

  /// The whole number that this is.
  var integer: Int? {
    switch self {
    case .integer(let value): value
    case .float(let value): Int(exactly: value)
    case .none, .text: nil
    }
  }

  /// The number that this is.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    case .none, .text: nil
    }
  }
}

extension NumpyObject: CustomStringConvertible {
  /// The text, or the number as text; whole numbers without a point.
  package var description: String {
    switch self {
    case .none: ""
    case .text(let text): text
    case .integer(let value): String(value)
    case .float(let value): Int(exactly: value).map(String.init) ?? String(value)
    }
  }
}
