// SPDX-License-Identifier: Apache-2.0

/// An element of an array of Python objects, limited to the supported kinds.
package enum NumpyObject: Equatable {
  case none
  case text(String)
  case integer(Int)
  case float(Double)

  /// The value as an integer, or nil if it is not one.
  var integer: Int? {
    switch self {
    case .integer(let value): value
    case .float(let value): Int(exactly: value)
    case .none, .text: nil
    }
  }

  /// The value as a number, or nil if it is not one.
  var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .float(let value): value
    case .none, .text: nil
    }
  }
}

extension NumpyObject: CustomStringConvertible {
  /// The text, or the number as text. A float with an integral value has no decimal point.
  package var description: String {
    switch self {
    case .none: ""
    case .text(let text): text
    case .integer(let value): String(value)
    case .float(let value): Int(exactly: value).map(String.init) ?? String(value)
    }
  }
}
