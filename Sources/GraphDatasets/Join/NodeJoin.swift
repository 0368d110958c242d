// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Joins the contents of several files about the nodes of one graph, by id if both sides name their
/// nodes.
///
/// The nodes are those of the features; without features, the rows of a matrix or archive; otherwise,
/// those of labels and edges together.
struct NodeJoin {
  /// The nodes in their final order.
  private(set) var identifiers = IdentifierTable()
  /// For each node in the file of edges, its final index, or -1 if it is removed.
  private(set) var numbers: [Int32] = []
  /// The features in the final order.
  private(set) var features: FeatureMatrix?
  /// The names of the features.
  private(set) var featureNames: [String]?
  /// The index of the first column in LIBSVM rows; nil for other formats.
  private(set) var featureIndexBase: Int?
  /// The values that missing features were read as, if they are means.
  private(set) var featureMeans: FeatureMeans?
  /// Whether missing features were read as 0.
  private(set) var hasZeroedFeatures = false
  /// The file of the features; nil if there is none.
  private(set) var featurePath: String?
  /// The labels in the final order.
  private(set) var labels: LabelColumn?
  /// What the user should know about how files were read and joined.
  var notes: [DataNote] = []

  /// The path of the file of labels.
  var labelPath: String? { labelSource?.path }

  /// The file of edges.
  var edges: EdgeSource
  /// The file of features, or the features in the file of edges.
  var table: FeatureTable?
  /// The file of labels, or the labels in another file.
  var labelSource: LabelSource?
  private let options: ReadingOptions
  /// Whether the nodes of the edges are rows of a matrix.
  private var isMatrix: Bool { if case .rows = edges.nodes { true } else { false } }

  /// Joins a file of edges with optional files of features and labels. Features and labels in the file
  /// of edges are used only if there are no separate files.
  init(
    edges: EdgeSource, features: FeatureTable?, labels: LabelSource?, options: ReadingOptions
  ) throws(DataError) {
    self.edges = edges
    self.options = options
    table = features
    labelSource = labels
    settleHeaders()
    takeOwnParts()
    if table?.identifiers != nil {
      try joinNamedFeatures()
    } else if table != nil {
      try joinFeatureRows()
    } else {
      try joinEdgesAndLabels()
    }
    try joinLabels()
    notes = self.edges.notes + (table?.notes ?? []) + (labelSource?.notes ?? []) + notes
  }

  /// The edges in the final numbering.
  var joinedEdges: EdgeTable {
    mutating get {
      guard !numbers.elementsEqual((0..<Int32(numbers.count))) else { return edges.edges }
      let dropped = edges.edges.renumber(numbers)
      if dropped > 0 {
        notes.append(
          DataNote("ignored \(dropped.counted("edge")) of unknown ids", at: .file(edges.path)))
      }
      return edges.edges
    }
  }

  /// Uses the features and labels in the file of edges if there are no separate files.
  private mutating func takeOwnParts() {
    let names: IdentifierTable? = if case .named(let names) = edges.nodes { names } else { nil }
    if table == nil, let own = edges.features {
      var own = FeatureTable(path: edges.path, features: own, names: edges.featureNames)
      own.identifiers = names
      table = own
      ownsFeatures = true
    }
    if labelSource == nil, let own = edges.labels {
      labelSource = LabelSource(path: edges.path, identifiers: names, labels: LabelColumn(own))
      ownsLabels = true
    } else if labelSource == nil, let own = table?.labels {
      labelSource = LabelSource(
        path: table?.path ?? "", identifiers: table?.identifiers, labels: own)
      labelsFollowFeatures = true
    }
  }

  private var ownsFeatures = false
  private var ownsLabels = false
  private var labelsFollowFeatures = false

  // MARK: Nodes

  /// Returns the names of the nodes in the file of edges. The rows of a matrix are counted from 0 or 1,
  /// depending on the ids in the other files.
  private mutating func edgeNames(fitting ids: [IdentifierTable?]) -> IdentifierTable {
    switch edges.nodes {
    case .named(let names): return names
    case .rows(let count, let first):
      var base = first
      let others = ids.compactMap(\.self).filter { $0.count > 0 }
      if !others.isEmpty, !others.allSatisfy({ $0.areNumbers(in: first..<first + count) }) {
        let other = 1 - first
        if others.allSatisfy({ $0.areNumbers(in: other..<other + count) }) {
          base = other
          notes.append(
            DataNote(
              "rows were counted from \(other) to match the ids in the other files", at: .file(edges.path)))
        }
      }
      return .numbers(from: base, count: count)
    }
  }

