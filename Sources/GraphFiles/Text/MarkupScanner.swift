/// Walks over the tags and texts of an XML file. Only what data files use is known: elements, attributes, text,
/// comments, processing instructions, CDATA, and the five standard entities.
package struct MarkupScanner {
  package enum Token {
    case open(name: String, attributes: [String: String], isEmpty: Bool)
    case close(name: String)
    case text(String)
  }

  /// The line at which the scanner stands, from 1.
  package private(set) var line = 1
  private let bytes: [UInt8]
  private let path: String
  private var position = 0

  package init(_ file: TextFile) {
    bytes = file.bytes
    path = file.path
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// A `badData` error at the current line.
  package func error(_ message: String) -> DataError { DataError(.badData, message, at: .line(path, line)) }

  /// The next tag or text, nil at the end.
  package mutating func next() throws(DataError) -> Token? {
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "<") else {
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        let range = position..<end
        advance(to: end)
        // Blanks between tags, nearly all the text of a data file, are not worth a string.
        if bytes[range].allSatisfy({ $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) { continue }
        return .text(try text(range))
      }
      if isAt("<!--") {
        try skip(behind: "-->", from: position + 4)
      } else if isAt("<?") {
        try skip(behind: "?>", from: position + 2)
      } else if isAt("<![CDATA[") {
        let start = position + 9
        try skip(behind: "]]>", from: start)
        return .text(try string(start..<position - 3))
      } else if isAt("<!") {
        throw error("a document type or declaration is not read")
      } else {
        return try tag()
      }
    }
    return nil
  }

  private mutating func tag() throws(DataError) -> Token {
    position += 1
    let isClose = position < bytes.count && bytes[position] == UInt8(ascii: "/")
    if isClose { position += 1 }
    let qualified = try name()
    // A prefix such as `g:` names the same vocabulary.
    let name = qualified.split(separator: ":").last.map(String.init) ?? qualified
    var attributes = [String: String]()
    while true {
      skipBlanks()
      guard position < bytes.count else { throw error("the file is cut off within <\(name)>") }
      if bytes[position] == UInt8(ascii: ">") {
        position += 1
        return isClose ? .close(name: name) : .open(name: name, attributes: attributes, isEmpty: false)
      }
      if isAt("/>") && !isClose {
        position += 2
        return .open(name: name, attributes: attributes, isEmpty: true)
      }
      let attribute = try self.name()
      skipBlanks()
      guard !isClose, isAt("=") else { throw error("attribute '\(attribute)' of <\(name)> has no value") }
      position += 1
      skipBlanks()
      guard position < bytes.count,
        bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'"),
        let end = bytes[(position + 1)...].firstIndex(of: bytes[position])
      else { throw error("attribute '\(attribute)' of <\(name)> has no quoted value") }
      let range = position + 1..<end
      let value = try text(range)
      advance(to: end + 1)
      guard attributes.updateValue(value, forKey: attribute) == nil else {
        throw error("<\(name)> has the attribute '\(attribute)' twice")
      }
    }
  }

  private mutating func name() throws(DataError) -> String {
    let start = position
    while position < bytes.count, isNameByte(bytes[position]), position - start < 200 { position += 1 }
    guard position > start else { throw error("the name of an element or attribute was expected") }
    return try string(start..<position)
  }

  private func isNameByte(_ byte: UInt8) -> Bool {
    switch Unicode.Scalar(byte) {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", ":": true
    default: byte >= 0x80
    }
  }

  /// Text with its entities replaced.
  private func text(_ range: Range<Int>) throws(DataError) -> String {
    let plain = try string(range)
    guard plain.utf8.contains(UInt8(ascii: "&")) else { return plain }
    var result = ""
    var rest = Substring(plain)
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[rest.index(after: ampersand)...]
      let entities = [("amp;", "&"), ("lt;", "<"), ("gt;", ">"), ("quot;", "\""), ("apos;", "'")]
      guard let (entity, character) = entities.first(where: { rest.hasPrefix($0.0) }) else {
        throw error("entity '&\(rest.prefix(10))' is not read; only &amp; &lt; &gt; &quot; &apos; are")
      }
      result += character
      rest = rest.dropFirst(entity.count)
    }
    return result + rest
  }

  private func string(_ range: Range<Int>) throws(DataError) -> String {
    guard let string = String(validating: bytes[range], as: UTF8.self), !bytes[range].contains(0) else {
      throw error("holds bytes that are not valid UTF-8 text")
    }
    return string
  }

  private func isAt(_ word: StaticString) -> Bool {
    guard bytes.count - position >= word.utf8CodeUnitCount else { return false }
    for index in 0..<word.utf8CodeUnitCount where unsafe bytes[position + index] != word.utf8Start[index] {
      return false
    }
    return true
  }

  private mutating func skipBlanks() {
    while position < bytes.count,
      bytes[position] == 0x20 || bytes[position] == 0x0A || bytes[position] == 0x0D || bytes[position] == 0x09
    {
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
  }

  private mutating func skip(behind end: StaticString, from start: Int) throws(DataError) {
    position = min(start, bytes.count)
    while position < bytes.count {
      if isAt(end) {
        position += end.utf8CodeUnitCount
        return
      }
      if bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    throw error("the file is cut off: '\(end)' is missing")
  }

  private mutating func advance(to end: Int) {
    for index in position..<end where bytes[index] == 0x0A { line += 1 }
    position = end
  }
}
