import Foundation
import Testing

@Suite("The code in the documentation is the code of the snippets, which are compiled and run")
struct ReadmeTests {
  /// The package's folder.
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The Swift code blocks of a Markdown text.
  private static func codeBlocks(_ markdown: String) -> [String] {
    markdown.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "```").first?.trimmingCharacters(in: .newlines)
    }
  }

  @Test(
    "every line of the examples is a line of the snippets",
    arguments: [
      ("README.md", ["TrainNodeClassifier", "LayersOnGraphs", "CustomModel", "GraphSpectrum"]),
      (
        "Sources/GraphLearning/GraphLearning.docc/GraphLearning.md",
        ["TrainNodeClassifier", "OwnLayer", "HypergraphClassifier", "LookInside"]
      ),
      ("Sources/GraphCore/GraphCore.docc/GraphCore.md", ["BuildGraph"]),
      ("Sources/SpectralGraphs/SpectralGraphs.docc/SpectralGraphs.md", ["GraphSpectrum"]),
    ])
  func examplesAreSnippets(document: String, snippets: [String]) throws {
    let blocks = try Self.codeBlocks(Self.text(document))
    #expect(blocks.count == snippets.count)
    for (block, snippet) in zip(blocks, snippets) {
      let lines = Set(try Self.text("Snippets/\(snippet).swift").components(separatedBy: "\n"))
      for line in block.components(separatedBy: "\n") { #expect(lines.contains(line), "\(line)") }
    }
  }

  @Test("the README's picture and the files it names are there")
  func namedFilesExist() throws {
    let readme = try Self.text("README.md")
    for target in readme.components(separatedBy: "](").dropFirst() {
      let path = target.components(separatedBy: ")")[0]
      guard !path.hasPrefix("http") else { continue }
      #expect(FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(path).path), "\(path)")
    }
  }
}
