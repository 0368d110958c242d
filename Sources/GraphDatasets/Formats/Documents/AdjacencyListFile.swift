internal import GraphCore

/// The adjacency lists of NetworkX: `node neighbour neighbour ...` a line, or on several lines `node count` and then a
/// `neighbour [data]` a line. They do not say whether edges have directions.
enum AdjacencyListFile {
  static func read(_ file: TextFile, isMultiline: Bool) throws(DataError) -> EdgeSource {
    var lines = WordLines(file)
    var document = GraphDocument(path: file.path, isOpen: true)
    while let words = try nextWords(&lines) {
      let node = try lines.string(words[0].range)
      try document.open(node, line: lines.line)
      if isMultiline {
        try readNeighbours(of: node, words, &lines, into: &document)
      } else {
        for word in words.dropFirst() {
          try document.connect(
            node, try lines.string(word.range), isDirected: true, weight: nil, line: lines.line)
        }
      }
    }
    return try document.finish(byteCount: file.bytes.count)
  }

  private static func readNeighbours(
    of node: String, _ words: [WordLines.Word], _ lines: inout WordLines, into document: inout GraphDocument
  ) throws(DataError) {
    guard words.count == 2, let count = lines.integer(words[1]), count >= 0 else {
      throw lines.error("expected '<node> <number of neighbours>'")
    }
    for found in 0..<count {
      guard let words = try nextWords(&lines) else {
        throw lines.error(
          "the file is cut off: node '\(NodeAttributes.shown(node))' has \(count) neighbours, \(found) were found"
        )
      }
      let neighbour = try lines.string(words[0].range)
      var weight: Double?
      if words.count > 1 {
        let data = try lines.string(words[1].range.lowerBound..<lines.range.upperBound)
        guard data.hasPrefix("{") else {
          throw lines.error("expected '<neighbour> {data}', found \(lines.excerpt(words[1].range))")
        }
        switch EdgeDictionary.weight(in: data) {
        case .none: break
        case .number(let value): weight = value
        case .invalid: throw lines.error("the weight is no finite number")
        }
      }
      try document.connect(node, neighbour, isDirected: true, weight: weight, line: lines.line)
    }
  }

  /// The words of the next line that is neither blank nor a comment: a sign at its beginning, or between blanks.
  private static func nextWords(_ lines: inout WordLines) throws(DataError) -> [WordLines.Word]? {
    while lines.nextLine() {
      guard let first = lines.firstByte, first != UInt8(ascii: "#") else { continue }
      let words = lines.plainWords()
      let end = words.firstIndex { lines.isHash($0) } ?? words.count
      if end > 0 { return Array(words[..<end]) }
    }
    return nil
  }
}

/// The data of an edge as Python prints a dictionary.
enum EdgeDictionary {
  enum Weight: Equatable {
    case none
    case number(Double)
    case invalid
  }

  /// The number under the key `weight`.
  static func weight(in text: String) -> Weight {
    let bytes = Array(text.utf8)
    for quote in [UInt8(ascii: "'"), UInt8(ascii: "\"")] {
      let key = [quote] + Array("weight".utf8) + [quote]
      var start = 0
      while start + key.count <= bytes.count {
        defer { start += 1 }
        guard bytes[start..<start + key.count].elementsEqual(key) else { continue }
        var value = bytes[(start + key.count)...].drop { $0 == 0x20 }
        // A value that happens to be 'weight' is followed by no colon.
        guard value.first == UInt8(ascii: ":") else { continue }
        value = value.dropFirst().prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
        return DecimalNumber.finite(String(decoding: value, as: UTF8.self)).map(Weight.number) ?? .invalid
      }
    }
    return .none
  }
}
