// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import TensorCore

extension Suites {
  /// Reading an edge list of two million rows of integers into a graph, and opening a graph directory of a million nodes
  /// and ten million edges.
  static func readers() -> [Case] {
    [
      Case(name: "read/integers", hasLevels: false) { budget in
        let numbers = RandomStream(seed: 4, purpose: .generation)
        let text = (0..<2_000_000).map { row in
          "\(numbers.integer(below: 200_000, at: UInt64(2 * row)))\t\(numbers.integer(below: 200_000, at: UInt64(2 * row + 1)))\n"
        }.joined()
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("edges-\(UUID()).tsv")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return Timing(
          milliseconds: try budget.times { _ = try NodeDataset.graph(ofEdges: file.path) },
          units: (Double(text.utf8.count) / 1e6, "MB"))
      },
      Case(name: "read/directory", hasLevels: false) { budget in
        var generator = GraphGenerator(.powerLaw, nodeCount: 1_000_000, edgeCount: 10_000_000, seed: 1)
        generator.classCount = 16
        generator.featureCount = 64
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("graph-\(UUID())")
        _ = try generator.write(graphDirectory: directory.path)
        defer { try? FileManager.default.removeItem(at: directory) }
        return Timing(
          milliseconds: try budget.times { _ = try NodeDataset(graphDirectory: directory.path).nodeCount })
      },
    ]
  }
}
