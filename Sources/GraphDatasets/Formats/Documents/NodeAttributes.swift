internal import GraphCore

/// What a graph document says of its nodes besides their ids: named columns of text, from which labels and features are taken.
struct NodeAttributes {
  /// One attribute; only the nodes that have it take room.
  struct Column {
    let name: String
    fileprivate(set) var nodes: [Int32] = []
    fileprivate(set) var values: [String] = []
    /// The value of nodes that have none.
    var defaultValue: String?
    /// Whether a node has the attribute more than once, which makes it a list.
    fileprivate(set) var isList = false

    init(name: String) { self.name = name }

    /// The value of every node.
    func values(nodeCount: Int) -> [String?] {
      var result = [String?](repeating: defaultValue, count: nodeCount)
      for (node, value) in zip(nodes, values) { result[Int(node)] = value }
      return result
    }
  }

  private(set) var columns: [Column] = []
  private var numbers: [String: Int] = [:]

  /// The number of the column called `name`; a new one where there is none.
  mutating func column(_ name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = columns.count
    columns.append(Column(name: name))
    return columns.count - 1
  }

  /// Sets the value of nodes that have none.
  mutating func setDefault(_ value: String, column: Int) { columns[column].defaultValue = value }

  /// Sets the value of a node.
  mutating func set(_ value: String, column: Int, node: Int) {
    if columns[column].nodes.last == Int32(node) { columns[column].isList = true }
    columns[column].nodes.append(Int32(node))
    columns[column].values.append(value)
  }

  /// The values of the first column whose name is `name`, in any case.
  func values(named name: String, nodeCount: Int) -> [String?]? {
    let found = columns.first { $0.name.lowercased() == name && !$0.isList && !$0.nodes.isEmpty }
    return found?.values(nodeCount: nodeCount)
  }
}

extension NodeAttributes {
  /// What is taken from the attributes.
  struct Taken {
    var labels: EdgeSource.Labels?
    var features: FeatureMatrix?
    var featureNames: [String]?
    var notes: [DataNote] = []
  }

  /// The attributes that are labels, first choice first.
  static let labelNames = ["class", "label", "category", "target", "club", "community", "group", "y"]

  /// Labels and features.
  ///
  /// Labels are the first of ``labelNames`` that is there and does not just repeat the nodes' names. Features are numbers under
  /// names of one stem with consecutive numbers from 0 or 1 on: `f1`, `f2`, ... Every other attribute is named in a note.
  /// - Throws: ``DataError`` where the features would need far more memory than the file has bytes.
  func finish(ids: [String], names: [String], path: String, byteCount: Int) throws(DataError) -> Taken {
    var taken = Taken()
    var used = Set<Int>()
    func note(_ message: String) { taken.notes.append(DataNote(message, at: .file(path))) }
    if let number = labelColumn(ids: ids, names: names) {
      used.insert(number)
      taken.labels = .text(columns[number].values(nodeCount: ids.count))
      note("labels are taken from the attribute '\(Self.shown(columns[number].name))'")
    }
    if let series = FeatureSeries.find(in: columns.map { ($0.name, $0.isList) }, besides: used) {
      if let reason = series.objection(columns, names: names) {
        note("\(series.description) are not used as features: \(reason)")
      } else {
        taken.features = try series.features(columns, nodeCount: ids.count, path: path, byteCount: byteCount)
        taken.featureNames = series.columns.map { columns[$0].name }
        note("features are taken from \(series.description)")
      }
      used.formUnion(series.columns)
    }
    let rest = columns.indices.filter { number in
      !used.contains(number) && !columns[number].nodes.isEmpty && !repeatsNames(number, ids, names)
    }
    if !rest.isEmpty {
      let shown = rest.prefix(4).map { "'\(Self.shown(columns[$0].name))'" }.joined(separator: ", ")
      let more = rest.count > 4 ? " and \(rest.count - 4) more" : ""
      note("attributes of nodes that are not used: \(shown)\(more)")
    }
    return taken
  }

  /// A name as messages quote it: not too long, and nothing in it that a terminal would obey.
  static func shown(_ name: String) -> String {
    let isControl: (Unicode.Scalar) -> Bool = { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
    let text = name.unicodeScalars.prefix(40).map { isControl($0) ? "?" : String($0) }.joined()
    return name.unicodeScalars.count > 40 ? text + "..." : text
  }

  private func repeatsNames(_ number: Int, _ ids: [String], _ names: [String]) -> Bool {
    let values = columns[number].values(nodeCount: ids.count)
    return zip(values, ids).allSatisfy { $0 == nil || $0 == $1 }
      || zip(values, names).allSatisfy { $0 == nil || $0 == $1 }
  }

  private func labelColumn(ids: [String], names: [String]) -> Int? {
    let lowercase = columns.map { $0.name.lowercased() }
    let hasX = lowercase.contains("x")
    for name in Self.labelNames {
      for number in columns.indices where lowercase[number] == name && !columns[number].isList {
        let present = columns[number].values(nodeCount: ids.count).compactMap(\.self)
        guard !columns[number].nodes.isEmpty, !repeatsNames(number, ids, names) else { continue }
        // With x, y is a place in a drawing; a label that differs for every node is a caption.
        if name == "y" && hasX { continue }
        if name == "label" && present.count == ids.count && present.count > 2
          && Set(present).count == present.count
        {
          continue
        }
        // Measurements are no classes; under names that ask for classes they are taken as they come.
        let isMeasured = present.contains { text in
          guard let value = DecimalNumber.finite(text) else { return false }
          return value != value.rounded()
        }
        if !isMeasured || !["label", "target", "group", "y"].contains(name) { return number }
      }
    }
    return nil
  }
}
