// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Code examples in the documentation are parts of compiled snippets")
struct ReadmeTests {
  /// The package's root directory.
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Returns the Swift code blocks of a Markdown text.
  private static func codeBlocks(_ markdown: String) -> [String] {
    markdown.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first?.trimmingCharacters(in: .newlines)
    }
  }

  /// The README and the articles of all documentation catalogues.
  private static let documents: [String] = {
    let files = FileManager.default.enumerator(atPath: root.appendingPathComponent("Sources").path)
    let articles = (files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".md") }
    return ["README.md"] + articles.map { "Sources/\($0)" }.sorted()
  }()

  /// The lines of every snippet without their indentation.
  private static let snippets: [Set<String>] = {
    let folder = root.appendingPathComponent("Snippets")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.compactMap { (try? text("Snippets/\($0)")).map { Set(lines($0)) } }
  }()

  private static func lines(_ text: String) -> [String] {
    text.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test("Every line of a Swift example in the documentation is a line of one snippet", arguments: documents)
  func examplesAreSnippets(document: String) throws {
    for block in Self.codeBlocks(try Self.text(document)) {
      let lines = Self.lines(block)
      #expect(Self.snippets.contains { lines.allSatisfy($0.contains) }, "\(block)")
    }
  }

  @Test("The README and the articles have Swift examples")
  func examplesAreFound() throws {
    #expect(Self.documents.count > 20)
    #expect(try Self.documents.flatMap { Self.codeBlocks(try Self.text($0)) }.count > 30)
  }

  @Test("Every file that the README links to exists")
  func namedFilesExist() throws {
    let readme = try Self.text("README.md")
    for target in readme.components(separatedBy: "](").dropFirst() {
      let path = target.components(separatedBy: ")")[0]
      guard !path.hasPrefix("http") else { continue }
      #expect(FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(path).path), "\(path)")
    }
  }
}
