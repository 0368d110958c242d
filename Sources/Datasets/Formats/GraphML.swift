internal import GraphCore

extension EdgeList {
  /// A GraphML file (Brandes et al. 2002): nodes and edges with ids, and a number `weight` on edges where there
  /// is one. Document types and entities of one's own are refused.
  mutating func readGraphML(_ file: TextFile) throws(DataError) {
    var reader = GraphMLReader(file)
    var weightKey: String?
    var weight = 1.0
    var ends: (source: String, target: String, line: Int)?
    var isWeightNext = false
    while let event = try reader.next() {
      switch event {
      case .start(let tag, let attributes, let isClosed):
        switch tag {
        case "graph": statesDirected = attributes["edgedefault"] == "directed"
        case "key" where attributes["for"] != "node" && attributes["attr.name"] == "weight":
          weightKey = attributes["id"]
        case "node":
          guard let id = attributes["id"] else { throw reader.error("a node has no id") }
          _ = try node(id, reader)
        case "edge":
          guard let source = attributes["source"], let target = attributes["target"] else {
            throw reader.error("an edge lacks source or target")
          }
          weight = 1
          ends = (source, target, reader.line)
          if isClosed {
            append(try node(source, reader), try node(target, reader), 1)
            ends = nil
          }
        case "data": isWeightNext = ends != nil && weightKey != nil && attributes["key"] == weightKey
        default: break
        }
      case .text(let text):
        guard isWeightNext else { continue }
        let bytes = Array(text.utf8).filter { $0 > 0x20 }
        let value = unsafe bytes.withUnsafeBufferPointer { unsafe DecimalNumber.double($0) }
        guard let value, value.isFinite else { throw reader.error("weight '\(text)' is not a finite number") }
        weight = value
        isWeightNext = false
      case .end(let tag):
        if tag == "data" { isWeightNext = false }
        if tag == "edge", let edge = ends {
          append(try node(edge.source, reader), try node(edge.target, reader), weight)
          ends = nil
        }
      }
    }
  }

  private mutating func node(_ name: String, _ reader: GraphMLReader) throws(DataError) -> Int32 {
    let isKnown = identifiers.index(of: name)
    if let isKnown { return isKnown }
    guard !hasGivenNodes else {
      throw reader.error("node '\(name)' is not among the nodes of the features or labels file")
    }
    return identifiers.insert(name).index
  }
}

/// Walks over the tags and texts of an XML document, as far as GraphML needs it.
private struct GraphMLReader {
  enum Event {
    case start(String, [String: String], isClosed: Bool)
    case end(String)
    case text(String)
  }

  private let file: TextFile
  private var position = 0
  private(set) var line = 1
  private var open: [String] = []

  init(_ file: TextFile) { self.file = file }

  func error(_ message: String) -> DataError { DataError(.badData, message, at: .line(file.path, line)) }

  mutating func next() throws(DataError) -> Event? {
    let bytes = file.bytes
    while position < bytes.count {
      if bytes[position] != UInt8(ascii: "<") {
        let text = take { $0 != UInt8(ascii: "<") }
        if text.contains(where: { $0 > 0x20 }) {
          guard !open.isEmpty || text.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw error("has text outside all tags: is this a GraphML file?")
          }
          if !open.isEmpty { return .text(try unescaped(text)) }
        }
        continue
      }
      if bytes[position...].starts(with: Array("<!--".utf8)) {
        guard skip(past: "-->") else { throw error("a comment has no end") }
      } else if bytes[position...].starts(with: Array("<?".utf8)) {
        guard skip(past: "?>") else { throw error("an instruction has no end") }
      } else if bytes[position...].starts(with: Array("<!".utf8)) {
        throw error("has a document type or CDATA, which is not read")
      } else {
        return try tag()
      }
    }
    guard open.isEmpty else { throw error("is cut off: <\(open[open.count - 1])> has no end") }
    return nil
  }

  private mutating func take(while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    while position < file.bytes.count, isWanted(file.bytes[position]) {
      if file.bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    return file.bytes[start..<position]
  }

  private mutating func skip(past mark: String) -> Bool {
    let mark = Array(mark.utf8)
    while position < file.bytes.count {
      if file.bytes[position...].starts(with: mark) {
        position += mark.count
        return true
      }
      if file.bytes[position] == 0x0A { line += 1 }
      position += 1
    }
    return false
  }

  private mutating func skipBlanks() { _ = take { $0 <= 0x20 } }

  private mutating func name() throws(DataError) -> String {
    let name = take { $0 > 0x20 && !Array("=/><\"'".utf8).contains($0) }
    guard !name.isEmpty, name.count < 1000 else { throw error("has a tag or attribute without a name") }
    // A name space before the name does not matter here.
    return String(String(decoding: name, as: UTF8.self).split(separator: ":").last ?? "")
  }

  private mutating func expect(_ character: Character) throws(DataError) {
    guard position < file.bytes.count, file.bytes[position] == character.asciiValue else {
      throw error("'\(character)' was expected in a tag")
    }
    position += 1
  }

  private mutating func tag() throws(DataError) -> Event {
    try expect("<")
    if position < file.bytes.count, file.bytes[position] == UInt8(ascii: "/") {
      position += 1
      let name = try name()
      skipBlanks()
      try expect(">")
      guard open.popLast() == name else { throw error("</\(name)> ends what did not begin") }
      return .end(name)
    }
    let name = try name()
    var attributes: [String: String] = [:]
    while true {
      skipBlanks()
      guard position < file.bytes.count else { throw error("is cut off within a tag") }
      if file.bytes[position] == UInt8(ascii: ">") {
        position += 1
        guard open.count < 100 else { throw error("tags are nested more than 100 deep") }
        open.append(name)
        return .start(name, attributes, isClosed: false)
      }
      if file.bytes[position] == UInt8(ascii: "/") {
        position += 1
        try expect(">")
        return .start(name, attributes, isClosed: true)
      }
      let key = try attributeName()
      skipBlanks()
      try expect("=")
      skipBlanks()
      guard position < file.bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(file.bytes[position]) else {
        throw error("attribute \(key) has no quoted value")
      }
      let quote = file.bytes[position]
      position += 1
      attributes[key] = try unescaped(take { $0 != quote })
      guard position < file.bytes.count else { throw error("is cut off within a tag") }
      position += 1
    }
  }

  private mutating func attributeName() throws(DataError) -> String {
    let name = take { $0 > 0x20 && !Array("=/><\"'".utf8).contains($0) }
    guard !name.isEmpty, name.count < 1000 else { throw error("has an attribute without a name") }
    return String(decoding: name, as: UTF8.self)
  }

  /// The text with the five entities of XML and numbered characters put in.
  private func unescaped(_ bytes: ArraySlice<UInt8>) throws(DataError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw error("is not valid UTF-8") }
    guard text.contains("&") else { return text }
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      guard let end = rest[start...].firstIndex(of: ";") else { throw error("has '&' without ';'") }
      let name = rest[rest.index(after: start)..<end]
      switch name {
      case "amp": result += "&"
      case "lt": result += "<"
      case "gt": result += ">"
      case "quot": result += "\""
      case "apos": result += "'"
      default:
        let code = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
        guard name.hasPrefix("#"), let code, let scalar = Unicode.Scalar(code) else {
          throw error("entity '&\(name);' is not known")
        }
        result.unicodeScalars.append(scalar)
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
