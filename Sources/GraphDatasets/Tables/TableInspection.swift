// SPDX-License-Identifier: Apache-2.0

package import GraphCore

/// Examines the start of a text table, for options that apply to several files.
package struct TableInspection {
  /// The content of the table.
  package enum Kind: Sendable { case edges, features, labels, signal }

  private let form: TableForm?
  private let file: TextFile?
  private let kind: TableKind

  /// Reads the start of a table. A file that is not a text table has no columns.
  package init(_ path: String, as kind: Kind) throws(DataError) {
    self.kind =
      switch kind {
      case .edges: .edges
      case .features: .features
      case .labels: .labels
      case .signal: .signal
      }
    let bytes = try FileContents.read(path)
    guard !NumpyFile.isArray(bytes), !ZipArchive.isArchive(bytes) else {
      (form, file) = (nil, nil)
      return
    }
    let text = try TextFile(bytes: bytes, path: path)
    file = text
    form = text.tableForm(self.kind, TableOptions())
  }

  /// Returns whether the first rows have the same number of fields, at least two, with this separator.
  package func canBeSplit(by separator: TableSeparator?) -> Bool {
    guard let file, let separator else { return false }
    return (file.tableForm(kind, TableOptions(separator: separator)).sample.fieldCount ?? 0) >= 2
  }

  /// Returns whether the first row contains all of these columns, by name or number, and at least one of
  /// them is given by name.
  package func hasColumns(_ names: [String]) -> Bool {
    guard let first = form?.sample.rows.first else { return false }
    let words = Set(first.map { $0.text.lowercased() })
    return names.contains { Int($0) == nil }
      && names.allSatisfy {
        words.contains($0.lowercased()) || Int($0).map { $0 >= 1 && $0 <= first.count } ?? false
      }
  }
}
