// SPDX-License-Identifier: Apache-2.0

import GraphFiles
import Testing

@Suite("Numbers and tables as text")
struct NumberTextTests {
  @Test(
    "A number is rounded to the given number of decimals",
    arguments: [
      (0.724, 4, "0.7240"), (-0.00001, 4, "0.0000"), (-1.5, 4, "-1.5000"), (12.345678, 4, "12.3457"),
      (0.9996, 3, "1.000"), (2.5, 0, "3"), (1e30, 2, "1.0e+30"), (.nan, 2, "-"), (.infinity, 2, "-"),
    ])
  func decimals(value: Double, places: Int, text: String) {
    #expect(NumberText.decimal(value, places) == text)
  }

  @Test(
    "Scientific notation has one digit before the point and at least two in the exponent",
    arguments: [(3.14e-9, "3.1e-09"), (-99_999, "-1.0e+05"), (0, "0"), (.nan, "-")])
  func scientific(value: Double, text: String) { #expect(NumberText.scientific(value) == text) }

  @Test(
    "A share is written in percent",
    arguments: [(0.815, 2, "81.50 %"), (1, 0, "100 %"), (.nan, 2, "-")])
  func percent(share: Double, places: Int, text: String) {
    #expect(NumberText.percent(share, places) == text)
  }

  @Test("Bytes are written in the unit that leaves at least two digits")
  func bytes() {
    #expect(
      [0, 9999, 10_000, 9_999_999, 10_000_000].map(NumberText.bytes) == [
        "0 B", "9999 B", "10 kB", "9999 kB", "10 MB",
      ])
  }

  @Test("A table aligns text left and numbers right, and separates the header and the totals")
  func table() {
    var table = TextTable(["name", "nodes"])
    table.append(["a", "5"])
    table.append(["longer", "1,234"])
    table.appendTotals(["all", "1,239"])
    #expect(
      table.text == """
        name    nodes
        -------------
        a           5
        longer  1,234
        -------------
        all     1,239

        """)
  }

  @Test("A table escapes control characters in its cells")
  func controlCharacters() {
    var table = TextTable(["name"])
    table.append(["a\u{1B}[31m"])
    #expect(!table.text.contains("\u{1B}"))
  }
}
