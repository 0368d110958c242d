// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Edge lists in the default format of NetworkX: source, target and a Python dictionary, `a b {'weight':
/// 2.5}`.
struct EdgeDictionaries {
  private let form: TableForm

  /// Returns nil if the first row does not end with a dictionary.
  init?(_ file: TextFile, _ options: TableOptions) {
    var plain = options
    let form = file.tableForm(.edges, options)
    guard let start = Self.dictionaryOfFirstRow(file, form.dialect.start) else { return nil }
    if options.separator == nil {
      let before = start > 0 ? file.bytes[start - 1] : 0x20
      plain.separator =
        before == 0x09
        ? .tab : before == UInt8(ascii: ",") ? .comma : before == UInt8(ascii: ";") ? .semicolon : .blanks
    }
    self.form = file.tableForm(.edges, plain)
  }

  /// Returns the offset of the dictionary at the end of the row at `start`, or nil if there is none.
  private static func dictionaryOfFirstRow(_ file: TextFile, _ start: Int) -> Int? {
    guard start < file.bytes.count else { return nil }
    let row = file.bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }
    guard row.last(where: { $0 != 0x20 }) == UInt8(ascii: "}") else { return nil }
    let brace = row.firstIndex(of: UInt8(ascii: "{"))
    return brace.flatMap { $0 > row.startIndex && $0 > start ? $0 : nil }
  }

  func read(_ file: TextFile) throws(DataError) -> EdgeSource {
    var edges = EdgeTable()
    var names = IdentifierTable(forBytes: file.bytes.count)
    var unread = 0
    try file.scanTable(form.dialect) { (scanner) throws(DataError) in
      while try scanner.nextRow() {
        guard let source = try scanner.nextField(), let target = try scanner.nextField() else {
          throw scanner.error("expected '<source> <target> {data}', found 1 field")
        }
        let sourceNode = try scanner.intern(source, in: &names).index
        let targetNode = try scanner.intern(target, in: &names).index
        let rest = scanner.restOfRow()
        let data = try EdgeDictionary(
          scanner.string(rest), at: .line(file.path, scanner.line))
        unread += data.otherKeyCount
        if let weight = data.weight {
          edges.append(sourceNode, targetNode, weight: weight)
        } else {
          edges.append(sourceNode, targetNode)
        }
      }
    }
    var source = EdgeSource(path: file.path, nodes: .named(names), edges: edges, notes: form.notes)
    source.locator = RowLocator(path: file.path, dialect: form.dialect, columns: [0, 1])
    source.notes.append(likenessIn: names, path: file.path)
    if unread > 0 {
      source.notes.append(
        DataNote(
          "only 'weight' was read from the edges' data", at: .line(file.path, form.sample.lines.first ?? 1)))
    }
    return source
  }
}
