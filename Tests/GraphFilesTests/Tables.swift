// SPDX-License-Identifier: Apache-2.0

import GraphFiles
import TensorCore

/// A text table that is read in the dialect detected from its beginning.
struct ReadTable: Equatable {
  var rows: [[String]]
  var separator: TableSeparator

  init(_ text: String, kind: TableKind = .idLists, options: TableOptions = TableOptions()) throws {
    try self.init(Array(text.utf8), kind: kind, options: options)
  }

  init(_ bytes: [UInt8], kind: TableKind = .idLists, options: TableOptions = TableOptions()) throws {
    let file = try TextFile(bytes: bytes, path: "table")
    let form = file.tableForm(kind, options)
    separator = form.dialect.separator
    rows = try file.scanTable(form.dialect) { (scanner) throws(DataError) -> [[String]] in
      var rows: [[String]] = []
      while try scanner.nextRow() {
        var row: [String] = []
        while let field = try scanner.nextField() { row.append(try scanner.string(field)) }
        rows.append(row)
      }
      return rows
    }
  }
}

/// Random choices that depend only on a seed.
struct Choices {
  private let stream: RandomStream
  private var next: UInt64 = 0

  init(seed: UInt64) { stream = RandomStream(seed: seed, purpose: .generation) }

  /// Returns a number in `0..<bound`.
  mutating func number(below bound: Int) -> Int {
    next += 1
    return stream.integer(below: bound, at: next)
  }

  /// Returns true in one of `count` cases on average.
  mutating func isOne(in count: Int) -> Bool { number(below: count) == 0 }
}
