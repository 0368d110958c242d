// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

@Suite("Several outputs are written together or not at all")
struct OutputSetTests {
  private let files = FileManager.default

  private func names(_ folder: String) throws -> [String] {
    try files.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test("The files of an output set get their names only when all of them are written")
  func commit() throws {
    try withFolder { folder in
      let outputs = try OutputSet([("--a", folder + "/a"), ("--b", folder + "/b"), ("--c", nil)])
      try outputs.add([1], to: folder + "/a")
      try outputs.add([2], to: folder + "/b")
      #expect(try names(folder).allSatisfy { $0.hasSuffix(".partial") })
      try outputs.commit()
      #expect(try names(folder) == ["a", "b"])
      #expect(try FileContents.read(folder + "/b") == [2])
    }
  }

  @Test("An output set that is not committed leaves no files and does not change existing ones")
  func rollback() throws {
    try withFolder { folder in
      try FileOutput.write([7], to: folder + "/old")
      do {
        let outputs = try OutputSet([("--a", folder + "/old"), ("--b", folder + "/new")])
        try outputs.makeDirectory(folder + "/made/within")
        try outputs.add([1], to: folder + "/old")
        try outputs.add([2], to: folder + "/new")
        try outputs.add([3], to: folder + "/made/within/file")
      }
      #expect(try names(folder) == ["old"])
      #expect(try FileContents.read(folder + "/old") == [7])
    }
  }

  @Test("If a file of an output set cannot get its name, the other new files are removed")
  func failedCommit() throws {
    try withFolder { folder in
      let outputs = try OutputSet([])
      try outputs.add([1], to: folder + "/a")
      try outputs.add([2], to: folder + "/b")
      try files.createDirectory(atPath: folder + "/b", withIntermediateDirectories: false)
      #expect(throws: DataError.self) { try outputs.commit() }
      #expect(try names(folder).filter { !$0.hasSuffix(".partial") } == ["b"])
    }
  }

  /// Paths to the file `f`, each with a function that creates the links it needs.
  static let aliases: [(String, @Sendable (String) throws -> Void)] = [
    ("f", { _ in }), ("./f", { _ in }), ("../\("$")/f", { _ in }), (".//f", { _ in }),
    ("link", { try FileManager.default.createSymbolicLink(atPath: $0 + "/link", withDestinationPath: "f") }),
    (
      "two",
      { folder in
        try FileManager.default.createSymbolicLink(
          atPath: folder + "/one", withDestinationPath: folder + "/f")
        try FileManager.default.createSymbolicLink(atPath: folder + "/two", withDestinationPath: "one")
      }
    ),
    (
      "here/f", { try FileManager.default.createSymbolicLink(atPath: $0 + "/here", withDestinationPath: ".") }
    ),
  ]

  @Test(
    "Two paths to the same file are refused as outputs, whether or not the file exists", arguments: 0..<7,
    [true, false])
  func aliases(number: Int, exists: Bool) throws {
    try withFolder { folder in
      let (alias, make) = Self.aliases[number]
      if exists { try FileOutput.write([7], to: folder + "/f") }
      try make(folder)
      let name = String(folder.split(separator: "/").last ?? "")
      let path = folder + "/" + alias.replacingOccurrences(of: "$", with: name)
      let error = #expect(throws: DataError.self) { try OutputSet([("--a", folder + "/f"), ("--b", path)]) }
      #expect(error?.code == .usage && error?.message.contains("the same file") == true)
      if exists {
        let error = #expect(throws: DataError.self) {
          try OutputSet([("--b", path)], inputs: [("--in", folder + "/f")])
        }
        #expect(error?.code == .usage && error?.message.contains("--in") == true)
        #expect(try FileContents.read(folder + "/f") == [7])
      }
    }
  }

