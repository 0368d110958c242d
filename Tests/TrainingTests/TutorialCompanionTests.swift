// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("The companion to tutorials")
struct TutorialCompanionTests {
  /// The package's root directory.
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The cells of the table rows with three cells, without the heads of the tables.
  private static let rows: [[String]] = {
    let article = (try? text("Sources/GraphLearning/GraphLearning.docc/TutorialCompanion.md")) ?? ""
    return article.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }.filter { $0.count == 3 && $0[2] != "test" && $0[2] != "program" }
  }()

  /// The rows that name symbols and tests.
  private static let things = rows.filter { $0[1].hasPrefix("``") }
  /// The rows that name programs.
  private static let programs = rows.filter { !$0[1].hasPrefix("``") }

  /// The text of all Swift files in a directory.
  private static func sources(_ directory: String) -> String {
    let base = root.appendingPathComponent(directory)
    let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.sorted().compactMap {
      try? String(contentsOf: base.appendingPathComponent($0), encoding: .utf8)
    }.joined(separator: "\n")
  }

  private static let library = sources("Sources")
  private static let tests = sources("Tests")

  @Test("The table names about as many things as the tutorials do")
  func size() {
    #expect(Self.things.count > 100 && Self.programs.count == 21)
  }

  @Test("The symbols and the test of each row exist", arguments: things)
  func rowIsTrue(row: [String]) throws {
    let symbols = row[1].components(separatedBy: "``").filter { $0.first?.isLetter == true }
    #expect(!symbols.isEmpty)
    for symbol in symbols {
      let declaration = try Regex("public (struct|enum|class|protocol|typealias) \(symbol)\\b")
      #expect(Self.library.contains(declaration), "no public type \(symbol)")
    }
    #expect(Self.tests.contains("\"\(row[2])\""), "no test '\(row[2])'")
  }

  @Test("Each program exists and is no longer than the code block that it follows", arguments: programs)
  func programIsShort(row: [String]) throws {
    let name = row[2].replacing("`", with: "")
    let lines = try Self.text("Snippets/Tutorials/\(name).swift").components(separatedBy: "\n")
    var (isShown, count) = (true, 0)
    for line in lines.map({ $0.trimmingCharacters(in: .whitespaces) }) {
      if line == "// snippet.hide" { isShown = false }
      if isShown && !line.isEmpty && !line.hasPrefix("//") { count += 1 }
      if line == "// snippet.show" { isShown = true }
    }
    #expect(count > 0)
    if let most = Int(row[1]) { #expect(count <= most, "\(name): \(count) lines") }
    #expect(lines.contains { $0.contains("precondition(") }, "a program checks its result")
  }

  @Test("Every program in the folder is in the table")
  func everyProgram() throws {
    let folder = Self.root.appendingPathComponent("Snippets/Tutorials").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).map { String($0.dropLast(6)) }
    #expect(Set(names) == Set(Self.programs.map { $0[2].replacing("`", with: "") }))
  }
}
