// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphLearningTestSupport
import Testing

@Suite("Missing features in tables")
struct MissingFeatureTests {
  private static func read(_ features: String, _ rule: ReadingOptions.MissingFeatures) throws -> NodeDataset {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    return try NodeDataset(
      edges: folder.file("e.csv", "source,target\nx,y\ny,z\nz,w\n"), features: folder.file("f.csv", features),
      reading: ReadingOptions(missingFeatures: rule))
  }

  private static func rows(_ data: NodeDataset) -> [[Float]] {
    let dense = data.features.rows((0..<Int32(data.nodeCount)).map { $0 }, or: nil)
    return (0..<data.nodeCount).map { node in
      switch dense {
      case .dense(let tensor): tensor.row(node)
      case .sparse(let matrix):
        (0..<matrix.columnCount).map { column in
          (matrix.pattern.rowOffsets[node]..<matrix.pattern.rowOffsets[node + 1]).reduce(0) {
            $0 + (matrix.pattern.columnIndices[$1] == Int32(column) ? matrix.values[$1] : 0)
          }
        }
      }
    }
  }

  @Test("Missing features become the mean of the rows that have them, also for nodes without a row")
  func mean() throws {
    let data = try Self.read("id,a,b,c\nx,1,10,NA\ny,,20,\nz,3,NA,\n", .mean)
    #expect(Self.rows(data) == [[1, 10, 0], [2, 20, 0], [3, 15, 0], [2, 15, 0]])
    let notes = data.notes.map(\.message)
    #expect(
      notes.contains {
        $0.contains("read 5 missing features as the mean: feature 'a', feature 'b', feature 'c'")
      })
    #expect(notes.contains { $0.contains("1 node without features as the mean of the others") })
  }

  @Test("Missing features become 0 on request, and the note names their columns")
  func zero() throws {
    let data = try Self.read("id,a,b\nx,1,10\ny,,20\nz,3,NA\n", .zero)
    #expect(Self.rows(data) == [[1, 10], [0, 20], [3, 0], [0, 0]])
    #expect(
      data.notes.contains { $0.message.contains("read 2 missing features as 0: feature 'a', feature 'b'") })
  }

  @Test("The means of sparse features count the zeros")
  func sparse() throws {
    let columns = (0..<12).map { "c\($0)" }.joined(separator: ",")
    let row = { (name: String, first: String) in
      ([name, first] + [String](repeating: "0", count: 11)).joined(separator: ",")
    }
    let table =
      "id,\(columns)\n"
      + [row("x", "6"), row("y", "0"), row("z", "NA"), row("w", "0")].joined(separator: "\n") + "\n"
    let data = try Self.read(table, .mean)
    #expect(Self.rows(data).map { $0[0] } == [6, 0, 2, 0])
  }

  @Test("Missing features are an error by default, which names both options")
  func refused() {
    let error = dataError { _ = try Self.read("id,a\nx,1\ny,\nz,1\nw,1\n", .refused) }
    #expect(error?.message.contains("feature 'a' is missing") == true)
    #expect(error?.hint?.namingOptions.contains("--missing-features mean") == true)
  }
}
