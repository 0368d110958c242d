// SPDX-License-Identifier: Apache-2.0

import GraphFiles
import Testing

@Suite("Identifiers are compared as bytes")
struct IdentifierTableTests {
  @Test("Equal identifiers have the same number, and each new one gets the next number")
  func numbering() {
    var table = IdentifierTable()
    let names = [
      "a", "17", "017", "+17", "17.0", "b", "a", "17", "99999999999999999999", "", "é", "e\u{301}",
    ]
    let numbers = names.map { Int(table.insert($0).index) }
    #expect(numbers == [0, 1, 2, 3, 4, 5, 0, 1, 6, 7, 8, 9])
    #expect(
      table.names.map { Array($0.utf8) }
        == ["a", "17", "017", "+17", "17.0", "b", "99999999999999999999", "", "é", "e\u{301}"].map {
          Array($0.utf8)
        })
    #expect(table.index(of: "17") == 1 && table.index(of: "18") == nil && table.index(of: "é") == 8)
  }

  @Test("Identifiers that are numbers, short texts or long texts are found again among 15,000")
  func many() {
    var table = IdentifierTable()
    var names: [String] = []
    for number in 1...5_000 {
      names.append(String(number * 7_919))
      names.append(String(UInt64(number) &* 0x9E37_79B9_7F4A_7C15))
      names.append(String(repeating: "x", count: number % 40) + ":\(number)")
    }
    for (index, name) in names.enumerated() { #expect(Int(table.insert(name).index) == index) }
    for (index, name) in names.enumerated() {
      #expect(table.index(of: name).map(Int.init) == index && table.name(index) == name)
    }
    #expect(table.count == names.count)
  }

  @Test("Numbers inserted in batches get the same indices as numbers inserted one by one")
  func together() {
    let numbers: [UInt64] = (0..<3_000).map { ($0 &* 7_919) % 1_000 } + [5, 1 << 62, 70_000, 5, 1 << 62, 3]
    var (single, together) = (IdentifierTable(), IdentifierTable())
    let expected = numbers.map { single.insert(number: $0).index }
    var indices = [Int32](repeating: -1, count: numbers.count)
    for start in stride(from: 0, to: numbers.count, by: 100) {
      let range = start..<min(start + 100, numbers.count)
      unsafe indices[range].withUnsafeMutableBufferPointer { indices in
        unsafe numbers[range].withUnsafeBufferPointer { unsafe together.insert(numbers: $0, into: indices) }
      }
    }
    #expect(indices == expected && together.names == single.names)
  }

  @Test(
    "Identifiers that differ only in normalisation, whitespace or decimals are detected as alike",
    arguments: [
      ("é", "e\u{301}", IdentifierLikeness.Difference.normalisation), (" a", "a", .blanks),
      ("a", "a\u{A0}", .blanks),
      ("1", "1.0", .decimals), ("1.00", "1", .decimals),
    ])
  func likeness(_ one: String, _ other: String, _ difference: IdentifierLikeness.Difference) throws {
    for (first, second) in [(one, other), (other, one)] {
      var table = IdentifierTable()
      for name in ["b", first, "c"] { _ = table.insert(name) }
      let likeness = IdentifierLikeness(table)
      let like = try #require(likeness.like(second))
      #expect(like.utf8.elementsEqual(first.utf8) && likeness.pair == nil)
      #expect(IdentifierLikeness.difference(first, second) == difference)
      _ = table.insert(second)
      #expect(IdentifierLikeness(table).pair != nil)
    }
  }

  @Test(
    "Identifiers that differ in any other way are not alike",
    arguments: [("a", "b"), ("1", "01"), ("1.0", "1.5"), ("A", "a"), ("10", "1")])
  func unlike(_ one: String, _ other: String) {
    var table = IdentifierTable()
    _ = table.insert(one)
    #expect(IdentifierLikeness(table).like(other) == nil && IdentifierLikeness(table).like(one) == nil)
    _ = table.insert(other)
    #expect(IdentifierLikeness(table).pair == nil)
  }
}
