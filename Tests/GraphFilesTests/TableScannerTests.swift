// SPDX-License-Identifier: Apache-2.0

import GraphFiles
import Testing

@Suite("Rows and fields of text tables")
struct TableScannerTests {
  @Test(
    "The separator of a table is detected from its rows",
    arguments: [
      ("a,b\nc,d\n", TableSeparator.comma), ("a;b\nc;d\n", .semicolon), ("a\tb\nc\td\n", .tab),
      ("a b\nc   d\n", .blanks), ("a, b\nc, d\n", .comma), ("a  \tb\nc \td\n", .tab),
    ])
  func separators(_ text: String, _ separator: TableSeparator) throws {
    let table = try ReadTable(text)
    #expect(table.rows == [["a", "b"], ["c", "d"]] && table.separator == separator)
  }

  @Test(
    "LF, CR LF and CR end rows, and the last row needs no line end",
    arguments: [
      "a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\rc,d\r", "a,b\nc,d", "a,b\rc,d", "\u{FEFF}a,b\n\n\nc,d\n",
    ])
  func lineEnds(_ text: String) throws { #expect(try ReadTable(text).rows == [["a", "b"], ["c", "d"]]) }

  @Test(
    "Quoted fields may contain separators, line ends and doubled quotes in each dialect",
    arguments: [(",", TableSeparator.comma), (";", .semicolon), ("\t", .tab), (" ", .blanks)])
  func quotes(_ mark: String, _ separator: TableSeparator) throws {
    let text = "\"a\(mark)b\"\(mark)\"c \"\"d\"\"\"\n\"e\nf\"\(mark)\" g \"\n"
    let table = try ReadTable(text, options: TableOptions(separator: separator))
    #expect(table.rows == [["a\(mark)b", "c \"d\""], ["e\nf", " g "]])
  }

  @Test("Whitespace around a field is not part of the field unless it is quoted")
  func blanks() throws {
    #expect(try ReadTable(" a , b \n \" c \" , d\n").rows == [["a", "b"], [" c ", "d"]])
  }

  @Test("Empty cells are fields, also at the ends of rows")
  func emptyCells() throws {
    #expect(try ReadTable("a,,b\n,c,\n").rows == [["a", "", "b"], ["", "c", ""]])
  }

  @Test("Lines before the data that begin with # or % are comments, and later ones if whitespace follows")
  func comments() throws {
    #expect(
      try ReadTable("#made by hand\n% or not\na,b\n# later\n#c,d\n#\n").rows == [["a", "b"], ["#c", "d"]])
  }

  @Test("A first line that begins with # is data if its ids occur again")
  func hashtags() throws {
    #expect(try ReadTable("#a,b\nc,#a\n", kind: .edges).rows == [["#a", "b"], ["c", "#a"]])
    #expect(try ReadTable("#from,to\nc,d\n", kind: .edges).rows == [["c", "d"]])
  }

  @Test("Table options override the detected separator and comment sign")
  func options() throws {
    #expect(
      try ReadTable("a|b\n", options: TableOptions(separator: .character(UInt8(ascii: "|")))).rows == [
        ["a", "b"]
      ])
    #expect(try ReadTable("# a,b\n", options: TableOptions(comment: "")).rows == [["# a", "b"]])
    #expect(try ReadTable(";x\na,b\n", options: TableOptions(comment: ";")).rows == [["a", "b"]])
  }

  @Test(
    "A quote that is never closed, or text after a closing quote, is an error with its line",
    arguments: [("a,b\n\"c,d\n", 2), ("a,b\nc,\"d\n\ne", 2), ("a,\"b\"c\nd,e\n", 1)])
  func brokenQuotes(_ text: String, _ line: Int) {
    let error = #expect(throws: DataError.self) {
      _ = try ReadTable(text, options: TableOptions(separator: .comma))
    }
    #expect(error?.place == .line("table", line))
  }

  @Test("Line numbers in errors count the lines inside quoted fields")
  func lines() throws {
    let error = #expect(throws: DataError.self) {
      _ = try ReadTable("\"a\nb\",c\r\n\"d\r\ne\",f\n\"g", options: TableOptions(separator: .comma))
    }
    #expect(error?.place == .line("table", 5))
  }

  @Test(
    "Decimal commas are detected in tables separated by semicolons, tabs or spaces",
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

  @Test("A word for a missing value counts as one unless it is quoted, and so does an empty field")
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
