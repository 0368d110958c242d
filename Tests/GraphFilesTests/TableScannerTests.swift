import GraphFiles
import Testing

@Suite("Rows and fields of text tables")
struct TableScannerTests {
  @Test(
    "Every separator is found from the rows",
    arguments: [
      ("a,b\nc,d\n", TableSeparator.comma), ("a;b\nc;d\n", .semicolon), ("a\tb\nc\td\n", .tab),
      ("a b\nc   d\n", .blanks), ("a, b\nc, d\n", .comma), ("a  \tb\nc \td\n", .tab),
    ])
  func separators(_ text: String, _ separator: TableSeparator) throws {
    let table = try ReadTable(text)
    #expect(table.rows == [["a", "b"], ["c", "d"]] && table.separator == separator)
  }

  @Test(
    "LF, CR LF and CR end rows, and the last one needs no end",
    arguments: [
      "a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "a,b\nc,d", "a,b\rc,d", "\u{FEFF}a,b\n\n\nc,d\n",
    ])
  func lineEnds(_ text: String) throws { #expect(try ReadTable(text).rows == [["a", "b"], ["c", "d"]]) }

  @Test(
    "Quotes enclose separators, ends of lines and doubled quotes in every dialect",
    arguments: [(",", TableSeparator.comma), (";", .semicolon), ("\t", .tab), (" ", .blanks)])
  func quotes(_ mark: String, _ separator: TableSeparator) throws {
    let text = "\"a\(mark)b\"\(mark)\"c \"\"d\"\"\"\n\"e\nf\"\(mark)\" g \"\n"
    let table = try ReadTable(text, options: TableOptions(separator: separator))
    #expect(table.rows == [["a\(mark)b", "c \"d\""], ["e\nf", " g "]])
  }

  @Test("Blanks around fields are no part of them unless they stand in quotes")
  func blanks() throws {
    #expect(try ReadTable(" a , b \n \" c \" , d\n").rows == [["a", "b"], [" c ", "d"]])
  }

  @Test("Empty cells are fields, also at the ends of rows")
  func emptyCells() throws {
    #expect(try ReadTable("a,,b\n,c,\n").rows == [["a", "", "b"], ["", "c", ""]])
  }

  @Test("Lines of comment are those before the data, and later ones with a blank behind the sign")
  func comments() throws {
    #expect(
      try ReadTable("#made by hand\n% or not\na,b\n# later\n#c,d\n#\n").rows == [["a", "b"], ["#c", "d"]])
  }

  @Test("A line that begins with a sign is data where its ids occur again")
  func hashtags() throws {
    #expect(try ReadTable("#a,b\nc,#a\n", kind: .edges).rows == [["#a", "b"], ["c", "#a"]])
    #expect(try ReadTable("#from,to\nc,d\n", kind: .edges).rows == [["c", "d"]])
  }

  @Test("Options decide on separators and comments")
  func options() throws {
    #expect(
      try ReadTable("a|b\n", options: TableOptions(separator: .character(UInt8(ascii: "|")))).rows == [
        ["a", "b"]
      ])
    #expect(try ReadTable("# a,b\n", options: TableOptions(comment: "")).rows == [["# a", "b"]])
    #expect(try ReadTable(";x\na,b\n", options: TableOptions(comment: ";")).rows == [["a", "b"]])
  }

  @Test(
    "Quotes that are never closed, and text behind one that is, are errors with their line",
    arguments: [("a,b\n\"c,d\n", 2), ("a,b\nc,\"d\n\ne", 2), ("a,\"b\"c\nd,e\n", 1)])
  func brokenQuotes(_ text: String, _ line: Int) {
    let error = #expect(throws: DataError.self) {
      _ = try ReadTable(text, options: TableOptions(separator: .comma))
    }
    #expect(error?.place == .line("table", line))
  }

  @Test("Lines are counted across fields of several lines")
  func lines() throws {
    let error = #expect(throws: DataError.self) {
      _ = try ReadTable("\"a\nb\",c\r\n\"d\r\ne\",f\n\"g", options: TableOptions(separator: .comma))
    }
    #expect(error?.place == .line("table", 5))
  }

  @Test(
    "Decimal commas are read where semicolons separate, or where no other reading makes numbers",
    arguments: ["a;b;0,5\nc;d;1,25\n", "a\tb\t0,5\nc\td\t1,25\n", "a b 0,5\nc d 1,25\n"])
  func decimalCommas(_ text: String) throws {
    let file = try TextFile(bytes: Array(text.utf8), path: "table")
    let form = file.tableForm(.edges, TableOptions())
    #expect(form.dialect.hasDecimalCommas)
    let numbers = try file.scanTable(form.dialect) { (scanner) throws(DataError) -> [Double?] in
      var numbers: [Double?] = []
      while try scanner.nextRow() {
        _ = try scanner.nextField()
        _ = try scanner.nextField()
        if let field = try scanner.nextField() { numbers.append(scanner.double(field)) }
      }
      return numbers
    }
    #expect(numbers == [0.5, 1.25])
  }

  @Test("Words for missing values count outside of quotes that mark text")
  func missing() throws {
    let file = try TextFile(bytes: Array("a,NA\nb,\"NA\"\nc,\nd,?\ne,\"\"\n".utf8), path: "table")
    let form = file.tableForm(.labels, TableOptions())
    let missing = try file.scanTable(form.dialect) { (scanner) throws(DataError) -> [Bool] in
      var missing: [Bool] = []
      while try scanner.nextRow() {
        _ = try scanner.nextField()
        if let field = try scanner.nextField() { missing.append(scanner.isMissing(field)) }
      }
      return missing
    }
    #expect(missing == [true, false, true, true, true])
  }
}