  @Test("A hard link to an output file counts as the same file")
  func hardLink() throws {
    try withFolder { folder in
      try FileOutput.write([7], to: folder + "/f")
      try files.linkItem(atPath: folder + "/f", toPath: folder + "/g")
      #expect(throws: DataError.self) { try OutputSet([("--a", folder + "/f"), ("--b", folder + "/g")]) }
      #expect(throws: DataError.self) {
        try OutputSet([("--a", folder + "/g")], inputs: [("--in", folder + "/f")])
      }
    }
  }

  @Test("Different output files are accepted, and so is one device used twice")
  func different() throws {
    try withFolder { folder in
      _ = try OutputSet([("--a", folder + "/f"), ("--b", folder + "/F2"), ("--c", folder + "/f.csv")])
      _ = try OutputSet([("--a", "/dev/null"), ("--b", "/dev/null")], inputs: [("--in", "/dev/null")])
    }
  }

  @Test(
    "An output path at which no file can be written is refused",
    arguments: ["", "-", "x/", "none/x", "f/x", ".", "loop"])
  func refused(name: String) throws {
    try withFolder { folder in
      try FileOutput.write([7], to: folder + "/f")
      try files.createSymbolicLink(atPath: folder + "/loop", withDestinationPath: "loop")
      let path = ["", "-"].contains(name) ? name : folder + "/" + name
      let error = #expect(throws: DataError.self) { try OutputSet([("--a", path)]) }
      #expect(error?.code == (["", "-"].contains(name) ? .usage : .cannotCreate), "\(name)")
      #expect(try names(folder) == ["f", "loop"])
    }
  }

  @Test(
    "A file name of the maximum length is written, and a longer one is refused", arguments: ["a", "é", "語"])
  func longNames(letter: String) throws {
    try withFolder { folder in
      let longest = String(repeating: letter, count: 255 / letter.utf8.count)
      let outputs = try OutputSet([("--a", folder + "/" + longest)])
      try outputs.add([1], to: folder + "/" + longest)
      // A second name with the same beginning gets a separate file.
      let other = String(longest.dropLast()) + "x"
      try outputs.add([2], to: folder + "/" + other)
      try outputs.commit()
      #expect(try FileContents.read(folder + "/" + longest) == [1])
      #expect(try FileContents.read(folder + "/" + other) == [2])
      #expect(throws: DataError.self) { try OutputSet([("--a", folder + "/" + longest + letter)]) }
      #expect(try names(folder).count == 2)
    }
  }

  @Test("Writing to a symbolic link writes the file behind the link and keeps the link")
  func link() throws {
    try withFolder { folder in
      try files.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "behind")
      try FileOutput.write([1], to: folder + "/link")
      #expect(try FileContents.read(folder + "/behind") == [1])
      #expect(try files.destinationOfSymbolicLink(atPath: folder + "/link") == "behind")
    }
  }

  @Test("Writing a file removes the partial files that killed processes left for it, and no others")
  func abandoned() throws {
    try withFolder { folder in
      // Process ids do not exceed 2^22 on Linux and 99,999 on macOS, so these processes do not exist.
      let stays = [
        "m.\(getpid()).partial", "n.4194399.partial", "m.x.partial", "m.partial", "m.4194399.partial.gz",
      ]
      for name in stays + ["m.4194399.partial", "m.4194398-1.partial"] {
        try Data([1]).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      try FileOutput.write([2], to: folder + "/m")
      #expect(try names(folder) == (stays + ["m"]).sorted())
    }
  }
}

@Suite("Input beyond a size limit is refused")
struct InputLimitTests {
  @Test(
    "Reading a device that never ends is refused as bad data",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/zero")),
    arguments: ["/dev/zero", "/dev/urandom"])
  func device(path: String) {
    let error = #expect(throws: DataError.self) { try FileContents.read(path) }
    #expect(error?.code == .badData && error?.place == .file(path))
  }

  @Test("A file larger than the limit is refused, and a file exactly at the limit is read")
  func limit() throws {
    try withFolder { folder in
      try FileOutput.write([UInt8](repeating: 1, count: 100), to: folder + "/f")
      #expect(try FileContents.read(folder + "/f", limit: 100).count == 100)
      #expect(throws: DataError.self) { try FileContents.read(folder + "/f", limit: 99) }
    }
  }

  @Test(
    "Requiring more memory than is available throws an error, and requiring less does not",
    arguments: [1e18, .infinity, .nan])
  func memory(bytes: Double) throws {
    let error = #expect(throws: DataError.self) { try MemoryLimit.require(bytes, for: "a test") }
    #expect(error?.code == .usage && error?.message.contains("a test needs") == true)
    try MemoryLimit.require(1e6, for: "a test")
  }
}
