// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Attributes with the same stem and consecutive numbers, which are the columns of a matrix: `f1`, `f2`,
/// ... or `x_0`, `x_1`, ...
struct FeatureSeries {
  private let stem: String
  private let first: Int
  /// The columns in the order of their numbers.
  let columns: [Int]

  /// Stems for which a single attribute is also a series.
  private static let knownStems: Set<String> = [
    "f", "x", "w", "feat", "feat_", "feature", "feature_", "features_", "attr", "attr_", "word", "word_",
  ]

  /// Returns the longest series in `names`, preferring known stems, or nil if there is none.
  static func find(in names: [(name: String, isList: Bool)], besides used: Set<Int>) -> FeatureSeries? {
    var groups: [String: [(number: Int, column: Int)]] = [:]
    for (column, entry) in names.enumerated() where !entry.isList && !used.contains(column) {
      let digits = entry.name.utf8.reversed().prefix { $0 >= 0x30 && $0 <= 0x39 }.count
      let stem = String(decoding: entry.name.utf8.dropLast(digits), as: UTF8.self)
      let text = String(decoding: entry.name.utf8.suffix(digits), as: UTF8.self)
      // f01 does not belong to the series of f1.
      guard let number = Int(text), String(number) == text else { continue }
      groups[stem, default: []].append((number, column))
    }
    var best: FeatureSeries?
    for stem in groups.keys.sorted() {
      guard let group = groups[stem]?.sorted(by: { $0.number < $1.number }), let first = group.first?.number,
        first <= 1, group.enumerated().allSatisfy({ $1.number == first + $0 })
      else { continue }
      let isKnown = knownStems.contains(stem.lowercased())
      guard group.count > 1 || isKnown else { continue }
      let series = FeatureSeries(stem: stem, first: first, columns: group.map(\.column))
      guard let rival = best else {
        best = series
        continue
      }
      let isRivalKnown = knownStems.contains(rival.stem.lowercased())
      if isKnown != isRivalKnown ? isKnown : series.columns.count > rival.columns.count { best = series }
    }
    return best
  }

  /// The attributes as they are named in notes.
  var description: String {
    let stem = NodeAttributes.shown(stem)
    let last = first + columns.count - 1
    return columns.count == 1
      ? "the attribute '\(stem)\(first)'" : "the attributes '\(stem)\(first)' to '\(stem)\(last)'"
  }

  /// Returns why the series cannot be used as features, or nil if it can.
  func objection(_ attributes: [NodeAttributes.Column], names: [String]) -> String? {
    for column in columns {
      let attribute = attributes[column]
      let title = NodeAttributes.shown(attribute.name)
      if attribute.defaultValue == nil && Set(attribute.nodes).count < names.count {
        let having = Set(attribute.nodes)
        let node = names.indices.first { !having.contains(Int32($0)) } ?? 0
        return "node '\(NodeAttributes.shown(names[node]))' has no '\(title)'"
      }
      for value in attribute.values + [attribute.defaultValue].compactMap(\.self)
      where Self.feature(value) == nil {
        return "'\(NodeAttributes.shown(value))' is not a finite 32-bit number"
      }
    }
    return nil
  }

  /// Returns the matrix. Call this only if ``objection(_:names:)`` returns nil.
  func features(_ attributes: [NodeAttributes.Column], nodeCount: Int, path: String, byteCount: Int)
    throws(DataError) -> FeatureMatrix
  {
    var entries = [[(column: Int32, value: Float)]](repeating: [], count: nodeCount)
    var filled = 0
    for (position, column) in columns.enumerated() {
      let attribute = attributes[column]
      let standard = attribute.defaultValue.flatMap(Self.feature) ?? 0
      if standard == 0 {
        for (node, value) in zip(attribute.nodes, attribute.values) {
          guard let value = Self.feature(value), value != 0 else { continue }
          entries[Int(node)].append((Int32(position), value))
        }
        continue
      }
      // A default takes a few bytes of the file but a whole column of memory.
      filled += nodeCount
      guard filled <= max(1 << 26, 16 * byteCount) else {
        throw DataError(
          .badData, "the defaults of \(description) need too much memory for the size of the file",
          at: .file(path))
      }
      var values = [Float](repeating: standard, count: nodeCount)
      for (node, value) in zip(attribute.nodes, attribute.values) {
        values[Int(node)] = Self.feature(value) ?? standard
      }
      for node in 0..<nodeCount { entries[node].append((Int32(position), values[node])) }
    }
    var rows = FeatureRows()
    for row in entries {
      for entry in row { rows.append(column: entry.column, value: entry.value) }
      rows.endRow()
    }
    return rows.finish(columnCount: columns.count)
  }

  private static func feature(_ text: String) -> Float? {
    DecimalNumber.finite(text).flatMap { Float($0).isFinite ? Float($0) : nil }
  }
}
