// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

extension GraphTargets {
  /// Reads the numbers of nodes that were read as the labels of a data set. Throws `badData` if a label is not a
  /// finite number, or if there are no labels.
  package init(numbersIn data: NodeDataset) throws(DataError) {
    var numbers: [Double] = []
    for (index, name) in data.classNames.enumerated() {
      guard let number = Double(name), number.isFinite else {
        let node =
          data.labels.firstIndex(of: Int32(index)).map { " of node '\(data.nodeIdentifiers[$0])'" } ?? ""
        throw DataError(
          .badData,
          "data set '\(data.name)': the label '\(name.prefix(40))'\(node) is not a number; expected numbers for a regression"
        )
      }
      numbers.append(number)
    }
    self.init(
      task: .nodeRegression, nodes: (0..<data.nodeCount).map { Int32($0) },
      values: data.labels.map { $0 < 0 ? .nan : numbers[Int($0)] })
    guard !known.isEmpty else {
      throw DataError(
        .badData, "data set '\(data.name)' has no labels to train on",
        hint: "give the numbers of nodes with \(swift: "GraphTargets(values:in:)", option: "--labels")")
    }
  }

  /// Reads the numbers of nodes from a table with rows `id,number`, or an array in the order of the nodes. Missing
  /// numbers, and those of nodes that the file lacks, are unknown.
  ///
  /// Throws ``DataError`` with the file and line if an id is unknown or occurs twice, or a number is not finite.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - reading: the form of the table of labels, and whether unknown ids are skipped.
  public init(nodeLabels path: String, in data: NodeDataset, reading: ReadingOptions = ReadingOptions())
    throws(DataError)
  {
    var source = try LabelFile.read(path, options: reading.labels, areNumbers: true)
    var values = [Double](repeating: .nan, count: data.nodeCount)
    let (classes, notes) = source.labels.settled(path: path)
    let number = { (row: Int) in
      classes.labels[row] < 0 ? .nan : Double(classes.names[Int(classes.labels[row])]) ?? .nan
    }
    var dropped = 0
    if let identifiers = source.identifiers {
      for row in 0..<identifiers.count {
        let name = identifiers.name(row)
        if let node = data.nodeIdentifiers.index(of: name) {
          values[node] = number(row)
        } else if reading.dropsUnknown || row == 0 && source.firstRowMayBeHeader {
          dropped += row == 0 && source.firstRowMayBeHeader ? 0 : 1
        } else {
          throw DataError(
            .badData, "unknown node id '\(name.prefix(60))'",
            at: source.locator?.place(of: name) ?? .file(path),
            hint: "to skip unknown ids, use \(swift: "dropsUnknown: true", option: "--drop-unknown")")
        }
      }
    } else {
      guard classes.labels.count == data.nodeCount else {
        throw DataError(
          .badData,
          "expected \(data.nodeCount.counted("number")), one per node, found \(classes.labels.count)",
          at: .file(path))
      }
      for node in values.indices { values[node] = number(node) }
    }
    source.notes += notes
    self.init(
      task: .nodeRegression, nodes: (0..<data.nodeCount).map { Int32($0) }, values: values)
    self.notes = source.notes
    if dropped > 0 {
      self.notes.append(DataNote("skipped \(dropped.counted("label")) of unknown ids", at: .file(path)))
    }
    guard !known.isEmpty else { throw DataError(.badData, "has no numbers", at: .file(path)) }
  }

  /// Reads the classes or numbers of edges from a table with rows `source,target,label`. An empty or missing
  /// label is unknown.
  ///
  /// Throws ``DataError`` with the file and line if a pair is not an edge of the graph, occurs with different
  /// labels, or has a label that is not a finite number in a regression.
  ///
  /// - Parameters:
  ///   - path: the file of labels.
  ///   - task: what the labels are.
  ///   - features: a file of edge features with rows `source,target,number,...`, which contains all edges of
  ///     `path`. The weights of a weighted graph are features in any case.
  ///   - reading: the form of the table of labels, and whether edges that the graph does not have are skipped.
  public init(
    edgeLabels path: String, for task: Task, features: String? = nil, in data: NodeDataset,
    reading: ReadingOptions = ReadingOptions()
  ) throws(DataError) {
    guard task.isOnEdges else {
      fatalError("GraphTargets: the task '\(task.rawValue)' has no targets of edges")
    }
    let file = try EdgeTargetFile(
      path, .labels, data: data, options: reading.labels, dropsUnknown: reading.dropsUnknown)
    let table = try file.labels(areNumbers: task.isRegression)
    if task.isRegression {
      self.init(
        task: task, nodes: table.pairs.sources, ends: table.pairs.targets,
        values: table.numbers)
    } else {
      let (classes, notes) = table.column.settled(path: path)
      self.init(
        task: task, nodes: table.pairs.sources, ends: table.pairs.targets, labels: classes.labels,
        classNames: classes.names)
      self.notes = notes
    }
    notes = table.notes + notes
    if let features {
      let file = try EdgeTargetFile(
        features, .features, data: data, options: reading.edgeFeatures, dropsUnknown: reading.dropsUnknown)
      let rows = try file.features(of: table.pairs, missing: reading.missingFeatures)
      setEdgeFeatures(rows.features, names: rows.names)
      notes += rows.notes
    }
    addWeights(of: data.graph)
    guard !known.isEmpty else { throw DataError(.badData, "has no labels of edges", at: .file(path)) }
  }

  /// Reads the features of these edges from a table with rows `source,target,number,...`.
  package func withEdgeFeatures(from path: String, in data: NodeDataset, reading: ReadingOptions)
    throws(DataError)
    -> GraphTargets
  {
    var pairs = try EdgePairs(data)
    for (source, end) in zip(nodes, ends) { _ = try pairs.add(source, end, "", at: .file(path)) }
    let file = try EdgeTargetFile(
      path, .features, data: data, options: reading.edgeFeatures, dropsUnknown: reading.dropsUnknown)
    let rows = try file.features(of: pairs, missing: reading.missingFeatures)
    var result = self
    // The weights are added again after these features.
    result.setEdgeFeatures(rows.features, names: rows.names)
    result.addWeights(of: data.graph)
    result.notes += rows.notes
    return result
  }
}
