// SPDX-License-Identifier: Apache-2.0

import GraphFiles
import Testing

/// Writes tables as RFC 4180 defines them, in any dialect, with quotes where they are needed and
/// sometimes where they are not.
/// Independent of the writer that is tested.
private struct IndependentWriter {
  var separator: String
  var lineEnd: String
  var quotesAll: Bool

  func text(_ rows: [[String]], _ choices: inout Choices) -> String {
    var text = ""
    for row in rows {
      for (column, field) in row.enumerated() {
        if column > 0 { text += separator == " " ? [" ", "  ", " \t"][choices.number(below: 3)] : separator }
        let isPlain = field.unicodeScalars.allSatisfy { scalar in
          scalar != "\"" && scalar != "," && scalar != ";" && scalar != "#" && scalar != "%"
            && scalar.value > 0x20
        }
        if isPlain && !field.isEmpty && !quotesAll && !choices.isOne(in: 8) {
          text += field
        } else {
          text +=
            "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
        }
      }
      text += lineEnd
    }
    return text
  }
}

@Suite("Tables that are written are read back exactly")
struct TableRoundTripTests {
  /// Returns random printable text from all of Unicode, with many separators and quotes.
  private static func word(_ choices: inout Choices) -> String {
    let special = Array("\",;#% '\\|:.-+0123456789aAzZ=&<>éßñ中文🙂\u{301}")
    var word = ""
    for _ in 0...choices.number(below: 12) {
      if choices.isOne(in: 3) {
        word.append(special[choices.number(below: special.count)])
        continue
      }
      let ranges: [ClosedRange<UInt32>] = [
        0x21...0x7E, 0xA1...0x17F, 0x391...0x3C9, 0x4E00...0x4FFF, 0x1F600...0x1F64F,
      ]
      let range = ranges[choices.number(below: ranges.count)]
      let code = range.lowerBound + UInt32(choices.number(below: range.count))
      if let scalar = Unicode.Scalar(code) { word.unicodeScalars.append(scalar) }
    }
    return word
  }

  /// Returns words whose bytes are all different.
  private static func words(_ count: Int, _ choices: inout Choices) -> [String] {
    var table = IdentifierTable()
    while table.count < count { _ = table.insert(word(&choices)) }
    return table.names
  }

  @Test("A thousand random tables of all dialects with any printable ids are read back exactly")
  func randomTables() throws {
    for seed in 0..<1000 as Range<UInt64> {
      var choices = Choices(seed: seed)
      let separators: [(String, TableSeparator)] = [
        (",", .comma), (";", .semicolon), ("\t", .tab), (" ", .blanks),
      ]
      let (mark, separator) = separators[choices.number(below: 4)]
      let writer = IndependentWriter(
        separator: mark, lineEnd: ["\n", "\r\n", "\r"][choices.number(below: 3)],
        quotesAll: choices.isOne(in: 4))
      let columnCount = 2 + choices.number(below: 4)
      let words = Self.words(columnCount * (1 + choices.number(below: 12)), &choices)
      let rows = stride(from: 0, to: words.count, by: columnCount).map { Array(words[$0..<$0 + columnCount]) }
      var text = writer.text(rows, &choices)
      if choices.isOne(in: 3) { text = "\u{FEFF}" + text }
      let read = try ReadTable(text, options: TableOptions(separator: separator))
      #expect(
        read.rows.map { $0.map { Array($0.utf8) } } == rows.map { $0.map { Array($0.utf8) } },
        "seed \(seed): \(text)")
    }
  }

  @Test("A thousand tables that the library writes are read back in the dialect detected from their rows")
  func ownTables() throws {
    for seed in 0..<1000 as Range<UInt64> {
      var choices = Choices(seed: seed)
      let words = Self.words(2 * (1 + choices.number(below: 12)), &choices)
      let (mark, separator) = [(",", TableSeparator.comma), ("\t", .tab)][choices.number(below: 2)]
      var text = "id\(mark)label\n"
      for row in stride(from: 0, to: words.count, by: 2) {
        text += TableField.written(words[row], separator: separator) + mark
        text += TableField.written(words[row + 1], separator: separator) + "\n"
      }
      let read = try ReadTable(text, kind: .labels)
      #expect(read.separator == separator, "seed \(seed): \(text)")
      #expect(
        read.rows.dropFirst().flatMap { $0 }.map { Array($0.utf8) } == words.map { Array($0.utf8) },
        "seed \(seed): \(text)")
    }
  }

  @Test(
    "A field is quoted exactly if a reader would otherwise read another text",
    arguments: [
      ("plain", "plain"), ("a b", "a b"), ("a,b", "\"a,b\""), ("say \"no\"", "\"say \"\"no\"\"\""),
      ("#tag", "\"#tag\""),
      ("%x", "\"%x\""), (" x", "\" x\""), ("x\t", "\"x\t\""), ("a\nb", "\"a\nb\""), ("NA", "\"NA\""),
      ("", "\"\""),
      ("source", "\"source\""), ("a;b", "a;b"), ("é", "é"),
    ])
  func quoting(_ text: String, _ written: String) { #expect(TableField.written(text) == written) }
}
