// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

@Suite("JSON is parsed as RFC 8259 defines it")
struct JSONParserTests {
  private func parse(_ text: String) throws(DataError) -> JSONValue {
    try JSONValue.parse(Array(text.utf8), path: "test.json")
  }

  @Test(
    "JSON arrays and objects nest up to 512 levels, and deeper ones are refused",
    arguments: [("[", "]"), ("{\"a\":", "}")])
  func depth(opening: String, closing: String) throws {
    let document = { (depth: Int) in
      String(repeating: opening, count: depth - 1) + (closing == "]" ? "[]" : "{}")
        + String(repeating: closing, count: depth - 1)
    }
    _ = try parse(document(512))
    let error = #expect(throws: DataError.self) { try parse(document(513)) }
    #expect(error?.message.contains("512") == true)
    for depth in [10_000, 1_000_000] {
      #expect(throws: DataError.self) { try parse(String(repeating: opening, count: depth)) }
      #expect(throws: DataError.self) { try parse(document(depth)) }
    }
  }

  @Test(
    "The JSON parser refuses what RFC 8259 forbids",
    arguments: [
      "", " ", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x10", "NaN", "Infinity", "-Infinity", "tru",
      "nulL", "True",
      "[1,]", "[,1]", "[1 2]", "[1", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":}", "{1:2}",
      "1 2", "[] x",
      "\"", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"a\nb\"", "\"\t\"", "\"\\ud800\"",
      "\"\\udc00\"",
      "\"\\ud800\\u0041\"", "\"\\ud800x\"", "// x\n1", "[1]]", "\u{FEFF}", "\u{0}",
    ])
  func refused(text: String) {
    let error = #expect(throws: DataError.self) { try parse(text) }
    #expect(error?.code == .badData)
    #expect(error?.description.contains("\n") == false)
  }

  @Test("The JSON parser refuses invalid UTF-8, also after an escape")
  func invalidUTF8() {
    for bytes in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x61, 0xE2, 0x82]]
      as [[UInt8]]
    {
      for prefix in ["", "\\n"] {
        let document = Array("\"\(prefix)".utf8) + bytes + Array("\"".utf8)
        #expect(throws: DataError.self) { try JSONValue.parse(document, path: "x") }
      }
    }
  }

  @Test(
    "The JSON parser reads escapes, whitespace, exponents and a byte order mark",
    arguments: [
      (#""\u0041\/\b\f\n\r\t\\\"""#, JSONValue.string("A/\u{8}\u{C}\n\r\t\\\"")),
      (#""\ud83d\ude00é""#, .string("😀é")), (" \t\r\n[ 1 , 2 ] \n", .array([.integer(1), .integer(2)])),
      ("\u{FEFF}{}", .object([])),
      ("[1.5e3,-0.25,1E2]", .array([.number(1500), .number(-0.25), .number(100)])),
      ("-0", .number(-0.0)), ("\"\u{7F}\u{2028}\"", .string("\u{7F}\u{2028}")),
    ])
  func accepted(text: String, value: JSONValue) throws { #expect(try parse(text) == value) }

  @Test("JSON members keep their order, and a duplicate name is refused with its line")
  func members() throws {
    guard case .object(let members) = try parse(#"{"z":1,"a":2,"m":3}"#) else {
      Issue.record("no object")
      return
    }
    #expect(members.map(\.0) == ["z", "a", "m"])
    let error = #expect(throws: DataError.self) { try parse("{\"a\":1,\n\"b\":2,\n\"a\":3}") }
    #expect(error?.place == .line("test.json", 3) && error?.message.contains("'a'") == true)
    // The same letter in two Unicode normalisation forms gives two names.
    #expect(
      try parse("{\"\u{E9}\":1,\"e\u{301}\":2}")
        == .object([("\u{E9}", .integer(1)), ("e\u{301}", .integer(2))]))
    let many = (0..<1000).map { "\"m\($0)\":\($0)" }
    _ = try parse("{" + many.joined(separator: ",") + "}")
    #expect(throws: DataError.self) { try parse("{" + (many + ["\"m500\":1"]).joined(separator: ",") + "}") }
  }

  @Test(
    "A JSON integer keeps all its digits",
    arguments: [
      "0", "-7", "3000000000", "9007199254740993", "9223372036854775807", "-9223372036854775808",
      "9223372036854775808", "12345678901234567890", "18446744073709551616",
      "-123456789012345678901234567890123456789012345678901234567890",
    ])
  func digits(text: String) throws {
    let value = try parse(text)
    #expect(value.text() == text && value.idText == text)
    #expect(value == (try parse(text)))
  }

  @Test("Only JSON strings and integers have a text that can be an id")
  func idText() throws {
    #expect(try parse("\"1e5\"").idText == "1e5")
    for text in ["1.5", "1.0", "1e400", "true", "null", "[1]", "{}", "-0"] {
      #expect(try parse(text).idText == nil)
    }
  }

  @Test("A JSON number beyond the range of Double has no double value and is written as it was read")
  func overflow() throws {
    for text in ["1e400", "-1e999", "[1e309]"] { #expect(try parse(text).text() == text) }
    #expect(try parse("1e400").double == nil && parse("1e400").integer == nil)
    #expect(try parse("12345678901234567890123").double == 1.2345678901234568e22)
  }

  @Test("JSON values are compared by their content and order, not by their spelling")
  func equality() throws {
    #expect(try parse("[1, 2]") == parse("[1,2]"))
    #expect(try parse("1") != parse("1.5") && parse("\"1\"") != parse("1"))
    #expect(try parse("{\"a\":1,\"b\":2}") != parse("{\"b\":2,\"a\":1}"))
    #expect(JSONValue.string("\u{E9}") != .string("e\u{301}"))
    #expect(JSONValue.unsigned(7) == .integer(7) && JSONValue.integer(-1) != .unsigned(.max))
  }

  @Test(
    "A JSON document with bytes changed, added or removed is either read or refused",
    arguments: 1...4 as ClosedRange<UInt64>)
  func mutations(seed: UInt64) {
    let document = Array(
      #"{"train":["a\u00e9\ud83d\ude00",1,-2.5e-3,true],"x":{"y":[[],{}],"z":null},"n":12345678901234567890}"#
        .utf8)
    let stream = RandomStream(seed: seed, purpose: .generation)
    var (read, refused) = (0, 0)
    for trial in 0..<5_000 as Range<UInt64> {
      var bytes = document
      for change in 0..<(1 + trial % 3) {
        let bits = stream.bits(at: 8 * trial + change)
        let place = Int(bits % UInt64(bytes.count))
        let byte = UInt8(truncatingIfNeeded: stream.bits(at: 8 * trial + change + 4))
        switch bits >> 61 {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(byte, at: place)
        case 2: bytes.removeSubrange(place...)
        default: bytes[place] = byte
        }
        if bytes.isEmpty { break }
      }
      do {
        let value = try JSONValue.parse(bytes, path: "x")
        // A value that was read is written as text that reads back as the same value.
        #expect((try? JSONValue.parse(Array(value.text().utf8), path: "x")) == value)
        read += 1
      } catch {
        refused += 1
      }
    }
    #expect(read > 100 && refused > 1_000)
  }
}