  /// Joins the files if the features name their nodes, which are then the nodes of the graph.
  private mutating func joinNamedFeatures() throws(DataError) {
    guard let table, let ids = table.identifiers else { return }
    let names = edgeNames(fitting: ownsFeatures ? [] : [ids, ownsLabels ? nil : labelSource?.identifiers])
    featureNames = table.names
    featureIndexBase = table.indexBase
    featurePath = table.locator == nil ? nil : table.path
    if ownsFeatures {
      identifiers = names
      features = table.features
      numbers = (0..<Int32(names.count)).map { $0 }
      return
    }
    identifiers = ids
    var rows = (0..<Int32(ids.count)).map { $0 }
    if isMatrix { try checkRows(of: ids, in: names, path: table.path, locator: table.locator, &rows) }
    let likeness = IdentifierLikeness(ids)
    var unknown = 0
    for index in 0..<names.count {
      let name = names.name(index)
      if let node = identifiers.index(of: name) {
        numbers.append(node)
        continue
      }
      if let like = likeness.like(name) { throw .alike(name, like, at: place(ofEdgeNode: name)) }
      if options.missingFeatures != .refused {
        numbers.append(identifiers.insert(name).index)
        rows.append(-1)
      } else if options.dropsUnknown {
        numbers.append(-1)
        unknown += 1
      } else {
        throw DataError(
          .badData, "unknown node id '\(name.prefix(40))'", at: place(ofEdgeNode: name),
          hint:
            "every node needs a row in the file of features; to read missing rows as 0 or as the mean, use \(swift: "ReadingOptions(missingFeatures: .zero)", option: "--missing-features zero") or \(swift: ".mean", option: "mean"); to ignore such nodes, use \(swift: "ReadingOptions(dropsUnknown: true)", option: "--drop-unknown")"
        )
      }
    }
    let without = rows.count { $0 < 0 }
    let isMean = options.missingFeatures == .mean
    if without > 0 {
      notes.append(
        DataNote(
          "read the features of \(without.counted("node")) without features as \(!isMean ? "0" : options.featureMeans == nil ? "the mean of the others" : "the mean in the training data")",
          at: .file(table.path)))
    }
    hasZeroedFeatures = table.hasZeroedFeatures || (without > 0 && !isMean)
    if unknown > 0 {
      notes.append(
        DataNote(
          "ignored \(unknown.counted("node")) without features",
          at: .file(table.path)))
    }
    if isMean {
      let own = FeatureMeans(names: table.names, values: table.features.columnMeans())
      featureMeans = options.featureMeans.map { own.replaced(by: $0) } ?? own
    }
    let filler = featureMeans?.values
    features =
      without == 0 && rows.count == ids.count ? table.features : table.features.rows(rows, or: filler)
  }

  /// Checks that a matrix has the rows that another file names. Unknown ids are removed if the options
  /// allow it.
  private mutating func checkRows(
    of ids: IdentifierTable, in names: IdentifierTable, path: String, locator: RowLocator?,
    _ rows: inout [Int32]
  ) throws(DataError) {
    let missing = (0..<ids.count).filter { names.index(of: ids.name($0)) == nil }
    guard let first = missing.first else { return }
    guard options.dropsUnknown else { throw unknownID(ids.name(first), names, path, locator) }
    notes.append(
      DataNote(
        "ignored \(missing.count.counted("id")) that \(missing.count == 1 ? "is not a row" : "are not rows") of the matrix",
        at: .file(path)))
    var kept = IdentifierTable()
    rows = []
    for index in 0..<ids.count where names.index(of: ids.name(index)) != nil {
      _ = kept.insert(ids.name(index))
      rows.append(Int32(index))
    }
    identifiers = kept
  }

