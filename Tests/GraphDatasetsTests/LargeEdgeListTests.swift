// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

@Suite("Large edge lists are read window by window")
struct LargeEdgeListTests {
  /// Returns more rows than four windows hold, with numbers of all lengths, words, quotes, quoted line ends
  /// and comments.
  private static func text() -> [UInt8] {
    let stream = RandomStream(seed: 5, purpose: .generation)
    var text: [UInt8] = Array("source,target\n".utf8)
    var row: UInt64 = 0
    while text.count < 18 << 20 {
      let pick = stream.integer(below: 40, at: 3 * row)
      let (first, second) = (
        stream.integer(below: 20_000, at: 3 * row + 1), stream.bits(at: 3 * row + 2) % 30_000
      )
      switch pick {
      case 0: text += Array("\"a\n\(first)\",\(second)\r\n".utf8)
      case 1: text += Array("\"say \"\"\(first)\"\"\",\"x,\(second)\"\n".utf8)
      case 2: text += Array("# \(first)\n\n \(first) , \(second)\n".utf8)
      case 3: text += Array("\(first)00000000000,\(second)\n".utf8)
      case 4: text += Array("word\(first),0\(second)\n".utf8)
      default: text += Array("\(first),\(second)\n".utf8)
      }
      row += 1
    }
    return text
  }

  @Test("A large edge list gives the same graph read window by window and read as a whole")
  func sameGraph() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = Self.text()
    // Compressed files are read as a whole.
    let members = stride(from: 0, to: text.count, by: 60_000).map {
      ArchiveTests.storedGzip(Array(text[$0..<min(text.count, $0 + 60_000)]))
    }
    let packed = try folder.file("e.csv.gz", Array(members.joined()))
    let whole = try NodeDataset(edges: packed, directed: true)
    let large = try NodeDataset(edges: folder.file("e.csv", text), directed: true)
    #expect(large.nodeCount > 20_000 && large.nodeCount == whole.nodeCount)
    #expect(Array(large.nodeIdentifiers) == Array(whole.nodeIdentifiers))
    #expect(large.graph.incoming.rowOffsets == whole.graph.incoming.rowOffsets)
    #expect(large.graph.incoming.columnIndices == whole.graph.incoming.columnIndices)
  }

  @Test("A mistake in a late window of a large edge list is an error with its line")
  func mistake() throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let text = Self.text()
    let lines = text.count { $0 == 0x0A }
    let path = try folder.file("e.csv", text + Array("1,2,3\n4,5\n".utf8))
    let error = dataError { _ = try NodeDataset(edges: path) }
    #expect(error?.place == .line(path, lines + 1) && error?.message == "expected 2 fields, found 3")
    let open = try folder.file("o.csv", text + Array("1,\"2\n4,5\n".utf8))
    #expect(dataError { _ = try NodeDataset(edges: open) }?.place == .line(open, lines + 1))
  }

  @Test("Numeric ids of any length keep their digits", arguments: [",", " ", "\t"])
  func numbers(separator: String) throws {
    let folder = try TemporaryFolder()
    defer { folder.remove() }
    let digits = "1234567890123456789012"
    let ids = (1...22).map { String(digits.prefix($0)) } + ["0", "00", "007", "9", "99999999", "12345678"]
    let rows = ids.indices.map { ids[$0] + separator + ids[($0 + 1) % ids.count] }
    // With and without a line end after the last row, where fewer than eight bytes are left to read at once.
    for end in ["", "\n"] {
      let path = try folder.file("e.txt", rows.joined(separator: "\n") + end)
      let data = try NodeDataset(edges: path, directed: true)
      var seen = Set<String>()
      #expect(Array(data.nodeIdentifiers) == ids.filter { seen.insert($0).inserted })
      #expect(data.graph.edgeCount == ids.count)
    }
  }
}
