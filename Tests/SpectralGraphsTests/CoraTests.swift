// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import SpectralGraphs
import Testing

/// The published data sets, in the directory named by the environment variable GRAPHLEARN_DATA.
enum PublishedData {
  static let folder = ProcessInfo.processInfo.environment["GRAPHLEARN_DATA"] ?? ""
  static let isThere = !folder.isEmpty
}

@Suite(
  "The spectrum of Cora matches SciPy",
  .enabled(
    if: PublishedData.isThere, "needs the published data: set GRAPHLEARN_DATA to their folder"))
struct CoraTests {
  let reference: ReferenceSpectrum
  let graph: Graph

  init() throws {
    reference = try ReferenceSpectrum("cora")
    graph = try DatasetCatalog.standard(dataDirectory: PublishedData.folder).dataset("cora").graph
      .undirected().removingSelfLoops().coalesced(.once)
  }

  @Test("The Cora graph has the nodes, edges and components of the SciPy reference")
  func structure() throws {
    #expect(graph.nodeCount == Int(try reference.number("nodes")))
    #expect(graph.edgeCount == 2 * Int(try reference.number("undirected_edges")))
    #expect(graph.connectedComponents().count == Int(try reference.number("components")))
  }

  @Test(
    "Both ends of the spectrum of Cora's largest component match SciPy",
    arguments: [EigenMethod.automatic, .lanczos])
  func largestComponent(method: EigenMethod) throws {
    let laplacian = try graph.inducedSubgraph(graph.connectedComponents().largest).laplacian()
    let section = "largest_component"
    let options = EigenOptions(method: method)
    let low = try laplacian.eigenpairs(smallest: 20, options: options)
    #expect(
      mismatch(low.values, try reference.numbers("normalized_smallest_20", in: section), 1e-8) == nil)
    let high = try laplacian.eigenpairs(largest: 10, options: options)
    #expect(
      mismatch(high.values, try reference.numbers("normalized_largest_10", in: section), 1e-8) == nil)
  }

  @Test("The zeros, the sum and the histogram of all eigenvalues of Cora match SciPy")
  func all() throws {
    let values = try graph.laplacian().eigenvalues()
    #expect(values.count { $0 < 1e-9 } == Int(try reference.number("normalized_zero_eigenvalues")))
    let sum = try reference.number("normalized_eigenvalues_sum")
    #expect(mismatch([values.reduce(0, +)], [sum], 1e-8) == nil)
    let expected = try reference.numbers("normalized_histogram_20_bins_0_to_2").map { Int($0) }
    // A value on the edge of two bins, such as 1, may fall on either side by rounding.
    let edges = (1..<expected.count).map { Double($0) / 10 }
    var cumulative = 0
    for (edge, count) in zip(edges, expected) {
      cumulative += count
      let below = values.count { $0 < edge - 1e-9 }
      let upTo = values.count { $0 < edge + 1e-9 }
      #expect(below <= cumulative && cumulative <= upTo)
    }
  }
}
