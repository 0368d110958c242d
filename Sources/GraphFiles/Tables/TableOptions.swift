/// What stands between the fields of a row of a text table.
public enum TableSeparator: Sendable, Hashable {
  /// Every single comma.
  case comma
  /// Every single semicolon; numbers may then have decimal commas.
  case semicolon
  /// Every single tab.
  case tab
  /// Any run of spaces and tabs.
  case blanks
  /// Every single one of another ASCII character.
  case character(UInt8)

  /// The byte that separates; nil for runs of blanks.
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
  /// The name by which options and notes call it.
  public var description: String {
    switch self {
    case .comma: "comma"
    case .semicolon: "semicolon"
    case .tab: "tab"
    case .blanks: "blanks"
    case .character(let byte): String(UnicodeScalar(byte))
    }
  }

  /// The separator called `comma`, `semicolon`, `tab` or `blanks`, or a single ASCII character that can separate.
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
  /// The separator as it is written in Swift.
  package var swiftName: String {
    switch self {
    case .comma, .semicolon, .tab, .blanks: ".\(self)"
    case .character(let byte): ".character(UInt8(ascii: \"\(UnicodeScalar(byte))\"))"
    }
  }
}

/// What a user decides about the form of text tables. Whatever is nil is found out from the beginning of each file.
public struct TableOptions: Sendable, Hashable {
  /// What separates fields.
  public var separator: TableSeparator?
  /// Whether the first row names the columns.
  public var hasHeader: Bool?
  /// The same, but only where the rows leave a doubt.
  public var doubtfulHeader: Bool?
  /// The columns to read, by name or by number from 1: source, target and, if given, weight of edges; id and label; id and
  /// features; id and value.
  public var columns: [String]?
  /// The character with which lines of comment begin; an empty text: there are none. Nil: `#` and `%`, in the lines before
  /// the data unless such a line is data itself, and later where a blank follows.
  public var comment: String?

  /// Whether nothing is decided that only a text table has.
  package var isAutomatic: Bool { separator == nil && hasHeader == nil && columns == nil && comment == nil }

  /// Creates options; all are found out from the file unless given.
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
