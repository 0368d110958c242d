// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

extension AttributedArchive {
  /// Returns the names of the nodes, or nil if the archive has none that can be read.
  static func nodeNames(_ archive: NumpyArchive, nodeCount: Int, notes: inout [DataNote]) throws(DataError)
    -> IdentifierTable?
  {
    guard let array = try archive.optional("node_names", notes: &notes) else { return nil }
    let names = try array.strings()
    guard names.count == nodeCount else {
      throw failure(archive, "expected \(nodeCount) node names, one per node, found \(names.count)")
    }
    guard let table = IdentifierTable(names) else {
      throw failure(archive, "duplicate node name in 'node_names'")
    }
    return table
  }

  /// Returns optional names, or nil if they are missing or cannot be used. In the latter case, a note is
  /// added.
  static func names(
    _ archive: NumpyArchive, _ name: String, count: Int, of what: String, notes: inout [DataNote]
  )
    throws(DataError) -> [String]?
  {
    guard let names = try archive.optional(name, notes: &notes)?.strings() else { return nil }
    guard names.count == count else {
      notes.append(
        DataNote(
          "array '\(name)' is ignored: it has \(names.count.counted("name")) for \(count) \(what)",
          at: .file(archive.path)))
      return nil
    }
    return names
  }

  /// Returns the classes of the nodes, which may be numbers, texts or one-hot rows with one column per
  /// class.
  static func labels(_ archive: NumpyArchive, nodeCount: Int, notes: inout [DataNote]) throws(DataError)
    -> EdgeSource.Labels?
  {
    guard let array = try archive.array("labels") else { return nil }
    let isColumn = array.shape.count == 1 || (array.shape.count == 2 && array.shape[1] == 1)
    guard array.shape.first == nodeCount, isColumn || array.shape.count == 2 else {
      throw failure(
        archive, "the labels have shape \(array.shape), which does not fit \(nodeCount.counted("node"))")
    }
    let names = try archive.optional("class_names", notes: &notes)?.strings()
    guard isColumn else {
      let classCount = array.shape[1]
      let codes = try oneHot(array, archive)
      guard names.map({ $0.count == classCount }) ?? true else {
        throw failure(archive, "expected \(classCount) class names, found \(names?.count ?? 0)")
      }
      return .numbered(codes, names: names ?? (0..<classCount).map(String.init))
    }
    switch array.type.kind {
    case .unicode, .bytes: return .text(try array.strings().map { $0.isEmpty ? nil : $0 })
    case .object:
      let texts = try array.strings()
      // Numbers saved as objects are read as numbers if there are names for the classes.
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
      throw failure(
        archive, "node \(node) has label \(labels[node]), but there are only \(names.count) classes")
    }
    return .numbered(labels.map { Int32($0) }, names: names)
  }

  /// Returns the column of the one in each row, or -1 for a row of zeros.
  private static func oneHot(_ array: NumpyArray, _ archive: NumpyArchive) throws(DataError) -> [Int32] {
    let values = try array.doubles()
    let width = array.shape[1]
    var codes = [Int32](repeating: -1, count: array.shape[0])
    for (place, value) in values.enumerated() where value != 0 {
      let node = place / width
      guard value == 1 else {
        throw failure(
          archive, "the row of labels of node \(node) contains \(value); expected only zeros and a single one"
        )
      }
      guard codes[node] < 0 else {
        throw failure(archive, "node \(node) has several classes; only one class per node is supported")
      }
      codes[node] = Int32(place % width)
    }
    return codes
  }
}
