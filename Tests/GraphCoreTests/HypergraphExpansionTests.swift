// SPDX-License-Identifier: Apache-2.0

import GraphCore
import TensorCore
import Testing

@Suite("The clique expansion is counted and bounded before it is built")
struct HypergraphExpansionTests {
  /// Returns random hyperedges, some empty, some with a single node, some with repeated nodes.
  private func hypergraph(seed: UInt64, weighted: Bool) -> Hypergraph {
    let stream = RandomStream(seed: seed, purpose: .generation)
    let nodeCount = 3 + Int(seed % 23)
    let hyperedges = (0..<12).map { hyperedge in
      (0..<hyperedge).map { Int32(stream.bits(at: UInt64(hyperedge * 100 + $0)) % UInt64(nodeCount)) }
    }
    let weights = (0..<12).map { Double(1 + $0 % 4) / 2 }
    return Hypergraph(nodeCount: nodeCount, hyperedges: hyperedges, weights: weighted ? weights : nil)
  }

  /// Returns the weight of each pair of nodes, computed directly from the definition.
  private func naive(_ hypergraph: Hypergraph) -> [[Double]] {
    var dense = [[Double]](
      repeating: [Double](repeating: 0, count: hypergraph.nodeCount), count: hypergraph.nodeCount)
    for (number, nodes) in hypergraph.nodesOfHyperedges().enumerated() {
      for one in nodes {
        for other in nodes where other != one {
          dense[Int(one)][Int(other)] += hypergraph.weights?[number] ?? 1
        }
      }
    }
    return dense
  }

  @Test(
    "The clique expansion and its statistics agree with their definitions",
    arguments: 1...12 as ClosedRange<UInt64>, [true, false])
  func definition(seed: UInt64, weighted: Bool) {
    let hypergraph = hypergraph(seed: seed, weighted: weighted)
    let graph = hypergraph.cliqueExpansion()
    let expected = naive(hypergraph)
    let dense: SparseMatrix<Float> = graph.adjacency()
    var found = expected.map { $0.map { _ in 0.0 } }
    for row in 0..<dense.rowCount {
      for entry in dense.pattern.rowOffsets[row]..<dense.pattern.rowOffsets[row + 1] {
        found[row][Int(dense.pattern.columnIndices[entry])] = Double(dense.values[entry])
      }
    }
    #expect(found == expected)
    #expect(!graph.isDirected && graph.isWeighted && graph.selfLoopCount == 0)
    #expect(hypergraph.neighbourCounts() == graph.inDegrees())
    #expect(hypergraph.pairBound >= Double(graph.edgeCount))
    let labels = (0..<Int32(hypergraph.nodeCount)).map { $0 % 3 - 1 }
    let homophily = hypergraph.expansionHomophily(labels: labels)
    let direct = graph.edgeHomophily(labels: labels)
    #expect(homophily == direct || (homophily.isNaN && direct.isNaN))
    let components = graph.connectedComponents()
    #expect(hypergraph.components().count == components.count)
    #expect(hypergraph.components().largest == components.largest)
  }

  @Test("Neighbours are counted without pairwise work for nodes that are in one hyperedge only")
  func sole() {
    let hypergraph = Hypergraph(
      nodeCount: 100_002, hyperedges: [(0..<100_000).map { Int32($0) }, [100_000, 100_001]])
    #expect(hypergraph.countingWork == 0)
    let counts = hypergraph.neighbourCounts()
    #expect(counts[0] == 99_999 && counts[100_001] == 1)
    #expect(hypergraph.components().count == 2 && hypergraph.components().largest.count == 100_000)
    #expect(hypergraph.expansionHomophily(labels: [Int32](repeating: 0, count: 100_002)) == 1)
  }

  @Test("A clique expansion beyond 2^31 entries throws with its size, and its counts are still available")
  func tooLarge() {
    let large = Hypergraph(nodeCount: 50_000, hyperedges: [(0..<50_000).map { Int32($0) }])
    let graph = LazyGraph(expansionOf: large)
    let error = #expect(throws: DataError.self) { try graph.require() }
    #expect(error?.code == .badData && error?.message.contains("50000") == true)
    #expect(graph.nodeCount == 50_000 && graph.inDegrees()[7] == 49_999 && graph.components().count == 1)
  }

  @Test("A lazy graph is built once, when it is first requested")
  func once() throws {
    let hypergraph = Hypergraph(nodeCount: 3, hyperedges: [[0, 1], [1, 2]])
    let graph = LazyGraph(expansionOf: hypergraph)
    try graph.require()
    #expect(graph.value.edgeCount == 4)
    #expect(graph.value.incoming === graph.value.incoming)
  }
}
