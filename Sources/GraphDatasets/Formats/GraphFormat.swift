// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The formats of files of edges. The raw values are their names in messages.
enum GraphFormat: String, CaseIterable {
  case edgeList = "an edge list"
  case matrixMarket = "Matrix Market"
  case graphML = "GraphML"
  case gexf = "GEXF"
  case gml = "GML"
  case pajek = "a Pajek network"
  case metis = "a METIS graph"
  case adjacencyList = "an adjacency list"
  case multilineAdjacencyList = "a multi-line adjacency list"
  case largeGraphLayout = "a Large Graph Layout file"
  case numpyArchive = "a NumPy archive"

  /// The formats by file name suffix.
  private static let suffixes: [String: GraphFormat] = [
    "mtx": .matrixMarket, "mm": .matrixMarket, "graphml": .graphML, "gexf": .gexf, "gml": .gml,
    "net": .pajek, "paj": .pajek, "graph": .metis, "metis": .metis, "adjlist": .adjacencyList,
    "madjlist": .multilineAdjacencyList, "multiline_adjlist": .multilineAdjacencyList, "npz": .numpyArchive,
    "lgl": .largeGraphLayout,
    "csv": .edgeList, "tsv": .edgeList, "txt": .edgeList, "edges": .edgeList, "edgelist": .edgeList,
  ]

  /// Whether files of this format specify which edges are directed.
  var tellsDirections: Bool {
    switch self {
    case .edgeList, .adjacencyList, .multilineAdjacencyList, .largeGraphLayout: false
    default: true
    }
  }

  /// Detects the format of a file from its content or else from its suffix. The default is an edge list.
  ///
  /// - Parameter bytes: The content, decompressed if it was gzipped.
  /// - Returns: The format, and a note if the content and the suffix disagree.
  static func detect(path: String, bytes: [UInt8]) -> (format: GraphFormat, note: DataNote?) {
    let suffix = FileName.suffix(path)
    let named = suffixes[suffix]
    guard let shown = GraphSign.format(of: bytes), shown != named else {
      return (named ?? .edgeList, nil)
    }
    guard named != nil else { return (shown, nil) }
    let note = DataNote(
      "is read as \(shown.rawValue) because of its content, although its name ends in .\(suffix)",
      at: .file(path))
    return (shown, note)
  }
}

/// Detects formats from the content of a file.
private enum GraphSign {
  /// Returns the format that `bytes` show, or nil if they show none.
  static func format(of bytes: [UInt8]) -> GraphFormat? {
    if ZipArchive.isArchive(bytes) { return .numpyArchive }
    // This is enough for a licence in a comment. UTF-16 without its zero bytes is ASCII.
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let beginning = bytes.prefix(65_536).filter { !isWide || $0 != 0 }
    let text = trimmed(beginning[...])
    guard let first = text.first else { return nil }
    switch first {
    case UInt8(ascii: "<"): return markup(text)
    case UInt8(ascii: "*"): return isPajek(text) ? .pajek : nil
    case UInt8(ascii: "%"):
      if hasPrefix(text, "%%matrixmarket") { return .matrixMarket }
      return isPajek(behindComments(text, UInt8(ascii: "%"))) ? .pajek : nil
    default:
      return isGML(behindComments(text, UInt8(ascii: "#"))) ? .gml : nil
    }
  }

  /// Returns the format of an XML document from its root element, or nil if it is another one.
  private static func markup(_ text: ArraySlice<UInt8>) -> GraphFormat? {
    var rest = text
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[start...].dropFirst()
      if hasPrefix(rest, "!--") {
        while !rest.isEmpty, !hasPrefix(rest, "-->") { rest = rest.dropFirst() }
      } else if rest.first != UInt8(ascii: "!"), rest.first != UInt8(ascii: "?") {
        let name = rest.prefix { isNameByte($0) }
        let local = name.split(separator: UInt8(ascii: ":")).last ?? []
        if local.elementsEqual("graphml".utf8) { return .graphML }
        return local.elementsEqual("gexf".utf8) ? .gexf : nil
      }
    }
    return nil
  }

  private static func isPajek(_ text: ArraySlice<UInt8>) -> Bool {
    ["*vertices", "*network"].contains { word in
      hasPrefix(text, word) && (text.dropFirst(word.utf8.count).first.map(isBlank) ?? true)
    }
  }

  /// Returns whether the text starts with `graph [`, possibly after keys that programs write before it:
  /// `Creator "..."`, `Version 1`, `directed 1`.
  private static func isGML(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    for _ in 0..<8 {
      let key = rest.prefix { isNameByte($0) }
      rest = trimmed(rest.dropFirst(key.count))
      let name = String(decoding: key, as: UTF8.self).lowercased()
      if name == "graph" { return rest.first == UInt8(ascii: "[") }
      guard ["creator", "version", "comment", "directed", "label"].contains(name) else { return false }
      if rest.first == UInt8(ascii: "\"") {
        rest = rest.dropFirst().drop { $0 != UInt8(ascii: "\"") }.dropFirst()
      } else {
        rest = rest.drop { !isBlank($0) }
      }
      rest = behindComments(trimmed(rest), UInt8(ascii: "#"))
    }
    return false
  }

  /// Returns the text after lines that start with `sign`.
  private static func behindComments(_ text: ArraySlice<UInt8>, _ sign: UInt8) -> ArraySlice<UInt8> {
    var rest = text
    while rest.first == sign { rest = trimmed(rest.drop { $0 != 0x0A && $0 != 0x0D }) }
    return rest
  }

  /// Returns `text` without a leading byte order mark and whitespace.
  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    text.drop { isBlank($0) || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF || $0 == 0xFE || $0 == 0xFF }
  }

  private static func hasPrefix(_ text: ArraySlice<UInt8>, _ word: String) -> Bool {
    let start = text.prefix(word.utf8.count)
    return start.count == word.utf8.count
      && zip(start, word.utf8).allSatisfy { ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
