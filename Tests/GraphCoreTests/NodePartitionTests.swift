// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

@Suite("Parts of graphs")
struct NodePartitionTests {
  /// Two triangles, joined by the edge 2-3, with a self-loop, and the isolated node 6.
  private static let triangles = Graph(
    nodeCount: 7, sources: [0, 1, 2, 3, 4, 5, 2, 1], targets: [1, 2, 0, 4, 5, 3, 3, 1]
  ).undirected()

  @Test("A partition knows its sizes, its nodes and the share of edges that it cuts, without self-loops")
  func figures() {
    let partition = NodePartition(partOfNode: [0, 0, 0, 2, 2, 2, 0])
    #expect(partition.partCount == 3 && partition.sizes == [4, 0, 3])
    #expect(partition.nodesOfParts() == [[0, 1, 2, 6], [], [3, 4, 5]])
    #expect(partition.cutShare(of: Self.triangles) == 1.0 / 7)
    let directed = Graph(nodeCount: 7, sources: [0, 2, 3], targets: [1, 3, 2])
    #expect(partition.cutShare(of: directed) == 2.0 / 3)
    #expect(partition.cutShare(of: Graph(nodeCount: 7, sources: [1], targets: [1])).isNaN)
  }

  @Test("Each epoch joins all parts at random into batches that contain each node once")
  func batches() {
    let parts = NodePartition(partOfNode: (0..<100).map { Int32($0 % 10) })
    let first = parts.batches(partsPerBatch: 3, epoch: 0, seed: 1)
    #expect(first.map(\.count) == [30, 30, 30, 10])
    #expect(first.flatMap { $0 }.sorted() == (0..<100).map { $0 })
    #expect(first.allSatisfy { $0 == $0.sorted() && Set($0.map { $0 % 10 }).count * 10 == $0.count })
    #expect(first == parts.batches(partsPerBatch: 3, epoch: 0, seed: 1))
    #expect(first != parts.batches(partsPerBatch: 3, epoch: 1, seed: 1))
    #expect(first != parts.batches(partsPerBatch: 3, epoch: 0, seed: 2))
    #expect(parts.batches(partsPerBatch: 50) == [(0..<100).map { Int32($0) }])
    #expect(NodePartition(partOfNode: []).batches(partsPerBatch: 2) == [])
  }

  @Test("One part, one part per node and no nodes need no METIS; other numbers of parts are errors")
  func trivial() throws {
    #expect(try Self.triangles.metisPartition(partCount: 1).sizes == [7])
    #expect(try Self.triangles.metisPartition(partCount: 7).sizes == [1, 1, 1, 1, 1, 1, 1])
    let empty = Graph(nodeCount: 0, sources: [], targets: [])
    #expect(try empty.metisPartition(partCount: 1).partOfNode == [])
    for count in [-1, 0, 8] {
      let error = #expect(throws: DataError.self) { try Self.triangles.metisPartition(partCount: count) }
      #expect(error?.message == "\(count) parts of a graph of 7 nodes; expected 1 to 7")
    }
  }

  #if METIS
    @Test("METIS separates two triangles, whatever the directions, parallel edges and self-loops")
    func separated() throws {
      let doubled = Graph(
        nodeCount: 6, sources: [0, 1, 2, 3, 4, 5, 2, 1, 1, 0], targets: [1, 2, 0, 4, 5, 3, 3, 1, 0, 1])
      for graph in [doubled, doubled.undirected()] {
        let parts = try graph.metisPartition(partCount: 2)
        #expect(parts.sizes == [3, 3])
        #expect(Set(parts.partOfNode.prefix(3)).count == 1 && Set(parts.partOfNode.suffix(3)).count == 1)
      }
    }

    @Test("METIS gives the same parts for the same seed, of about equal size, with few edges between them")
    func grid() throws {
      let side = 60
      var (sources, targets): ([Int32], [Int32]) = ([], [])
      for node in 0..<Int32(side * side) {
        for (isInside, step) in [((Int(node) + 1) % side != 0, 1), (Int(node) + side < side * side, side)]
        where isInside {
          sources.append(node)
          targets.append(node + Int32(step))
        }
      }
      let grid = Graph(nodeCount: side * side, sources: sources, targets: targets).undirected()
      for count in [4, 36] {
        let parts = try grid.metisPartition(partCount: count, seed: 5)
        #expect(try parts == grid.metisPartition(partCount: count, seed: 5))
        let mean = side * side / count
        #expect(parts.sizes.allSatisfy { $0 > mean * 8 / 10 && $0 < mean * 11 / 10 })
        // Squares of equal size cut 2 side (sqrt(count) - 1) of the edges; parts at random, most of them.
        let squares = Double(2 * side) * (Double(count).squareRoot() - 1) / Double(sources.count)
        #expect(parts.cutShare(of: grid) < 1.5 * squares)
      }
    }

    @Test("METIS divides graphs of any shape", arguments: [2, 3, 9, 20, 39])
    func shapes(partCount: Int) throws {
      let star = Graph(
        nodeCount: 40, sources: [Int32](repeating: 0, count: 39), targets: (1..<40).map { Int32($0) })
      let isolated = Graph(nodeCount: 40, sources: [], targets: [])
      let loops = Graph(nodeCount: 40, sources: [1, 2, 3], targets: [1, 2, 3])
      let pairs = Graph(nodeCount: 40, sources: [0, 2, 4], targets: [1, 3, 5]).undirected()
      for graph in [star, isolated, loops, pairs] {
        let parts = try graph.metisPartition(partCount: partCount)
        #expect(parts.partCount == partCount && parts.partOfNode.count == 40)
      }
    }
  #else
    @Test("Without the trait METIS, the error says how to build with it")
    func missing() throws {
      let error = #expect(throws: DataError.self) { try Self.triangles.metisPartition(partCount: 2) }
      #expect(error?.code == .usage && error?.message.contains("built without METIS") == true)
      #expect(error.map { "\($0)" }?.contains("--traits METIS") == true)
    }
  #endif
}
