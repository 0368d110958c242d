// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Pajek networks (`.net`) and projects with one network (`.paj`): `*Vertices`, `*Arcs`, `*Edges`, their
/// lists, `*Matrix`, and the first `*Partition` as labels.
enum PajekFile {
  static func read(_ file: TextFile) throws(DataError) -> EdgeSource {
    var reader = PajekReader(file)
    return try reader.run(byteCount: file.bytes.count)
  }
}

private struct PajekReader {
  private enum Section {
    case vertices
    case lines(isDirected: Bool)
    case lists(isDirected: Bool)
    case matrix(row: Int)
    case partition(next: Int)
    case ignored
  }

  private enum Owner {
    case network
    case partition
    case other
  }

  private struct Line {
    let source: Int
    let target: Int
    let isDirected: Bool
    let weight: Double?
    let line: Int
  }

  private var lines: WordLines
  private let byteCount: Int
  private var section: Section?
  /// The number of vertices; nil before `*Vertices` has been read.
  private var count: Int?
  /// The number of nodes of the first kind in a two-mode network; 0 for other networks.
  private var firstKind = 0
  private var names: [String?] = []
  private var isNamed: [Bool] = []
  private var edges: [Line] = []
  private var partition: [String?]?
  /// The part that the next `*Vertices` belongs to.
  private var owner = Owner.network
  private var relations = 0
  private var ignored: [String] = []

  init(_ file: TextFile) {
    lines = WordLines(file)
    byteCount = file.bytes.count
  }

  mutating func run(byteCount: Int) throws(DataError) -> EdgeSource {
    while lines.nextLine() {
      guard let first = lines.firstByte, first != UInt8(ascii: "%") else { continue }
      if first == UInt8(ascii: "*") {
        try checkEnd()
        try begin()
        continue
      }
      switch section {
      case nil: throw lines.error("expected '*Vertices'")
      case .vertices: try readVertex()
      case .lines(let isDirected): try readLine(isDirected)
      case .lists(let isDirected): try readList(isDirected)
      case .matrix(let row): try readRow(row)
      case .partition(let next): try readClass(next)
      case .ignored: break
      }
    }
    try checkEnd()
    return try finish()
  }

  // MARK: Sections

  private mutating func begin() throws(DataError) {
    let words = try lines.words(limit: 4)
    let title = try lines.string(words[0].range).lowercased()
    switch title {
    case "*network":
      guard count == nil else { throw lines.error("contains several networks; expected one") }
      section = .ignored
      owner = .network
    case "*vertices": try beginVertices(words)
    case "*arcs", "*edges":
      relations += words.count > 1 ? 1 : 0
      section = .lines(isDirected: title == "*arcs")
    case "*arcslist", "*edgeslist": section = .lists(isDirected: title == "*arcslist")
    case "*matrix": section = .matrix(row: 0)
    case "*partition":
      owner = partition == nil ? .partition : .other
      if partition != nil { ignore(title) }
      section = .ignored
    default:
      ignore(title)
      section = .ignored
      owner = .other
    }
    guard count == nil else { return }
    switch section {
    case .lines, .lists, .matrix: throw lines.error("'\(title)' precedes '*Vertices'")
    default: return
    }
  }

  private mutating func beginVertices(_ words: [WordLines.Word]) throws(DataError) {
    guard words.count >= 2, let size = lines.integer(words[1]), size >= 0 else {
      throw lines.error("expected '*Vertices <count>'")
    }
    switch owner {
    case .network: break
    case .partition:
      try checkSize(size)
      partition = [String?](repeating: nil, count: size)
      section = .partition(next: 0)
      owner = .other
      return
    case .other:
      section = .ignored
      return
    }
    guard count == nil else { throw lines.error("contains several networks; expected one") }
    try checkSize(size)
    count = size
    names = [String?](repeating: nil, count: size)
    isNamed = [Bool](repeating: false, count: size)
    section = .vertices
    guard words.count >= 3, let first = lines.integer(words[2]) else { return }
    guard (0...size).contains(first) else {
      throw lines.error("expected 0 to \(size) vertices of the first kind, found \(first)")
    }
    firstKind = first
  }

  /// Throws if there are too many vertices. A file need not list its vertices, but the memory for them
  /// is limited.
  private func checkSize(_ size: Int) throws(DataError) {
    guard size < Int(Int32.max), size <= max(1 << 20, byteCount) else {
      throw lines.error("the file is too small for the claimed \(size) vertices")
    }
  }

  private mutating func ignore(_ title: String) {
    if !ignored.contains(title) { ignored.append(title) }
  }

  private func checkEnd() throws(DataError) {
    if case .matrix(let row) = section, row != matrixRows {
      throw lines.error("expected \(matrixRows) rows in the matrix, found \(row)")
    }
    if case .partition(let next) = section, next != partition?.count {
      throw lines.error("expected \(partition?.count ?? 0) values in the partition, found \(next)")
    }
  }

  // MARK: Lines