  /// Joins features without ids. Their rows are the nodes, in the order of another file that names the
  /// same number of nodes.
  private mutating func joinFeatureRows() throws(DataError) {
    guard let table else { return }
    let count = table.features.nodeCount
    features = table.features
    featureNames = table.names
    featureIndexBase = table.indexBase
    featurePath = table.locator == nil ? nil : table.path
    let labelIDs = labelsFollowFeatures || ownsLabels ? nil : labelSource?.identifiers
    switch edges.nodes {
    case .rows(let rowCount, _):
      guard rowCount == count else {
        throw DataError(
          .badData,
          "has \(count.counted("row")), but the graph in \(edges.path) has \(rowCount.counted("node"))",
          at: .file(table.path))
      }
      identifiers = edgeNames(fitting: [labelIDs])
      numbers = (0..<Int32(count)).map { $0 }
      if !ownsFeatures { notePosition(table.path, "the rows of features have no ids") }
    case .named(let names):
      if ownsFeatures {
        identifiers = names
        numbers = (0..<Int32(count)).map { $0 }
        return
      }
      if let labelIDs, labelIDs.count == count, !fitsRows([names, labelIDs], count) {
        identifiers = labelIDs
        notePosition(table.path, "the rows of features have no ids and are in the order of the labels")
      } else {
        identifiers = try rowNames(names, labelIDs, count, table.path)
      }
      try numberEdges(names)
    }
  }

  private func fitsRows(_ ids: [IdentifierTable], _ count: Int) -> Bool {
    ids.allSatisfy { $0.areNumbers(in: 0..<count) } || ids.allSatisfy { $0.areNumbers(in: 1..<count + 1) }
  }

  /// Returns the names of rows without ids, which other files name by row number.
  private mutating func rowNames(
    _ names: IdentifierTable, _ labelIDs: IdentifierTable?, _ count: Int, _ path: String
  ) throws(DataError) -> IdentifierTable {
    let all = [names] + (labelIDs.map { [$0] } ?? [])
    if all.allSatisfy({ $0.areNumbers(in: 0..<count) }) {
      if !all.contains(where: { $0.index(of: "0") != nil }) && count > 1 {
        notes.append(
          DataNote("rows were counted from 0, although no other file has the id 0", at: .file(path)))
      }
      return .numbers(count: count)
    }
    if all.allSatisfy({ $0.areNumbers(in: 1..<count + 1) }) {
      notes.append(
        DataNote("rows were counted from 1 to match the ids in the other files", at: .file(path)))
      return .numbers(from: 1, count: count)
    }
    let areNumbers = all.allSatisfy { ids in (0..<ids.count).allSatisfy { ids.number($0) != nil } }
    guard areNumbers else {
      throw DataError(
        .badData, "the rows have no ids, and the nodes of \(edges.path) are not row numbers",
        at: .file(path),
        hint: "add a file of labels with \(count.counted("row")) in the same order")
    }
    // A number is out of range. It is either reported for its file or ignored, depending on the options.
    return .numbers(count: count)
  }

  /// Assigns a final index to each node in the file of edges.
  private mutating func numberEdges(_ names: IdentifierTable) throws(DataError) {
    for index in 0..<names.count {
      let name = names.name(index)
      if let node = identifiers.index(of: name) {
        numbers.append(node)
        continue
      }
      guard options.dropsUnknown else {
        if let like = IdentifierLikeness(identifiers).like(name) {
          throw .alike(name, like, at: place(ofEdgeNode: name))
        }
        throw DataError(
          .badData, "unknown node id '\(name.prefix(40))'", at: place(ofEdgeNode: name),
          hint:
            "every node needs a row of features; to ignore such edges, use \(swift: "ReadingOptions(dropsUnknown: true)", option: "--drop-unknown")"
        )
      }
      numbers.append(-1)
    }
  }

