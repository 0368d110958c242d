// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The graph files of METIS (Karypis and Kumar 1998): a line `<nodes> <edges> [format [constraints]]`,
/// followed by one line per node with the numbers of its neighbours, with weights if the format says so.
/// Weights of nodes are ignored.
enum METISFile {
  static func read(_ file: TextFile) throws(DataError) -> EdgeSource {
    var reader = METISReader(file)
    return try reader.run(byteCount: file.bytes.count)
  }
}

private struct METISReader {
  private struct Header {
    let nodeCount: Int
    let edgeCount: Int
    let hasSizes: Bool
    let constraintCount: Int
    let hasEdgeWeights: Bool
  }

  private var lines: WordLines
  /// The line number of each node.
  private var nodeLines: [Int] = []

  init(_ file: TextFile) { lines = WordLines(file) }

  mutating func run(byteCount: Int) throws(DataError) -> EdgeSource {
    let header = try readHeader(byteCount: byteCount)
    var edges = EdgeTable()
    while nodeLines.count < header.nodeCount, lines.nextLine() {
      if lines.firstByte == UInt8(ascii: "%") { continue }
      nodeLines.append(lines.line)
      try readNode(header, into: &edges)
    }
    guard nodeLines.count == header.nodeCount else {
      throw lines.error(
        "the file is truncated: expected \(header.nodeCount.counted("node")), found \(nodeLines.count)")
    }
    while lines.nextLine() {
      guard lines.isBlank || lines.firstByte == UInt8(ascii: "%") else {
        throw lines.error("expected \(header.nodeCount.counted("line")), one per node, found more")
      }
    }
    try checkSymmetry(edges)
    guard edges.sources.count == 2 * header.edgeCount else {
      throw DataError(
        .badData, "expected \(header.edgeCount.counted("edge")), found \(edges.sources.count / 2)",
        at: .file(lines.path))
    }
    var notes = [DataNote]()
    if header.hasSizes || header.constraintCount > 0 {
      notes.append(DataNote("the weights and sizes of nodes are ignored", at: .file(lines.path)))
    }
    return EdgeSource(
      path: lines.path, nodes: .rows(count: header.nodeCount, first: 1), edges: edges, notes: notes)
  }

  private mutating func readHeader(byteCount: Int) throws(DataError) -> Header {
    while lines.nextLine() {
      if lines.isBlank || lines.firstByte == UInt8(ascii: "%") { continue }
      let words = try lines.words(limit: 5)
      let numbers = words.compactMap { lines.integer($0) }
      guard (2...4).contains(words.count), numbers.count == words.count, numbers[0] >= 0, numbers[1] >= 0
      else {
        throw lines.error("expected '<nodes> <edges> [format [constraints]]'")
      }
      // Each node has a line, and therefore at least one byte.
      guard numbers[0] <= byteCount, numbers[1] <= byteCount, numbers[0] < Int(Int32.max) else {
        throw lines.error("the file is too small for the claimed \(numbers[0]) nodes and \(numbers[1]) edges")
      }
      let format = words.count > 2 ? numbers[2] : 0
      let digits = [format / 100, format / 10 % 10, format % 10]
      guard format >= 0, digits.allSatisfy({ $0 <= 1 }) else {
        throw lines.error("invalid format \(format); expected three digits that are 0 or 1")
      }
      let constraints = words.count > 3 ? numbers[3] : digits[1]
      guard digits[1] == 0 || (1...1000).contains(constraints) else {
        throw lines.error("expected 1 to 1000 weights per node, found \(constraints)")
      }
      return Header(
        nodeCount: numbers[0], edgeCount: numbers[1], hasSizes: digits[0] == 1,
        constraintCount: digits[1] == 1 ? constraints : 0, hasEdgeWeights: digits[2] == 1)
    }
    throw DataError(.badData, "is empty; expected '<nodes> <edges>'", at: .file(lines.path))
  }

  private func readNode(_ header: Header, into edges: inout EdgeTable) throws(DataError) {
    let node = Int32(nodeLines.count - 1)
    var position = lines.range.lowerBound
    for _ in 0..<(header.hasSizes ? 1 : 0) + header.constraintCount {
      guard let word = try lines.word(&position), lines.number(word) != nil else {
        throw lines.error("node \(node + 1) has no weight or size")
      }
    }
    while let word = try lines.word(&position) {
      guard let number = lines.integer(word), number >= 1, number <= header.nodeCount else {
        throw lines.error(
          "invalid neighbour \(lines.excerpt(word.range)); expected a number from 1 to \(header.nodeCount)")
      }
      guard number - 1 != Int(node) else {
        throw lines.error("node \(number) is its own neighbour, which METIS does not allow")
      }
      if header.hasEdgeWeights {
        guard let word = try lines.word(&position), let weight = lines.number(word) else {
          throw lines.error("the weight of the edge to node \(number) is missing or not a finite number")
        }
        edges.append(node, Int32(number - 1), weight: weight)
      } else {
        edges.append(node, Int32(number - 1))
      }
    }
  }

  /// Checks that each neighbour also lists the node, with the same weight.
  private func checkSymmetry(_ edges: EdgeTable) throws(DataError) {
    typealias Entry = (key: UInt64, weight: Double)
    var ascending = [Entry]()
    var descending = [Entry]()
    for edge in edges.sources.indices {
      let (source, target) = (UInt64(edges.sources[edge]), UInt64(edges.targets[edge]))
      let weight = edges.weights?[edge] ?? 1
      if source < target {
        ascending.append((source << 32 | target, weight))
      } else {
        descending.append((target << 32 | source, weight))
      }
    }
    let isOrdered: (Entry, Entry) -> Bool = { $0.key != $1.key ? $0.key < $1.key : $0.weight < $1.weight }
    ascending.sort(by: isOrdered)
    descending.sort(by: isOrdered)
    for index in 0..<max(ascending.count, descending.count) {
      let up = index < ascending.count ? ascending[index] : nil
      let down = index < descending.count ? descending[index] : nil
      if let up, let down, up == down { continue }
      let (upKey, downKey) = (up?.key ?? .max, down?.key ?? .max)
      let key = min(upKey, downKey)
      let ends = (Int(key >> 32), Int(key & 0xFFFF_FFFF))
      let (owner, other) = upKey <= downKey ? (ends.0, ends.1) : (ends.1, ends.0)
      let place = DataError.Place.line(lines.path, nodeLines[owner])
      if upKey == downKey {
        throw DataError(
          .badData, "nodes \(owner + 1) and \(other + 1) list their edge with different weights", at: place)
      }
      throw DataError(
        .badData,
        "node \(owner + 1) lists neighbour \(other + 1), but node \(other + 1) does not list node \(owner + 1)",
        at: place)
    }
  }
}
