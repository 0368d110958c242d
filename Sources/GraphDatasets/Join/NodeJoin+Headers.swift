// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

extension NodeJoin {
  /// Treats a first row as a header if no other file contains its ids but another file contains ids from
  /// the rows below it.
  mutating func settleHeaders() {
    let edgeNames: IdentifierTable? = if case .named(let names) = edges.nodes { names } else { nil }
    let rows: (count: Int, first: Int)? =
      if case .rows(let count, let first) = edges.nodes { (count, first) } else { nil }
    let doubtfulEdge = edges.firstRowMayBeHeader && !edges.usesFirstNodesAgain
    func isInEdges(_ name: String) -> Bool {
      if let rows { return Int(name).map { $0 >= rows.first && $0 < rows.first + rows.count } ?? false }
      guard let index = edgeNames?.index(of: name) else { return false }
      return !(doubtfulEdge && index < 2)
    }
    func isIn(_ ids: IdentifierTable?, _ isDoubtful: Bool, _ name: String) -> Bool {
      ids?.index(of: name).map { !(isDoubtful && $0 == 0) } ?? false
    }
    let (table, labels) = (self.table, labelSource)
    func isInFeatures(_ name: String) -> Bool {
      isIn(table?.identifiers, table?.firstRowMayBeHeader ?? false, name)
    }
    func isInLabels(_ name: String) -> Bool {
      isIn(labels?.identifiers, labels?.firstRowMayBeHeader ?? false, name)
    }
    if let labels, labels.firstRowMayBeHeader, let ids = labels.identifiers, ids.count > 1,
      !isInEdges(ids.name(0)), !isInFeatures(ids.name(0)),
      (1..<ids.count).contains(where: { isInEdges(ids.name($0)) || isInFeatures(ids.name($0)) })
    {
      noteHeader(.labels, labels.path, ids.name(0))
      labelSource?.dropFirstRow()
    }
    if let table, table.firstRowMayBeHeader, let ids = table.identifiers, ids.count > 1,
      !isInEdges(ids.name(0)), !isInLabels(ids.name(0)),
      (1..<ids.count).contains(where: { isInEdges(ids.name($0)) || isInLabels(ids.name($0)) })
    {
      noteHeader(.features, table.path, ids.name(0))
      self.table?.dropFirstRow()
    }
    if doubtfulEdge, let names = edgeNames, names.count > 2,
      labels?.identifiers != nil || table?.identifiers != nil,
      !(0..<2).contains(where: { isInLabels(names.name($0)) || isInFeatures(names.name($0)) }),
      (2..<names.count).contains(where: { isInLabels(names.name($0)) || isInFeatures(names.name($0)) })
    {
      noteHeader(.edges, edges.path, names.name(0))
      edges.dropFirstRow()
    }
  }

  private mutating func noteHeader(_ kind: TableKind, _ path: String, _ id: String) {
    notes.append(
      DataNote(
        "the first row was read as a header because no other file has the id '\(id.prefix(40))'; to read it as data, use \(swift: kind.reading("hasHeader: false"), option: "--no-header")",
        at: .line(path, 1)))
  }
}

extension EdgeSource {
  /// Whether a node of the first edge occurs again, so that the first row is not a header.
  fileprivate var usesFirstNodesAgain: Bool {
    edges.sources.dropFirst().contains { $0 < 2 } || edges.targets.dropFirst().contains { $0 < 2 }
  }

  /// Treats the first row as a header: removes its edge and both of its nodes.
  fileprivate mutating func dropFirstRow() {
    guard case .named(let names) = nodes else { return }
    var rest = IdentifierTable(forBytes: 16 * names.count)
    for index in 2..<max(2, names.count) { _ = rest.insert(names.name(index)) }
    nodes = .named(rest)
    edges.dropFirst(shifting: 2)
    firstRowMayBeHeader = false
  }
}