  private func node(_ word: WordLines.Word) throws(DataError) -> Int {
    let count = count ?? 0
    guard let number = lines.integer(word), number >= 1, number <= count else {
      throw lines.error("invalid vertex \(lines.excerpt(word.range)); expected a number from 1 to \(count)")
    }
    return number - 1
  }

  private mutating func readVertex() throws(DataError) {
    let words = try lines.words(limit: 2)
    let node = try node(words[0])
    guard !isNamed[node] else { throw lines.error("duplicate vertex \(node + 1)") }
    isNamed[node] = true
    guard words.count > 1 else { return }
    let name = try lines.string(words[1].range)
    names[node] = name.isEmpty ? nil : name
  }

  private mutating func readLine(_ isDirected: Bool) throws(DataError) {
    let words = try lines.words(limit: 3)
    guard words.count >= 2 else { throw lines.error("expected '<vertex> <vertex> [weight]'") }
    // A word that is not a number is the first of the drawing parameters.
    let weight = words.count > 2 ? lines.number(words[2]) : nil
    if words.count > 2, weight == nil, isLikeNumber(words[2]) {
      throw lines.error("the weight is \(lines.excerpt(words[2].range)); expected a finite number")
    }
    edges.append(
      Line(
        source: try node(words[0]), target: try node(words[1]), isDirected: isDirected, weight: weight,
        line: lines.line))
  }

  private func isLikeNumber(_ word: WordLines.Word) -> Bool {
    guard let text = try? lines.string(word.range) else { return false }
    return text.first.map { "+-.0123456789".contains($0) } == true
      || ["nan", "inf", "infinity"].contains(text.lowercased())
  }

  private mutating func readList(_ isDirected: Bool) throws(DataError) {
    let words = try lines.words()
    let source = try node(words[0])
    for word in words.dropFirst() {
      edges.append(
        Line(
          source: source, target: try node(word), isDirected: isDirected, weight: nil, line: lines.line))
    }
  }

  private var matrixRows: Int { firstKind > 0 ? firstKind : count ?? 0 }

  /// Reads a row of the matrix. In a two-mode network, its columns are the vertices of the second kind.
  private mutating func readRow(_ row: Int) throws(DataError) {
    let columns = (count ?? 0) - firstKind
    let words = try lines.words()
    guard row < matrixRows else { throw lines.error("expected \(matrixRows) rows in the matrix, found more") }
    guard words.count == columns else {
      throw lines.error("expected \(columns) numbers in the row, found \(words.count)")
    }
    for (column, word) in words.enumerated() {
      guard let weight = lines.number(word) else {
        throw lines.error("invalid entry \(lines.excerpt(word.range)); expected a finite number")
      }
      if weight != 0 {
        edges.append(
          Line(
            source: row, target: firstKind + column, isDirected: firstKind == 0,
            weight: weight == 1 ? nil : weight, line: lines.line))
      }
    }
    section = .matrix(row: row + 1)
  }

  private mutating func readClass(_ next: Int) throws(DataError) {
    guard next < partition?.count ?? 0 else {
      throw lines.error("expected \(partition?.count ?? 0) values in the partition, found more")
    }
    let words = try lines.words(limit: 2)
    guard words.count == 1, lines.integer(words[0]) != nil else {
      throw lines.error("expected a class number")
    }
    partition?[next] = try lines.string(words[0].range)
    section = .partition(next: next + 1)
  }

  // MARK: The graph

  private mutating func finish() throws(DataError) -> EdgeSource {
    guard let count else { throw DataError(.badData, "contains no '*Vertices'", at: .file(lines.path)) }
    var document = GraphDocument(path: lines.path)
    for node in 0..<count { _ = try document.declare(String(node + 1), line: 1) }
    for edge in edges {
      try document.connect(
        String(edge.source + 1), String(edge.target + 1), isDirected: edge.isDirected,
        weight: edge.weight, line: edge.line)
    }
    if firstKind > 0 {
      document.note(
        "is a two-mode network; its \(firstKind) and \(count - firstKind) nodes are not distinguished by kind"
      )
    }
    if relations > 1 { document.note("contains several relations, whose edges are combined") }
    if !ignored.isEmpty {
      let shown = ignored.prefix(4).map { NodeAttributes.shown($0) }.joined(separator: ", ")
      document.note("ignored parts: \(shown)")
    }
    if let partition {
      guard partition.count == count else {
        throw DataError(
          .badData, "the partition has \(partition.count) vertices, but the network has \(count)",
          at: .file(lines.path))
      }
      let column = document.attributes.column("class")
      for (node, value) in partition.enumerated() {
        if let value { document.attributes.set(value, column: column, node: node) }
      }
    }
    return try document.finish(displayNames: [displayNames(count)], byteCount: byteCount)
  }

  /// Returns the names of the vertices. If only some vertices have names, the others are named by their
  /// numbers.
  private func displayNames(_ count: Int) -> DisplayNames {
    let hasNames = names.contains { $0 != nil }
    return DisplayNames(
      "name", hasNames ? names.indices.map { names[$0] ?? String($0 + 1) } : names, isStandard: true)
  }
}
