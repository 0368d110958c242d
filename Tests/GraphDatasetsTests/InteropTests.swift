// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import Testing

/// Files of one graph written by other tools: the fixtures of Tests/Interop, or those that
/// `Tests/Interop/run` has just written to the directory that the variable `GRAPHLEARN_INTEROP` names.
enum InteropFiles {
  static let folder: String =
    ProcessInfo.processInfo.environment["GRAPHLEARN_INTEROP"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Interop/Fixtures").path

  /// An entry of the manifest, which describes one file.
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let writer: String
    let format: String
    let ids: [String]
    let weights: Bool
    let weight_scale: Double
    let isolated: Bool
    let reading: [String: String]
    let carries: [String]?

    var testDescription: String { "\(file) (\(writer), \(format))" }
  }

  /// The graph that all files contain.
  struct Graph: Decodable {
    let ids: [String: [String]]
    let edges: [[Double]]
    let features: [[Float]]
    let labels: [String]
    let classes: [String]
  }

  static func decoded<Value: Decodable>(_ type: Value.Type, _ file: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)")))
  }

  static let entries = (try? decoded([Entry].self, "manifest.json")) ?? []
}

@Suite("Files that other tools write are read")
struct InteropTests {
  @Test("The fixtures contain at least forty files by at least eight tools")
  func count() {
    #expect(InteropFiles.entries.count >= 40)
    #expect(Set(InteropFiles.entries.map(\.writer)).count >= 8)
  }

  @Test(
    "A file that another tool wrote gives the expected graph, as far as its format can hold it",
    arguments: InteropFiles.entries)
  func reads(_ entry: InteropFiles.Entry) throws {
    let expected = try InteropFiles.decoded(InteropFiles.Graph.self, "graph.json")
    func path(_ part: String) -> String? { entry.reading[part].map { "\(InteropFiles.folder)/\($0)" } }
    let edges = try #require(path("edges"))
    let data = try NodeDataset(edges: edges, features: path("features"), labels: path("labels"))
    let found = Array(data.nodeIdentifiers)

    // Finds the number of each node by whichever of the possible names the format uses.
    let kinds = try entry.ids.map { try #require(expected.ids[$0]) }
    let names = try #require(
      kinds.first { Set(found).isSubset(of: $0) }, "the nodes are called \(found), not \(kinds)")
    let ends = Set(expected.edges.flatMap { [Int($0[0]), Int($0[1])] })
    #expect(Set(found) == Set(names.indices.filter { entry.isolated || ends.contains($0) }.map { names[$0] }))
    let number = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    let node = try found.map { try #require(number[$0]) }

    var wanted = [[Int]: Double]()
    for edge in expected.edges {
      for (source, target) in [(edge[0], edge[1]), (edge[1], edge[0])] {
        wanted[[Int(source), Int(target)]] = entry.weights ? edge[2] * entry.weight_scale : 1
      }
    }
    let (sources, targets, weights) = data.graph.edges()
    var read = [[Int]: Double]()
    for edge in sources.indices {
      read[[node[Int(sources[edge])], node[Int(targets[edge])]]] = weights?[edge] ?? 1
    }
    #expect(read == wanted)

    let carries = Set(entry.carries ?? [])
    if entry.reading["features"] != nil || carries.contains("features") {
      try #require(data.featureCount == 3)
      for row in found.indices {
        var values = [Int: Float]()
        for (column, value) in expected.features[node[row]].enumerated() where value != 0 {
          values[column] = value
        }
        #expect(FeatureRow(data.features, row).values == values, "features of \(found[row])")
      }
    }
    let classes = data.labels.map { $0 < 0 ? nil : data.classNames[Int($0)] }
    if entry.reading["labels"] != nil || carries.contains("labels") {
      #expect(classes == node.map { expected.labels[$0] })
    } else if carries.contains("class numbers") {
      #expect(
        classes
          == node.map { number in expected.classes.firstIndex(of: expected.labels[number]).map(String.init) })
    }
  }
}
