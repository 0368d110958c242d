// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The node attributes in a graph document: named columns of text, from which labels and features are
/// read.
struct NodeAttributes {
  /// One attribute. Only the nodes that have it need memory.
  struct Column {
    let name: String
    fileprivate(set) var nodes: [Int32] = []
    fileprivate(set) var values: [String] = []
    /// The value of nodes without the attribute.
    var defaultValue: String?
    /// Whether a node has the attribute more than once, so that its value is a list.
    fileprivate(set) var isList = false

    init(name: String) { self.name = name }

    /// Returns the value for each node.
    func values(nodeCount: Int) -> [String?] {
      var result = [String?](repeating: defaultValue, count: nodeCount)
      for (node, value) in zip(nodes, values) { result[Int(node)] = value }
      return result
    }
  }

  private(set) var columns: [Column] = []
  private var numbers: [String: Int] = [:]

  /// Returns the index of the column with the given name, adding the column if it is new.
  mutating func column(_ name: String) -> Int {
    if let number = numbers[name] { return number }
    numbers[name] = columns.count
    columns.append(Column(name: name))
    return columns.count - 1
  }

  /// Sets the value for nodes without the attribute.
  mutating func setDefault(_ value: String, column: Int) { columns[column].defaultValue = value }

  /// Sets the value for a node.
  mutating func set(_ value: String, column: Int, node: Int) {
    if columns[column].nodes.last == Int32(node) { columns[column].isList = true }
    columns[column].nodes.append(Int32(node))
    columns[column].values.append(value)
  }

  /// Returns the values of the first column with the given name, ignoring case, or nil if there is none.
  func values(named name: String, nodeCount: Int) -> [String?]? {
    let found = columns.first { $0.name.lowercased() == name && !$0.isList && !$0.nodes.isEmpty }
    return found?.values(nodeCount: nodeCount)
  }
}

extension NodeAttributes {
  /// The labels and features that were read from the attributes.
  struct Taken {
    var labels: EdgeSource.Labels?
    var features: FeatureMatrix?
    var featureNames: [String]?
    var notes: [DataNote] = []
  }

  /// The names of attributes that are read as labels, in order of preference.
  static let labelNames = ["class", "label", "category", "target", "club", "community", "group", "y"]

  /// Returns the labels and features.
  ///
  /// The labels are the first of ``labelNames`` that is present and does not only repeat the nodes'
  /// names. The features are numeric attributes with the same stem and consecutive numbers from 0 or 1
  /// on: `f1`, `f2`, ... A note lists all other attributes.
  /// - Throws: ``DataError`` if the features would need far more memory than the size of the file.
  func finish(ids: [String], names: [String], path: String, byteCount: Int) throws(DataError) -> Taken {
    var taken = Taken()
    var used = Set<Int>()
    func note(_ message: String) { taken.notes.append(DataNote(message, at: .file(path))) }
    if let number = labelColumn(ids: ids, names: names) {
      used.insert(number)
      taken.labels = .text(columns[number].values(nodeCount: ids.count))
      note("labels are read from the attribute '\(Self.shown(columns[number].name))'")
    }
    if let series = FeatureSeries.find(in: columns.map { ($0.name, $0.isList) }, besides: used) {
      if let reason = series.objection(columns, names: names) {
        note("no features are read from \(series.description): \(reason)")
      } else {
        taken.features = try series.features(columns, nodeCount: ids.count, path: path, byteCount: byteCount)
        taken.featureNames = series.columns.map { columns[$0].name }
        note("features are read from \(series.description)")
      }
      used.formUnion(series.columns)
    }
    let rest = columns.indices.filter { number in
      !used.contains(number) && !columns[number].nodes.isEmpty && !repeatsNames(number, ids, names)
    }
    if !rest.isEmpty {
      let shown = rest.prefix(4).map { "'\(Self.shown(columns[$0].name))'" }.joined(separator: ", ")
      let more = rest.count > 4 ? " and \(rest.count - 4) more" : ""
      note("ignored node attributes: \(shown)\(more)")
    }
    return taken
  }

  /// Returns a name for messages: shortened, and without control characters, which a terminal would
  /// interpret.
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
        // If there is also an x, y is a position in a drawing. A label that differs for every node is a
        // caption.
        if name == "y" && hasX { continue }
        if name == "label" && present.count == ids.count && present.count > 2
          && Set(present).count == present.count
        {
          continue
        }
        // Measurements are not classes. Attributes whose names clearly mean classes are accepted in any
        // case.
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
