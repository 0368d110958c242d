// SPDX-License-Identifier: Apache-2.0

/// The separator between the fields of a row in a text table.
public enum TableSeparator: Sendable, Hashable {
  /// A single comma.
  case comma
  /// A single semicolon. Numbers may then have decimal commas.
  case semicolon
  /// A single tab.
  case tab
  /// One or more spaces and tabs.
  case blanks
  /// Another single ASCII character.
  case character(UInt8)

  /// The byte that separates fields; nil for `blanks`.
  package var byte: UInt8? {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: 0x09
    case .blanks: nil
    case .character(let byte): byte
    }
  }
}

extension TableSeparator: CustomStringConvertible {
  /// The name in options and notes.
  public var description: String {
    switch self {
    case .comma: "comma"
    case .semicolon: "semicolon"
    case .tab: "tab"
    case .blanks: "blanks"
    case .character(let byte): String(UnicodeScalar(byte))
    }
  }

  /// Creates the separator named `comma`, `semicolon`, `tab` or `blanks`, or a separator that is a
  /// single ASCII character. Returns nil for letters, digits, quotes, points, minus signs and any other
  /// text.
  public init?(_ name: String) {
    switch name {
    case "comma", ",": self = .comma
    case "semicolon", ";": self = .semicolon
    case "tab", "\t", "\\t": self = .tab
    case "blanks", "blank", "space", " ": self = .blanks
    default:
      guard name.utf8.count == 1, let byte = name.utf8.first, byte > 0x20, byte < 0x7F,
        byte != UInt8(ascii: "\""), byte != UInt8(ascii: "."), byte != UInt8(ascii: "-"),
        !(byte >= 0x30 && byte <= 0x39), !(byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
      else { return nil }
      self = .character(byte)
    }
  }
}

extension TableSeparator {
  /// The separator in Swift notation.
  package var swiftName: String {
    switch self {
    case .comma, .semicolon, .tab, .blanks: ".\(self)"
    case .character(let byte): ".character(UInt8(ascii: \"\(UnicodeScalar(byte))\"))"
    }
  }
}

/// Options for reading text tables. Anything that is nil is detected from the start of each file.
public struct TableOptions: Sendable, Hashable {
  /// The separator between fields.
  public var separator: TableSeparator?
  /// Whether the first row contains the names of the columns.
  public var hasHeader: Bool?
  /// Whether the first row contains the names of the columns, used only if the rows do not make this
  /// clear.
  public var doubtfulHeader: Bool?
  /// The columns to read, by name or by number from 1: the source, target and optional weight of edges;
  /// an id and a label; an id and features; or an id and a value.
  public var columns: [String]?
  /// The character that starts a comment line; an empty string means that there are no comments. If nil,
  /// `#` and `%` start comments: before the data unless such a line is data itself, and later only if
  /// whitespace follows.
  public var comment: String?

  /// Whether no option is set that applies only to text tables.
  package var isAutomatic: Bool { separator == nil && hasHeader == nil && columns == nil && comment == nil }

  /// Creates options. Anything that is not given is detected from the file.
  public init(
    separator: TableSeparator? = nil, hasHeader: Bool? = nil, doubtfulHeader: Bool? = nil,
    columns: [String]? = nil, comment: String? = nil
  ) {
    self.separator = separator
    self.hasHeader = hasHeader
    self.doubtfulHeader = doubtfulHeader
    self.columns = columns
    self.comment = comment
  }
}