  /// Joins the files if there are no features. The nodes are the rows of a matrix, or those of labels
  /// and edges together.
  private mutating func joinEdgesAndLabels() throws(DataError) {
    let labelIDs = ownsLabels ? nil : labelSource?.identifiers
    let names = edgeNames(fitting: [labelIDs])
    guard !isMatrix, let labelIDs else {
      identifiers = names
      numbers = (0..<Int32(names.count)).map { $0 }
      return
    }
    identifiers = labelIDs
    let likeness = IdentifierLikeness(labelIDs)
    for index in 0..<names.count {
      let (number, isNew) = identifiers.insert(names.name(index))
      if isNew, let like = likeness.like(names.name(index)) {
        throw .alike(names.name(index), like, at: place(ofEdgeNode: names.name(index)))
      }
      numbers.append(number)
    }
    let isolated = (0..<labelIDs.count).map { labelIDs.name($0) }.filter { names.index(of: $0) == nil }
    if !isolated.isEmpty {
      notes.append(
        Self.note(
          ofNodesWithoutEdges: isolated, areAll: isolated.count == labelIDs.count, path: edges.path,
          labelPath: labelSource?.path ?? ""))
    }
  }

  /// Returns a note about labelled nodes that have no edges.
  ///
  /// - Parameter areAll: Whether none of the labelled nodes has an edge.
  static func note(ofNodesWithoutEdges names: [String], areAll: Bool, path: String, labelPath: String)
    -> DataNote
  {
    let list = names.prefix(5).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
    let areOthers = areAll ? "; none of the labelled ids occurs in \(path)" : ""
    return DataNote(
      "\(names.count) labelled \(names.count == 1 ? "node has" : "nodes have") no edges (\(list)\(names.count > 5 ? ", ..." : ""))\(areOthers)",
      at: .file(labelPath))
  }

  private mutating func notePosition(_ path: String, _ why: String) {
    notes.append(DataNote("\(why); matched to the nodes by position", at: .file(path)))
  }

  // MARK: Labels

  private mutating func joinLabels() throws(DataError) {
    guard let source = labelSource else { return }
    guard let ids = source.identifiers, !(ownsLabels && ownsFeatures), !ownsLabels || !isMatrix else {
      guard source.labels.codes.count == identifiers.count else {
        throw DataError(
          .badData,
          "has \(source.labels.codes.count.counted("label")) without ids, but there are \(identifiers.count.counted("node"))",
          at: .file(source.path))
      }
      if !ownsLabels && !labelsFollowFeatures { notePosition(source.path, "the labels have no ids") }
      labels = source.labels
      return
    }
    var rows = [Int32](repeating: -1, count: identifiers.count)
    var unknown = 0
    var likeness: IdentifierLikeness?
    for index in 0..<ids.count {
      let name = ids.name(index)
      if let node = identifiers.index(of: name) {
        rows[Int(node)] = Int32(index)
        continue
      }
      let known = likeness ?? IdentifierLikeness(identifiers)
      likeness = known
      if let like = known.like(name) {
        throw .alike(name, like, at: source.locator?.place(of: name) ?? .file(source.path))
      }
      guard options.dropsUnknown || ownsLabels else {
        throw unknownID(name, identifiers, source.path, source.locator)
      }
      unknown += 1
    }
    if unknown > 0 && !ownsLabels {
      notes.append(DataNote("ignored \(unknown) labels of unknown ids", at: .file(source.path)))
    }
    labels = source.labels.reordered(rows)
  }

  // MARK: Errors

  private func place(ofEdgeNode name: String) -> DataError.Place {
    edges.locator?.place(of: name) ?? .file(edges.path)
  }

  /// Returns the error for an id that is not a node.
  private func unknownID(_ id: String, _ nodes: IdentifierTable, _ path: String, _ locator: RowLocator?)
    -> DataError
  {
    var known = ""
    if isMatrix, nodes.count > 0, case .rows = edges.nodes {
      known = "; the rows of \(edges.path) are named \(nodes.name(0)) to \(nodes.name(nodes.count - 1))"
    }
    return DataError(
      .badData, "unknown node id '\(id.prefix(40))'\(known)",
      at: locator?.place(of: id) ?? .file(path),
      hint:
        "to ignore unknown ids, use \(swift: "ReadingOptions(dropsUnknown: true)", option: "--drop-unknown")"
    )
  }
}

extension IdentifierTable {
  /// Returns whether all identifiers are plain integers in `range`.
  fileprivate func areNumbers(in range: Range<Int>) -> Bool {
    (0..<count).allSatisfy { number($0).map { range.contains($0) } ?? false }
  }
}
