public import GraphCore
internal import TensorCore

/// Files of one number a node: lines `id value` (tab, comma or blanks), or an `.npy` array in the order of the nodes.
public enum SignalFile {
  private static let headers: Set<String> = ["value", "values", "signal", "x", "y", "f"]

  /// The value of every node. Throws where a node is unknown, stands twice or has no value, and where a value is no finite
  /// number.
  public static func read(_ path: String, nodes: NodeIdentifiers) throws(DataError) -> [Double] {
    let file = try TextFile(path)
    if NumpyFile.isArray(file.bytes) { return try array(file, nodeCount: nodes.count) }
    var values = [Double](repeating: 0, count: nodes.count)
    var isGiven = [Bool](repeating: false, count: nodes.count)
    try file.scan { (scanner) throws(DataError) -> Void in
      var separator: FieldSeparator?
      while scanner.nextContentLine(comments: "#%") {
        let chosen = separator ?? scanner.likelySeparator
        guard let id = scanner.nextField(chosen), let field = scanner.nextField(chosen),
          scanner.nextField(chosen).map(\.isEmpty) ?? true
        else { throw scanner.error("expected '<id> <value>', found \(scanner.fieldCount(chosen)) fields") }
        let isFirst = separator == nil
        separator = chosen
        let name = try scanner.string(id)
        if isFirst, HeaderNames.ids.contains(name.lowercased()),
          headers.contains(try scanner.string(field).lowercased())
        {
          continue
        }
        guard let node = nodes.index(of: name) else {
          throw scanner.error("unknown node id \(scanner.excerpt(id))")
        }
        guard !isGiven[node] else { throw scanner.error("node id \(scanner.excerpt(id)) stands twice") }
        guard let value = scanner.double(field), value.isFinite else {
          throw scanner.error("the value is \(scanner.excerpt(field)), a finite number was expected")
        }
        values[node] = value
        isGiven[node] = true
      }
    }
    if let missing = isGiven.firstIndex(of: false) {
      throw DataError(
        .badData, "node '\(nodes[missing])' has no value, one for every node was expected", at: .file(path))
    }
    return values
  }

  private static func array(_ file: TextFile, nodeCount: Int) throws(DataError) -> [Double] {
    let array = try NumpyFile.parse(file.bytes, path: file.path)
    let values = try array.doubles()
    guard values.count == nodeCount else {
      throw DataError(
        .badData, "holds \(values.count) numbers, one for each of \(nodeCount) nodes was expected",
        at: .file(file.path))
    }
    if let node = values.firstIndex(where: { !$0.isFinite }) {
      throw DataError(
        .badData, "element \(node) is \(values[node]), finite numbers were expected", at: .file(file.path))
    }
    return values
  }
}
