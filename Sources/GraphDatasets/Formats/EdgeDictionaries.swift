internal import GraphCore

/// Edge lists as NetworkX writes them by default: source, target and a Python dictionary, `a b {'weight': 2.5}`.
struct EdgeDictionaries {
  private let form: TableForm

  /// Nil where the first row has no dictionary at its end.
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

  /// Where the dictionary begins that ends the row at `start`.
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
          throw scanner.error("expected '<source> <target> {data}', found one field")
        }
        let sourceNode = try scanner.intern(source, in: &names).index
        let targetNode = try scanner.intern(target, in: &names).index
        let rest = scanner.restOfRow()
        let data = try EdgeDictionary(scanner.string(rest), scanner)
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
          "of the data of edges only 'weight' was read", at: .line(file.path, form.sample.lines.first ?? 1)))
    }
    return source
  }
}

/// One dictionary of Python's plain values, of which only the weight counts.
private struct EdgeDictionary {
  private(set) var weight: Double?
  private(set) var otherKeyCount = 0

  init(_ text: String, _ scanner: TableScanner) throws(DataError) {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}") else {
      throw scanner.error("expected the data of the edge as {'name': value}, found '\(text.prefix(40))'")
    }
    for item in Self.items(bytes.dropFirst().dropLast()) {
      let text = String(decoding: item, as: UTF8.self)
      guard let colon = Self.colon(item) else {
        throw scanner.error("expected 'name': value, found '\(text.prefix(40))'")
      }
      let key = String(decoding: item[..<colon], as: UTF8.self).split(separator: " ").joined(separator: " ")
      guard key == "'weight'" || key == "\"weight\"" else {
        otherKeyCount += 1
        continue
      }
      let value = item[(colon + 1)...].filter { $0 != 0x20 }
      let number = unsafe value.withUnsafeBufferPointer { unsafe DecimalNumber.double($0) }
      guard let number, number.isFinite else {
        throw scanner.error(
          "the weight is '\(String(decoding: value.prefix(40), as: UTF8.self))', a finite number was expected"
        )
      }
      weight = number
    }
  }

  /// The parts between commas that stand outside of quotes and brackets.
  private static func items(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var items: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    walk(bytes) { index, byte in
      guard byte == UInt8(ascii: ",") else { return }
      items.append(bytes[start..<index])
      start = index + 1
    }
    items.append(bytes[start...])
    return items.filter { !$0.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
  }

  private static func colon(_ bytes: ArraySlice<UInt8>) -> Int? {
    var place: Int?
    walk(bytes) { index, byte in if byte == UInt8(ascii: ":") && place == nil { place = index } }
    return place
  }

  /// Calls `body` with every byte outside of quotes and brackets.
  private static func walk(_ bytes: ArraySlice<UInt8>, _ body: (Int, UInt8) -> Void) {
    var quote: UInt8?
    var depth = 0
    var isEscaped = false
    for index in bytes.indices {
      let byte = bytes[index]
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == open {
          quote = nil
        }
        continue
      }
      switch Unicode.Scalar(byte) {
      case "'", "\"": quote = byte
      case "[", "(", "{": depth += 1
      case "]", ")", "}": depth -= 1
      default: if depth == 0 { body(index, byte) }
      }
    }
  }
}
