// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Reads splits from files: JSON with three lists of ids, or a table with either training ids only or
/// ids and the names of their sets.
enum SplitFile {
  /// Reads a split of `dataset`. A file is read as JSON if its suffix is `.json` or its text starts with
  /// a brace.
  static func read(_ path: String, for dataset: NodeDataset) throws(DataError) -> NodeSplit {
    let file = try TextFile(path)
    let isJSON =
      FileName.suffix(path) == "json"
      || file.bytes.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF } == UInt8(ascii: "{")
    let split = isJSON ? try readJSON(file, dataset) : try readTable(file, dataset)
    try split.check(for: dataset, place: .file(path))
    return split
  }

  private static func readJSON(_ file: TextFile, _ dataset: NodeDataset) throws(DataError) -> NodeSplit {
    let path = file.path
    let document = try JSONValue.parse(file.bytes, path: path)
    guard case .object(let members) = document else {
      throw DataError(
        .badData, "expected {\"train\": [...], \"validation\": [...], \"test\": [...]}", at: .file(path))
    }
    var sets = [String: [Int32]]()
    for (name, value) in members {
      guard ["train", "validation", "test"].contains(name) else {
        throw DataError(
          .badData, "unknown set '\(name.prefix(40))'; expected train, validation or test", at: .file(path))
      }
      guard let ids = value.array else {
        throw DataError(.badData, "'\(name)' is not a list of ids", at: .file(path))
      }
      var nodes = [Int32]()
      for id in ids {
        guard let text = id.idText else {
          throw DataError(
            .badData, "'\(name)' contains an id that is neither a string nor an integer", at: .file(path))
        }
        nodes.append(try node(text, dataset, .file(path)))
      }
      sets[name] = nodes
    }
    return NodeSplit(
      train: sets["train"] ?? [], validation: sets["validation"] ?? [], test: sets["test"] ?? [])
  }

  private static let sets: [String: Int] = [
    "train": 0, "training": 0, "validation": 1, "valid": 1, "val": 1, "test": 2, "testing": 2, "": 3,
    "none": 3,
  ]

  /// Reads rows with one training id, or with an id and the name of its set.
  private static func readTable(_ file: TextFile, _ dataset: NodeDataset) throws(DataError) -> NodeSplit {
    let form = file.tableForm(.ids, TableOptions())
    let isNamed = (form.sample.rows.first?.count ?? 1) >= 2
    var sets: [[Int32]] = [[], [], [], []]
    try file.scanTable(form.dialect) { (scanner) throws(DataError) in
      var isFirst = true
      while try scanner.nextRow() {
        guard let id = try scanner.nextField() else { continue }
        let set = isNamed ? try scanner.nextField() : nil
        if try scanner.nextField() != nil || (isNamed && set == nil) {
          throw scanner.error(isNamed ? "expected '<id>, <set>'" : "expected one id")
        }
        let name = try scanner.string(id)
        let word = try set.map { (field) throws(DataError) in try scanner.string(field).lowercased() }
        let number = word.map { Self.sets[$0] } ?? 0
        // A header row: there is neither a node nor a set with this name.
        if isFirst, dataset.nodeIdentifiers.index(of: name) == nil,
          isNamed ? number == nil : HeaderNames.ids.contains(name.lowercased())
        {
          isFirst = false
          continue
        }
        isFirst = false
        guard let number else {
          throw scanner.error(
            "unknown set '\(word?.prefix(40) ?? "")'; expected train, validation or test")
        }
        sets[number].append(try node(name, dataset, .line(file.path, scanner.line)))
      }
    }
    if isNamed { return NodeSplit(train: sets[0], validation: sets[1], test: sets[2]) }
    var isTraining = [Bool](repeating: false, count: dataset.nodeCount)
    for node in sets[0] { isTraining[Int(node)] = true }
    let others = dataset.labels.indices.filter { !isTraining[$0] && dataset.labels[$0] >= 0 }
    return NodeSplit(train: sets[0], test: others.map(Int32.init))
  }

  private static func node(_ id: String, _ dataset: NodeDataset, _ place: DataError.Place) throws(DataError)
    -> Int32
  {
    if let node = dataset.nodeIdentifiers.index(of: id) { return Int32(node) }
    if let like = IdentifierLikeness(dataset.nodeIdentifiers.table).like(id) {
      throw .alike(id, like, at: place)
    }
    throw DataError(.badData, "unknown node id '\(id.prefix(40))'", at: place)
  }
}
