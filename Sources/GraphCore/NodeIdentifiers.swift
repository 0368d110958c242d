// SPDX-License-Identifier: Apache-2.0

/// The names of nodes 0..<n in the user's data, with a look-up from a name to its node.
///
/// Names are compared as bytes: two names are equal if and only if their UTF-8 encodings are, regardless
/// of Unicode equivalence.
public struct NodeIdentifiers: Sendable, RandomAccessCollection, CustomStringConvertible {
  private enum Names: Sendable {
    case listed(IdentifierTable)
    case numbered(Int)
    case stored(StoredIdentifiers)
  }
  private let names: Names

  /// Creates names that are read from memory when they are needed.
  package init(_ stored: StoredIdentifiers) { names = .stored(stored) }

  /// Creates the names of all nodes, in order. Throws `badData` if a name is duplicate.
  public init(_ list: [String]) throws(DataError) {
    var table = IdentifierTable(forBytes: 16 * list.count)
    for (node, name) in list.enumerated() {
      let (earlier, isNew) = table.insert(name)
      guard isNew else {
        throw DataError(
          .badData, "duplicate node id '\(name.prefix(100))' (nodes \(earlier) and \(node))")
      }
    }
    self.init(table)
  }

  /// Creates identifiers from the names of a table, in its order.
  package init(_ table: IdentifierTable) {
    // Names that are consecutive numbers from 0 need no memory.
    let isNumbered = (0..<table.count).allSatisfy { table.number($0) == $0 }
    names = isNumbered ? .numbered(table.count) : .listed(table)
  }

  /// Creates names that are the node numbers: "0", "1", ... Traps if `count` is negative.
  public init(sequentialCount count: Int) {
    guard count >= 0 else { fatalError("NodeIdentifiers: \(count) nodes") }
    names = .numbered(count)
  }

  /// The first node, 0.
  public var startIndex: Int { 0 }
  /// The number of nodes.
  public var endIndex: Int {
    switch names {
    case .listed(let table): table.count
    case .numbered(let count): count
    case .stored(let stored): stored.count
    }
  }

  /// Returns the name of a node.
  public subscript(node: Int) -> String {
    switch names {
    case .listed(let table): table.name(node)
    case .numbered: String(node)
    case .stored(let stored): stored.name(node)
    }
  }

  /// Returns the name of a node, as explanations and predictions number it.
  public subscript(node: Int32) -> String { self[Int(node)] }

  /// Returns the node with a name, or nil if there is none.
  public func index(of name: String) -> Int? {
    switch names {
    case .listed(let table): table.index(of: name).map(Int.init)
    case .stored(let stored): stored.table.index(of: name).map(Int.init)
    case .numbered(let count):
      // Only the canonical spelling of a number is a name, not "01" or "+1".
      Int(name).flatMap { $0 >= 0 && $0 < count && String($0).utf8.elementsEqual(name.utf8) ? $0 : nil }
    }
  }

  /// The number of names and the first three, such as `4 names: 'ada', 'bob', 'cyd', ...`.
  public var description: String {
    guard !isEmpty else { return "0 names" }
    let first = prefix(3).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
    return "\(count.counted("name")): \(first)\(count > 3 ? ", ..." : "")"
  }

  /// The names as an identifier table.
  package var table: IdentifierTable {
    switch names {
    case .listed(let table): table
    case .numbered(let count): .numbers(count: count)
    case .stored(let stored): stored.table
    }
  }

  /// Whether the names are the node numbers, which needs no memory.
  package var areNumbers: Bool { if case .numbered = names { true } else { false } }
}
