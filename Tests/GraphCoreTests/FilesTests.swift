// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

/// Calls `body` with a new directory that is removed afterwards.
func withFolder(_ body: (String) throws -> Void) throws {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("graphcore-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(url.path)
}

@Suite("Files are written completely or not at all")
struct FileOutputTests {
  private let files = FileManager.default

  private func contents(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  @Test("Writing a new file stores all bytes and leaves no temporary file", arguments: [0, 1, 5_000_000])
  func newFile(count: Int) throws {
    try withFolder { folder in
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      try FileOutput.write(bytes, to: folder + "/new")
      #expect(try FileContents.read(folder + "/new") == bytes)
      #expect(try files.contentsOfDirectory(atPath: folder) == ["new"])
    }
  }

  @Test("Writing over an existing file replaces it, and an open reader still sees the old contents")
  func replaced() throws {
    try withFolder { folder in
      let path = folder + "/old"
      try Data("old".utf8).write(to: URL(fileURLWithPath: path))
      let reader = try #require(FileHandle(forReadingAtPath: path))
      try FileOutput.write(Array("new text".utf8), to: path)
      #expect(try contents(path) == "new text")
      #expect(try reader.readToEnd() == Data("old".utf8))
    }
  }

  @Test(
    "Writing over an existing file keeps its permissions, whatever the umask",
    arguments: [0o600, 0o640, 0o666, 0o755, 0o777])
  func mode(mode: Int) throws {
    try withFolder { folder in
      let path = folder + "/file"
      try Data("old".utf8).write(to: URL(fileURLWithPath: path))
      try files.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      try FileOutput.write([1], to: path)
      let kept = try files.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(kept == mode)
    }
  }

  @Test("Writing to a device does not replace the device")
  func device() throws {
    try FileOutput.write(Array("gone".utf8), to: "/dev/null")
    let kind = try files.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
    #expect(kind == .typeCharacterSpecial)
  }

  @Test(
    "Writing to a full device is an input/output error",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDevice() {
    let error = #expect(throws: DataError.self) { try FileOutput.write([1], to: "/dev/full") }
    #expect(error?.code == .inputOutput)
  }

  @Test(
    "Requiring a directory creates it with its parents, and accepts it if it exists",
    arguments: ["/a", "/b/c/d", "/e//f/"])
  func folders(name: String) throws {
    try withFolder { folder in
      for _ in 0..<2 { try FileOutput.requireDirectory(folder + name) }
      try FileOutput.write([1], to: folder + name + "/file")
    }
  }

  @Test(
    "Requiring a directory that cannot be created throws an error that gives the reason in one line",
    arguments: [
      ("/dev/null/x", "the directory cannot be created: Not a directory"),
      ("/dev/null", "is not a directory"),
      ("/proc/x", "the directory cannot be created: No such file or directory"), ("", "is not a directory"),
    ])
  func noFolder(path: String, message: String) {
    let error = #expect(throws: DataError.self) { try FileOutput.requireDirectory(path) }
    #expect(error == DataError(.cannotCreate, message, at: .file(path)))
  }

  @Test("Writing to a directory, or into a missing directory, throws a cannotCreate error")
  func cannotCreate() throws {
    try withFolder { folder in
      for path in [folder, folder + "/missing/file", folder + "/"] {
        let error = #expect(throws: DataError.self) { try FileOutput.write([1], to: path) }
        #expect(error?.code == .cannotCreate, "\(path)")
        #expect(error?.place == .file(path))
      }
      let names = try files.contentsOfDirectory(atPath: folder)
      #expect(names.isEmpty)
    }
  }
}

@Suite("Reading and writing JSON")
struct JSONValueTests {
  static func parse(_ text: String) throws -> JSONValue {
    try JSONValue.parse(Array(text.utf8), path: "test.json")
  }

  @Test(
    "A JSON document that was read is written back unchanged",
    arguments: [
      "null", "true", "false", "0", "-17", "1.5", "\"\"", "\"a\\\"b\\\\c\\n\\t\\r\\u0001\"", "\"é😀\"", "[]",
      "{}",
      "[1,[2,[]],\"x\",null]", #"{"a":1,"b":[{"c":true}],"d":{"e":"f"}}"#, "9007199254740993",
      "18446744073709551615",
    ])
  func roundTrip(text: String) throws { #expect(try Self.parse(text).text() == text) }

  @Test("Indented JSON text parses to the same value")
  func indented() throws {
    let value = try Self.parse(#"{"a":[1,2],"b":{"c":[{"d":1},{}]},"e":[]}"#)
    #expect(try Self.parse(value.text(indented: true)) == value)
    #expect(value.text(indented: true).contains("\n  \"a\": [1,2]"))
  }

  @Test(
    "Numbers in double precision are the same after writing and reading them as JSON",
    arguments: [0.1, -1e-300, 1e300, .pi, .leastNonzeroMagnitude, 2e15])
  func number(value: Double) throws {
    #expect(try Self.parse(JSONValue.array([.number(value)]).text()).array?.first?.double == value)
  }

  @Test(
    "Numbers that are not finite are written as null in JSON", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) { #expect(JSONValue.number(value).text() == "null") }

  @Test("The members of a JSON object are written in the order in which they were given")
  func order() {
    #expect(JSONValue.object([("z", .integer(1)), ("a", .null)]).text() == #"{"z":1,"a":null}"#)
  }

  @Test("An integer beyond Int.max is written in full to JSON and has no Int value")
  func unsigned() {
    #expect(JSONValue.unsigned(.max).text() == "18446744073709551615")
    #expect(JSONValue.unsigned(.max).integer == nil && JSONValue.unsigned(.max).double == 0x1p64)
    #expect(JSONValue.unsigned(7).integer == 7 && JSONValue.unsigned(7) == .integer(7))
  }

  @Test("JSON values are returned only by the accessors of their types")
  func access() throws {
    let value = try Self.parse(#"{"i":3,"d":2.5,"s":"t","b":false,"l":[1]}"#)
    #expect(value["i"]?.integer == 3 && value["i"]?.double == 3 && value["i"]?.string == nil)
    #expect(value["d"]?.integer == nil && value["d"]?.double == 2.5)
    #expect(value["s"]?.string == "t" && value["b"]?.bool == false && value["b"]?.integer == nil)
    #expect(value["l"]?.array?.count == 1 && value["missing"] == nil && value["s"]?["x"] == nil)
  }

  @Test(
    "Invalid JSON is bad data with its file and line",
    arguments: ["", "{", "[1,]x", "nul", "\u{0}\u{1}", "{\"a\" 1}"])
  func bad(text: String) {
    let error = #expect(throws: DataError.self) { try Self.parse(text) }
    #expect(error?.code == .badData && error?.place == .line("test.json", 1))
  }
}

@Suite("The texts of a data error")
struct DataErrorTextTests {
  private let error = DataError(
    .badData, "node 'eve' has no features", at: .line("features.csv", 3), hint: "add a row for it")

  @Test("The description of a data error is its place and message, with the hint on a second line")
  func description() {
    #expect("\(error)" == "features.csv:3: node 'eve' has no features\nadd a row for it")
    #expect("\(DataError(.usage, "too many"))" == "too many")
  }

  @Test("The localised description of a data error is its place and message, not its type's name")
  func localized() {
    #expect((error as any Error).localizedDescription == "features.csv:3: node 'eve' has no features")
    #expect(error.recoverySuggestion == "add a row for it")
  }
}
