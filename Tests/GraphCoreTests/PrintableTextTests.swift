// SPDX-License-Identifier: Apache-2.0

import GraphCore
import Testing

@Suite("Text from files is escaped before a terminal shows it")
struct PrintableTextTests {
  @Test(
    "Control characters and directional marks are shown as escapes",
    arguments: [
      ("plain text, é 語 😀", "plain text, é 語 😀"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
      ("\u{1B}[31m", "\\u{1B}[31m"), ("\u{0}\u{7}\u{8}", "\\u{0}\\u{7}\\u{8}"), ("\u{7F}", "\\u{7F}"),
      ("\u{9B}2J", "\\u{9B}2J"), ("\u{85}", "\\u{85}"), ("\u{202E}gnp", "\\u{202E}gnp"),
      ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
      ("\u{FEFF}", "\\u{FEFF}"), ("\u{200F}", "\\u{200F}"), ("a\r\nb", "a\\r\\nb"), ("", ""),
      ("👩\u{200D}🔬", "👩\u{200D}🔬"), ("\\u{1B}", "\\u{1B}"),
    ])
  func escapes(text: String, shown: String) { #expect(text.printable() == shown) }

  @Test("Each character in the ranges that terminals interpret is shown as an escape")
  func ranges() {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0x2028...0x2029,
    ]
    for scalar in ranges.joined().compactMap(Unicode.Scalar.init) {
      let shown = "a\(Character(scalar))b".printable()
      #expect(!shown.unicodeScalars.contains(scalar), "\(scalar.value)")
      #expect(shown.hasPrefix("a\\") && shown.hasSuffix("b"))
    }
  }

  @Test("Long names are shortened with an ellipsis, and short names are unchanged")
  func cut() {
    #expect(
      String(repeating: "x", count: 200).printable(limit: 100) == String(repeating: "x", count: 100) + "…")
    #expect(String(repeating: "é", count: 100).printable(limit: 100) == String(repeating: "é", count: 100))
    let marks = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(marks.printable(limit: 100).unicodeScalars.count <= 16)
  }

  @Test("An error is printed on one line of bounded length, whatever names it contains")
  func error() {
    let name = String(repeating: "long", count: 100_000)
    let error = DataError(
      .badData, "unknown node id '\(name)' \u{1B}]0;x\u{7}\n", at: .line("f\u{1B}.csv", 3))
    #expect(error.printable.hasPrefix("f\\u{1B}.csv:3: unknown node id 'long"))
    #expect(error.printable.count < 500)
    #expect(error.printable.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    let words = DataNote(Array(repeating: "word", count: 100_000).joined(separator: " "))
    #expect(words.printable.count <= 4001)
  }

  @Test("Printing the lines of a report keeps its line breaks")
  func lines() { #expect("a\n\u{1B}b\n\nc\n".printableLines == "a\n\\u{1B}b\n\nc\n") }
}
