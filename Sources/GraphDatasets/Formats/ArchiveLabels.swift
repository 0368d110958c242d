internal import GraphCore

extension AttributedArchive {
  /// The names of the nodes, where the archive has some that can be read.
  static func nodeNames(_ archive: NumpyArchive, nodeCount: Int, notes: inout [DataNote]) throws(DataError)
    -> IdentifierTable?
  {
    guard let array = try archive.optional("node_names", notes: &notes) else { return nil }
    let names = try array.strings()
    guard names.count == nodeCount else {
      throw failure(archive, "has \(names.count) node names for \(nodeCount) nodes")
    }
    guard let table = IdentifierTable(names) else {
      throw failure(archive, "two nodes have the same name in 'node_names'")
    }
    return table
  }

  /// Names that the data can do without; a note says where they cannot be used.
  static func names(
    _ archive: NumpyArchive, _ name: String, count: Int, of what: String, notes: inout [DataNote]
  )
    throws(DataError) -> [String]?
  {
    guard let names = try archive.optional(name, notes: &notes)?.strings() else { return nil }
    guard names.count == count else {
      notes.append(
        DataNote(
          "'\(name)' is left out: it has \(names.count) names for \(count) \(what)", at: .file(archive.path)))
      return nil
    }
    return names
  }

  /// The classes of the nodes: numbers, texts, or one column a class with a one in it.
  static func labels(_ archive: NumpyArchive, nodeCount: Int, notes: inout [DataNote]) throws(DataError)
    -> EdgeSource.Labels?
  {
    guard let array = try archive.array("labels") else { return nil }
    let isColumn = array.shape.count == 1 || (array.shape.count == 2 && array.shape[1] == 1)
    guard array.shape.first == nodeCount, isColumn || array.shape.count == 2 else {
      throw failure(archive, "has labels of shape \(array.shape) for \(nodeCount) nodes")
    }
    let names = try archive.optional("class_names", notes: &notes)?.strings()
    guard isColumn else {
      let classCount = array.shape[1]
      let codes = try oneHot(array, archive)
      guard names.map({ $0.count == classCount }) ?? true else {
        throw failure(archive, "has \(names?.count ?? 0) class names for \(classCount) classes")
      }
      return .numbered(codes, names: names ?? (0..<classCount).map(String.init))
    }
    switch array.type.kind {
    case .unicode, .bytes: return .text(try array.strings().map { $0.isEmpty ? nil : $0 })
    case .object:
      let texts = try array.strings()
      // Numbers saved as objects are numbers still, where names say what they mean.
      guard names != nil, let codes = try? array.integers() else {
        return .text(texts.map { $0.isEmpty ? nil : $0 })
      }
      return try numbered(codes, names, archive)
    case .float where try array.doubles().contains(where: \.isNaN):
      return .text(try array.strings().map { $0 == "nan" ? nil : $0 })
    default: return try numbered(array.integers(), names, archive)
    }
  }

  private static func numbered(_ labels: [Int], _ names: [String]?, _ archive: NumpyArchive)
    throws(DataError) -> EdgeSource.Labels
  {
    guard let names else { return .text(labels.map { String($0) }) }
    if let node = labels.indices.first(where: { labels[$0] < -1 || labels[$0] >= names.count }) {
      throw failure(archive, "node \(node) has label \(labels[node]), there are \(names.count) classes")
    }
    return .numbered(labels.map { Int32($0) }, names: names)
  }

  /// The column of the one in every row; -1 for a row of zeros.
  private static func oneHot(_ array: NumpyArray, _ archive: NumpyArchive) throws(DataError) -> [Int32] {
    let values = try array.doubles()
    let width = array.shape[1]
    var codes = [Int32](repeating: -1, count: array.shape[0])
    for (place, value) in values.enumerated() where value != 0 {
      let node = place / width
      guard value == 1 else {
        throw failure(archive, "node \(node) has \(value) in a row of labels, zeros and a one were expected")
      }
      guard codes[node] < 0 else {
        throw failure(archive, "node \(node) has several classes; one class a node is read")
      }
      codes[node] = Int32(place % width)
    }
    return codes
  }
}
