import Foundation
import GraphCore
import Testing

/// Runs `body` with a new folder, which is removed afterwards.
func withFolder(_ body: (String) throws -> Void) throws {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("graphcore-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(url.path)
}

@Suite("A file is written whole or not at all")
struct FileOutputTests {
  private let files = FileManager.default

  private func contents(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  @Test("A new file holds the bytes, and nothing is left beside it", arguments: [0, 1, 5_000_000])
  func newFile(count: Int) throws {
    try withFolder { folder in
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
      try FileOutput.write(bytes, to: folder + "/new")
      #expect(try FileContents.read(folder + "/new") == bytes)
      #expect(try files.contentsOfDirectory(atPath: folder) == ["new"])
    }
  }

  @Test("An older file is replaced by another, so that a reader that has it open still finds the old text")
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
    "The permissions of the older file stay, whatever the umask",
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

  @Test("A device is written to and stays a device")
  func device() throws {
    try FileOutput.write(Array("gone".utf8), to: "/dev/null")
    let kind = try files.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
    #expect(kind == .typeCharacterSpecial)
  }

  @Test("A full device is an I/O error", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func fullDevice() {
    let error = #expect(throws: DataError.self) { try FileOutput.write([1], to: "/dev/full") }
    #expect(error?.code == .inputOutput)
  }

  @Test(
    "A folder is made with those above it, and is required again in vain",
    arguments: ["/a", "/b/c/d", "/e//f/"])
  func folders(name: String) throws {
    try withFolder { folder in
      for _ in 0..<2 { try FileOutput.requireDirectory(folder + name) }
      try FileOutput.write([1], to: folder + name + "/file")
    }
  }

  @Test(
    "A folder that cannot be made, or is none, says why on one line",
    arguments: [
      ("/dev/null/x", "the directory cannot be made: Not a directory"), ("/dev/null", "is no directory"),
      ("/proc/x", "the directory cannot be made: No such file or directory"), ("", "is no directory"),
    ])
  func noFolder(path: String, message: String) {
    let error = #expect(throws: DataError.self) { try FileOutput.requireDirectory(path) }
    #expect(error == DataError(.cannotCreate, message, at: .file(path)))
  }

  @Test("A folder, or a file in a folder that is not there, cannot be created")
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

@Suite("JSON is read and written")
struct JSONValueTests {
  static func parse(_ text: String) throws -> JSONValue {
    try JSONValue.parse(Array(text.utf8), path: "test.json")
  }

  @Test(
    "A document that was read is written as it was",
    arguments: [
      "null", "true", "false", "0", "-17", "1.5", "\"\"", "\"a\\\"b\\\\c\\n\\t\\r\\u0001\"", "\"é😀\"", "[]",
      "{}",
      "[1,[2,[]],\"x\",null]", #"{"a":1,"b":[{"c":true}],"d":{"e":"f"}}"#, "9007199254740993",
      "18446744073709551615",
    ])
  func roundTrip(text: String) throws { #expect(try Self.parse(text).text() == text) }

  @Test("Indented text says the same")
  func indented() throws {
    let value = try Self.parse(#"{"a":[1,2],"b":{"c":[{"d":1},{}]},"e":[]}"#)
    #expect(try Self.parse(value.text(indented: true)) == value)
    #expect(value.text(indented: true).contains("\n  \"a\": [1,2]"))
  }

  @Test(
    "Any number of double precision comes back as it was",
    arguments: [0.1, -1e-300, 1e300, .pi, .leastNonzeroMagnitude, 2e15])
  func number(value: Double) throws {
    #expect(try Self.parse(JSONValue.array([.number(value)]).text()).array?.first?.double == value)
  }

  @Test("What is no number becomes null", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) { #expect(JSONValue.number(value).text() == "null") }

  @Test("Objects are written in the order in which they were made")
  func order() {
    #expect(JSONValue.object([("z", .integer(1)), ("a", .null)]).text() == #"{"z":1,"a":null}"#)
  }

  @Test("A whole number beyond the largest Int is written as it is and read as far as it fits")
  func unsigned() {
    #expect(JSONValue.unsigned(.max).text() == "18446744073709551615")
    #expect(JSONValue.unsigned(.max).integer == nil && JSONValue.unsigned(.max).double == 0x1p64)
    #expect(JSONValue.unsigned(7).integer == 7 && JSONValue.unsigned(7) == .integer(7))
  }

  @Test("A member, a number and a text are found by their kind, and nothing by another's")
  func access() throws {
    let value = try Self.parse(#"{"i":3,"d":2.5,"s":"t","b":false,"l":[1]}"#)
    #expect(value["i"]?.integer == 3 && value["i"]?.double == 3 && value["i"]?.string == nil)
    #expect(value["d"]?.integer == nil && value["d"]?.double == 2.5)
    #expect(value["s"]?.string == "t" && value["b"]?.bool == false && value["b"]?.integer == nil)
    #expect(value["l"]?.array?.count == 1 && value["missing"] == nil && value["s"]?["x"] == nil)
  }

  @Test(
    "What is not JSON is bad data at its file",
    arguments: ["", "{", "[1,]x", "nul", "\u{0}\u{1}", "{\"a\" 1}"])
  func bad(text: String) {
    let error = #expect(throws: DataError.self) { try Self.parse(text) }
    #expect(error?.code == .badData && error?.place == .line("test.json", 1))
  }
}

@Suite("What an error of data tells its reader")
struct DataErrorTextTests {
  private let error = DataError(
    .badData, "node 'eve' has no features", at: .line("features.csv", 3), hint: "add a row for it")

  @Test("Its description is the place with the message, and the hint on a second line")
  func description() {
    #expect("\(error)" == "features.csv:3: node 'eve' has no features\nadd a row for it")
    #expect("\(DataError(.usage, "too many"))" == "too many")
  }

  @Test("Its localised description is the message, not the name of the type")
  func localized() {
    #expect((error as any Error).localizedDescription == "features.csv:3: node 'eve' has no features")
    #expect(error.recoverySuggestion == "add a row for it")
  }
}
