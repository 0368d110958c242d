// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphNetworks
import TensorCore
import Testing
import Training

@Suite("Benchmark data sets are recognised by their content")
struct BenchmarkDatasetTests {
  private static func data(_ name: String, nodes: Int, features: Int, classes: Int) -> NodeDataset {
    let empty = SparseMatrix<Float>(
      rowCount: nodes, columnCount: features, rows: [], columns: [], values: [])
    return NodeDataset(
      name: name, graph: Graph(nodeCount: nodes, sources: [], targets: []), features: .sparse(empty),
      labels: (0..<nodes).map { Int32($0 % classes) }, classNames: (0..<classes).map(String.init))
  }

  @Test(
    "A benchmark data set of any name uses the paper's settings for its content",
    arguments: ["papers", "cora", "pubmed"])
  func renamed(name: String) throws {
    let data = Self.data(name, nodes: 19_717, features: 500, classes: 3)
    #expect(BenchmarkDataset(recognizedIn: data) == .pubmed)
    #expect(PaperSettings(GAT.self, for: data).weightDecay == 1e-3)
  }

  @Test(
    "A data set with the name of a benchmark but different content is not a benchmark",
    arguments: ["cora", "citeseer", "pubmed"])
  func namesake(name: String) throws {
    let data = Self.data(name, nodes: 50, features: 10, classes: 2)
    #expect(BenchmarkDataset(recognizedIn: data) == nil)
    #expect(PaperSettings(SGC.self, for: data).epochs == 100)
  }
}
