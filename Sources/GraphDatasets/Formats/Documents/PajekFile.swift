internal import GraphCore

/// Pajek networks (`.net`) and projects of one network (`.paj`): `*Vertices`, `*Arcs`, `*Edges`, their lists, `*Matrix`, and the
/// first `*Partition` as labels.
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
  /// Nil until `*Vertices` has said it.
  private var count: Int?
  /// How many nodes of a two-mode network are of the first kind; 0 for others.
  private var firstKind = 0
  private var names: [String?] = []
  private var isNamed: [Bool] = []
  private var edges: [Line] = []
  private var partition: [String?]?
  /// What the next `*Vertices` belongs to.
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
      case nil: throw lines.error("'*Vertices' was expected")
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
      guard count == nil else { throw lines.error("holds a second network; files of one network are read") }
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
    case .lines, .lists, .matrix: throw lines.error("'\(title)' stands before '*Vertices'")
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
    guard count == nil else { throw lines.error("holds a second network; files of one network are read") }
    try checkSize(size)
    count = size
    names = [String?](repeating: nil, count: size)
    isNamed = [Bool](repeating: false, count: size)
    section = .vertices
    guard words.count >= 3, let first = lines.integer(words[2]) else { return }
    guard (0...size).contains(first) else {
      throw lines.error("\(first) of \(size) vertices cannot be of the first kind")
    }
    firstKind = first
  }

  /// A file may leave the lines of vertices out, but not have more of them than this costs to hold.
  private func checkSize(_ size: Int) throws(DataError) {
    guard size < Int(Int32.max), size <= max(1 << 20, byteCount) else {
      throw lines.error("\(size) vertices are more than the file can describe")
    }
  }

  private mutating func ignore(_ title: String) {
    if !ignored.contains(title) { ignored.append(title) }
  }

  private func checkEnd() throws(DataError) {
    if case .matrix(let row) = section, row != matrixRows {
      throw lines.error("the matrix has \(row) rows, \(matrixRows) were expected")
    }
    if case .partition(let next) = section, next != partition?.count {
      throw lines.error("the partition has \(next) values, \(partition?.count ?? 0) were expected")
    }
  }

  // MARK: Lines

  private func node(_ word: WordLines.Word) throws(DataError) -> Int {
    let count = count ?? 0
    guard let number = lines.integer(word), number >= 1, number <= count else {
      throw lines.error("\(lines.excerpt(word.range)) is no number of a vertex from 1 to \(count)")
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
    // What is no number is the first of the parameters of drawing.
    let weight = words.count > 2 ? lines.number(words[2]) : nil
    if words.count > 2, weight == nil, isLikeNumber(words[2]) {
      throw lines.error("the weight is \(lines.excerpt(words[2].range)), a finite number was expected")
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

  /// A row of the matrix: of a two-mode network, the vertices of the second kind are its columns.
  private mutating func readRow(_ row: Int) throws(DataError) {
    let columns = (count ?? 0) - firstKind
    let words = try lines.words()
    guard row < matrixRows else { throw lines.error("the matrix has more than \(matrixRows) rows") }
    guard words.count == columns else {
      throw lines.error("the row has \(words.count) numbers, \(columns) were expected")
    }
    for (column, word) in words.enumerated() {
      guard let weight = lines.number(word) else {
        throw lines.error("\(lines.excerpt(word.range)) is no finite number")
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
    guard next < partition?.count ?? 0 else { throw lines.error("the partition has too many values") }
    let words = try lines.words(limit: 2)
    guard words.count == 1, lines.integer(words[0]) != nil else {
      throw lines.error("expected the number of a class")
    }
    partition?[next] = try lines.string(words[0].range)
    section = .partition(next: next + 1)
  }

  // MARK: The graph

  private mutating func finish() throws(DataError) -> EdgeSource {
    guard let count else { throw DataError(.badData, "holds no '*Vertices'", at: .file(lines.path)) }
    var document = GraphDocument(path: lines.path)
    for node in 0..<count { _ = try document.declare(String(node + 1), line: 1) }
    for edge in edges {
      try document.connect(
        String(edge.source + 1), String(edge.target + 1), isDirected: edge.isDirected,
        weight: edge.weight, line: edge.line)
    }
    if firstKind > 0 {
      document.note(
        "is a two-mode network: its \(firstKind) and \(count - firstKind) nodes of two kinds are read alike")
    }
    if relations > 1 { document.note("holds several relations, whose edges are put together") }
    if !ignored.isEmpty {
      let shown = ignored.prefix(4).map { NodeAttributes.shown($0) }.joined(separator: ", ")
      document.note("parts that are not used: \(shown)")
    }
    if let partition {
      guard partition.count == count else {
        throw DataError(
          .badData, "the partition has \(partition.count) vertices, the network has \(count)",
          at: .file(lines.path))
      }
      let column = document.attributes.column("class")
      for (node, value) in partition.enumerated() {
        if let value { document.attributes.set(value, column: column, node: node) }
      }
    }
    return try document.finish(displayNames: [displayNames(count)], byteCount: byteCount)
  }

  /// The names; vertices without one are called by their numbers among those that have one.
  private func displayNames(_ count: Int) -> DisplayNames {
    let hasNames = names.contains { $0 != nil }
    return DisplayNames(
      "name", hasNames ? names.indices.map { names[$0] ?? String($0 + 1) } : names, isStandard: true)
  }
}
