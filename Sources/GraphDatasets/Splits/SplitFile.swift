internal import GraphCore

/// Splits in files: JSON with three lists of ids, or text with the training ids.
enum SplitFile {
  static func read(_ path: String, for dataset: NodeDataset) throws(DataError) -> NodeSplit {
    let split = FileName.suffix(path) == "json" ? try readJSON(path, dataset) : try readText(path, dataset)
    try split.check(for: dataset, place: .file(path))
    return split
  }

  private static func readJSON(_ path: String, _ dataset: NodeDataset) throws(DataError) -> NodeSplit {
    let document = try JSONValue.parse(TextFile(path).bytes, path: path)
    guard case .object(let members) = document else {
      throw DataError(
        .badData, "expected {\"train\": [...], \"validation\": [...], \"test\": [...]}", at: .file(path))
    }
    var sets = [String: [Int32]]()
    for (name, value) in members {
      guard ["train", "validation", "test"].contains(name) else {
        throw DataError(
          .badData, "'\(name.prefix(40))' is none of train, validation and test", at: .file(path))
      }
      guard let ids = value.array else {
        throw DataError(.badData, "'\(name)' is not a list of ids", at: .file(path))
      }
      var nodes = [Int32]()
      for id in ids {
        guard let text = id.string ?? id.integer.map(String.init) else {
          throw DataError(
            .badData, "'\(name)' holds something that is neither a string nor an integer", at: .file(path))
        }
        nodes.append(try node(text, dataset, .file(path)))
      }
      sets[name] = nodes
    }
    return NodeSplit(
      train: sets["train"] ?? [], validation: sets["validation"] ?? [], test: sets["test"] ?? [])
  }

  private static func readText(_ path: String, _ dataset: NodeDataset) throws(DataError) -> NodeSplit {
    let train = try TextFile(path).scan { (scanner) throws(DataError) -> [Int32] in
      var nodes = [Int32]()
      while scanner.nextContentLine(comments: "#%") {
        guard let id = scanner.nextField(.tab), scanner.nextField(.tab) == nil else {
          throw scanner.error("expected one id")
        }
        nodes.append(try node(scanner.string(id), dataset, .line(path, scanner.line)))
      }
      return nodes
    }
    var isTraining = [Bool](repeating: false, count: dataset.nodeCount)
    for node in train { isTraining[Int(node)] = true }
    let others = dataset.labels.indices.filter { !isTraining[$0] && dataset.labels[$0] >= 0 }
    return NodeSplit(train: train, test: others.map(Int32.init))
  }

  private static func node(_ id: String, _ dataset: NodeDataset, _ place: DataError.Place) throws(DataError)
    -> Int32
  {
    guard let node = dataset.nodeIdentifiers.index(of: id) else {
      throw DataError(.badData, "unknown node id '\(id.prefix(40))'", at: place)
    }
    return Int32(node)
  }
}
