/// The names of nodes 0..<n in the user's data, and the way back from a name to its node.
public struct NodeIdentifiers: Sendable, RandomAccessCollection {
  private enum Names: Sendable {
    case listed([String], [String: Int32])
    case numbered(Int)
  }
  private let names: Names

  /// Takes the name of every node, in order. Throws `badData` where a name stands twice.
  public init(_ list: [String]) throws(DataError) {
    // Plain numbers in order need no memory.
    guard !list.indices.allSatisfy({ list[$0] == String($0) }) else {
      names = .numbered(list.count)
      return
    }
    var index = [String: Int32](minimumCapacity: list.count)
    for (node, name) in list.enumerated() {
      if let earlier = index.updateValue(Int32(node), forKey: name) {
        throw DataError(.badData, "node id '\(name)' stands twice, as node \(earlier) and \(node)")
      }
    }
    names = .listed(list, index)
  }

  /// Names nodes by their numbers: "0", "1", ...
  public init(sequentialCount count: Int) { names = .numbered(count) }

  /// The first index, 0.
  public var startIndex: Int { 0 }
  /// The number of nodes.
  public var endIndex: Int {
    switch names {
    case .listed(let list, _): list.count
    case .numbered(let count): count
    }
  }

  /// The name of a node.
  public subscript(node: Int) -> String {
    switch names {
    case .listed(let list, _): list[node]
    case .numbered: String(node)
    }
  }

  /// The node of a name.
  public func index(of name: String) -> Int? {
    switch names {
    case .listed(_, let index): index[name].map(Int.init)
    case .numbered(let count): Int(name).flatMap { $0 >= 0 && $0 < count && String($0) == name ? $0 : nil }
    }
  }
}
