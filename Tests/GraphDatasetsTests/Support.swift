// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

/// The published data, in the directory that the environment variable GRAPHLEARN_DATA names.
enum RealData {
  static let root = ProcessInfo.processInfo.environment["GRAPHLEARN_DATA"] ?? ""
  static var isPresent: Bool { !root.isEmpty && FileManager.default.fileExists(atPath: root + "/planetoid") }

  static func path(_ file: String) -> String { root + "/" + file }

  static func bytes(_ file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(file))))
  }

  static func coraText() throws -> NodeDataset {
    try NodeDataset(content: path("cora/cora.content"), cites: path("cora/cora.cites"))
  }
}

/// A temporary directory for the files of one test.
struct TemporaryFolder {
  private let url = FileManager.default.temporaryDirectory.appendingPathComponent(
    "datasets-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
    return path(name)
  }

  func remove() { try? FileManager.default.removeItem(at: url) }
}

/// Calls `body` with the paths of temporary files that have the given contents.
func withFiles<Result>(_ files: [(name: String, text: String)], _ body: ([String]) throws -> Result) throws
  -> Result
{
  let folder = try TemporaryFolder()
  defer { folder.remove() }
  return try body(files.map { try folder.file($0.name, $0.text) })
}

/// Expects `body` to throw a ``DataError`` and returns the error.
func dataError(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> DataError? {
  #expect(throws: DataError.self, sourceLocation: sourceLocation) { try body() }
}

/// The non-zero features of a node.
struct FeatureRow: Equatable {
  let values: [Int: Float]

  init(_ features: FeatureMatrix, _ node: Int) {
    var values = [Int: Float]()
    switch features {
    case .dense(let tensor):
      for column in 0..<tensor.shape[1] where tensor[node, column] != 0 {
        values[column] = tensor[node, column]
      }
    case .sparse(let matrix):
      for entry in matrix.pattern.rowOffsets[node]..<matrix.pattern.rowOffsets[node + 1] {
        values[Int(matrix.pattern.columnIndices[entry])] = matrix.values[entry]
      }
    }
    self.values = values
  }
}

/// A data set by the names of its nodes, independent of their numbers.
struct NamedGraph: Equatable {
  let edges: Set<[String]>
  let classes: [String: String]
  let features: [String: FeatureRow]

  init(_ dataset: NodeDataset) {
    let (sources, targets, weights) = dataset.graph.edges()
    let names = Array(dataset.nodeIdentifiers)
    edges = Set(
      sources.indices.map { edge in
        [names[Int(sources[edge])], names[Int(targets[edge])], weights.map { "\($0[edge])" } ?? ""]
      })
    classes = Dictionary(
      uniqueKeysWithValues: names.indices.map {
        (names[$0], dataset.labels[$0] < 0 ? "" : dataset.classNames[Int(dataset.labels[$0])])
      })
    features = Dictionary(
      uniqueKeysWithValues: names.indices.map { (names[$0], FeatureRow(dataset.features, $0)) })
  }
}
