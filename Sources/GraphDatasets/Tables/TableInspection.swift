package import GraphCore

/// A first look at a text table, for options that speak of several files at once.
package struct TableInspection {
  /// What the table holds.
  package enum Kind: Sendable { case edges, features, labels, signal }

  private let form: TableForm?
  private let file: TextFile?
  private let kind: TableKind

  /// Looks at the beginning of a file. One that is no text table has no columns.
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

  /// Whether every row of the beginning has as many fields, two at least, when it is split there.
  package func canBeSplit(by separator: TableSeparator?) -> Bool {
    guard let file, let separator else { return false }
    return (file.tableForm(kind, TableOptions(separator: separator)).sample.fieldCount ?? 0) >= 2
  }

  /// Whether the first row names all these columns, or numbers some of them.
  package func hasColumns(_ names: [String]) -> Bool {
    guard let first = form?.sample.rows.first else { return false }
    let words = Set(first.map { $0.text.lowercased() })
    return names.contains { Int($0) == nil }
      && names.allSatisfy {
        words.contains($0.lowercased()) || Int($0).map { $0 >= 1 && $0 <= first.count } ?? false
      }
  }
}
