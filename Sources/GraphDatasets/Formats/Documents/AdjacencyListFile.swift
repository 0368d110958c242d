// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The adjacency lists of NetworkX: `node neighbour neighbour ...` per line, or the multi-line form with
/// `node count` followed by one `neighbour [data]` per line. Neither form specifies whether edges are
/// directed.
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
          "the file is truncated: expected \(count) neighbours of node '\(NodeAttributes.shown(node))', found \(found)"
        )
      }
      let neighbour = try lines.string(words[0].range)
      var weight: Double?
      if words.count > 1 {
        let data = try lines.string(words[1].range.lowerBound..<lines.range.upperBound)
        guard data.hasPrefix("{") else {
          throw lines.error("expected '<neighbour> {data}', found \(lines.excerpt(words[1].range))")
        }
        let place = DataError.Place.line(lines.path, lines.line)
        weight = try EdgeDictionary(data, at: place).weight
      }
      try document.connect(node, neighbour, isDirected: true, weight: weight, line: lines.line)
    }
  }

  /// Returns the words of the next line that is neither blank nor a comment. A comment starts with # at
  /// the start of a line or as a separate word.
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
