// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

@Suite("Orders of nodes")
struct NodeOrderTests {
  /// A star around node 2, a path 5-6-7 and an isolated node 4.
  private static let graph = Graph(
    nodeCount: 8, sources: [2, 2, 2, 5, 6], targets: [0, 1, 3, 6, 7]
  ).undirected()

  @Test("The order by degree starts with the most edges; equal nodes keep their order")
  func degree() {
    #expect(Self.graph.nodes(in: .degree) == [2, 6, 0, 1, 3, 5, 7, 4])
  }

  @Test("The degree of a directed graph counts both directions")
  func directed() {
    let graph = Graph(nodeCount: 4, sources: [0, 1, 2, 3], targets: [1, 3, 3, 0])
    #expect(graph.nodes(in: .degree) == [3, 0, 1, 2])
  }

  @Test("Reverse Cuthill-McKee keeps components together and makes the band of a shuffled grid narrow")
  func band() {
    let side = 20
    let place = RandomStream(seed: 3, purpose: .generation).permutation(of: side * side)
    var (sources, targets): ([Int32], [Int32]) = ([], [])
    func edge(_ source: Int32, _ target: Int32) {
      sources.append(source)
      targets.append(target)
    }
    for row in 0..<side {
      for column in 0..<side {
        let node = place[row * side + column]
        if column + 1 < side { edge(node, place[row * side + column + 1]) }
        if row + 1 < side { edge(node, place[(row + 1) * side + column]) }
      }
    }
    let grid = Graph(nodeCount: side * side, sources: sources, targets: targets).undirected()
    let bandwidth = { (graph: Graph) in
      let edges = graph.edges()
      return zip(edges.sources, edges.targets).map { abs($0 - $1) }.max() ?? 0
    }
    #expect(bandwidth(grid) > 300)
    let order = grid.nodes(in: .reverseCuthillMcKee)
    #expect(order.sorted() == (0..<Int32(side * side)).map { $0 })
    #expect(bandwidth(grid.inducedSubgraph(order)) <= 2 * Int32(side))
    let parts = Self.graph.nodes(in: .reverseCuthillMcKee)
    #expect(parts.sorted() == (0..<8).map { $0 })
    #expect(
      Set(parts[0..<4]) == [0, 1, 2, 3] || Set(parts[3..<7]) == [0, 1, 2, 3]
        || Set(parts[4..<8]) == [0, 1, 2, 3])
  }

  @Test("Empty graphs and single nodes have an order", arguments: [0, 1])
  func small(nodeCount: Int) {
    let graph = Graph(nodeCount: nodeCount, sources: [], targets: []).undirected()
    for order in NodeOrder.allCases {
      #expect(graph.nodes(in: order) == (0..<Int32(nodeCount)).map { $0 })
    }
  }

  @Test(
    "A renumbered graph has the same edges, numbers and weights, also parallel edges and self-loops",
    arguments: [true, false])
  func renumbered(isWeighted: Bool) {
    let random = RandomStream(seed: 8, purpose: .generation)
    let ends = (0..<400).map { Int32(random.uniform(at: UInt64($0)) * 30) }
    let graph = Graph(
      nodeCount: 30, sources: Array(ends[..<200]), targets: Array(ends[200...]),
      weights: isWeighted ? (0..<200).map(Double.init) : nil)
    let order = graph.nodes(in: .degree)
    let moved = graph.inducedSubgraph(order)
    let (before, after) = (graph.edges(), moved.edges())
    #expect(after.sources.map { order[Int($0)] } == before.sources)
    #expect(after.targets.map { order[Int($0)] } == before.targets)
    #expect(after.weights == before.weights)
    for node in 0..<30 {
      let row = moved.incoming.rowOffsets[node]..<moved.incoming.rowOffsets[node + 1]
      let columns = row.map { moved.incoming.columnIndices[$0] }
      #expect(columns == columns.sorted())
    }
  }
}
