internal import GraphCore

extension EdgeList {
  /// A Matrix Market file in coordinate form (NIST): row points to column, nodes are called 1, 2, ...
  mutating func readMatrixMarket(_ file: TextFile) throws(DataError) {
    try file.scan { (scanner: inout TextScanner) throws(DataError) -> Void in
      guard scanner.nextLine() else { throw scanner.error("is empty, a Matrix Market header was expected") }
      var words: [String] = []
      while let field = scanner.nextField(.blanks) { words.append(try scanner.string(field).lowercased()) }
      guard words.count == 5, words[0] == "%%matrixmarket", words[1] == "matrix", words[2] == "coordinate",
        ["real", "integer", "pattern"].contains(words[3]), ["general", "symmetric"].contains(words[4])
      else {
        throw scanner.error(
          "is not `%%MatrixMarket matrix coordinate real|integer|pattern general|symmetric`, the only kinds read")
      }
      let hasValues = words[3] != "pattern"
      statesDirected = words[4] == "general"
      var size: Int?
      var expected = 0
      var found = 0
      while scanner.nextContentLine(comments: "%") {
        guard let first = scanner.nextField(.blanks), let second = scanner.nextField(.blanks),
          let row = scanner.integer(first), let column = scanner.integer(second)
        else { throw scanner.error("does not begin with two whole numbers") }
        let third = scanner.nextField(.blanks)
        guard let count = size else {
          guard row == column, row >= 0, row < Int(Int32.max), let third, let entries = scanner.integer(third) else {
            throw scanner.error("is not the size of a square matrix and its number of entries")
          }
          expected = entries
          // Isolated nodes take no line, but no file names a hundred times more nodes than it has bytes.
          guard row / 100 <= file.bytes.count else { throw scanner.error("claims \(row) nodes") }
          size = row
          try number(0..<row, from: 1, path: file.path)
          continue
        }
        guard row >= 1, row <= count, column >= 1, column <= count else {
          throw scanner.error("entry (\(row), \(column)) is outside 1...\(count)")
        }
        var value = 1.0
        if hasValues {
          guard let third, let number = scanner.double(third), number.isFinite else {
            throw scanner.error("has no finite value behind row and column")
          }
          value = number
        }
        found += 1
        append(Int32(row - 1), Int32(column - 1), value)
      }
      guard size != nil && found == expected else {
        throw DataError(.badData, "has \(found) entries, \(expected) were announced: is it cut off?", at: .file(file.path))
      }
    }
  }
}
