// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import SpectralGraphs

extension Suites {
  /// The ten smallest eigenpairs of normalised Laplacians, the proof that none is missing, and pairs deep inside.
  static func eigenpairs(_ inputs: Inputs) -> [Case] {
    let grid = { () throws in
      var builder = GraphBuilder()
      for row in 0..<500 {
        for column in 0..<500 {
          if column < 499 { builder.addEdge(from: "\(row) \(column)", to: "\(row) \(column + 1)") }
          if row < 499 { builder.addEdge(from: "\(row) \(column)", to: "\(row + 1) \(column)") }
        }
      }
      return try builder.build().0
    }
    let graphs: [(String, () throws -> Graph)] =
      [("grid500", grid)]
      + inputs.names.filter { $0 != "rmat" }.map { name in
        (
          name,
          {
            let graph = try inputs.dataset(name).graph
            return graph.inducedSubgraph(graph.connectedComponents().largest)
          }
        )
      }
    let times = graphs.flatMap { name, make in
      [false, true].map { isProven in
        Case(name: "eigen/\(name)/\(isProven ? "10-proven" : "10")", hasLevels: false) { budget in
          let graph = try make()
          return Timing(
            milliseconds: try budget.times(most: 15) {
              _ = try graph.laplacian(.symmetric).eigenpairs(
                smallest: 10, options: EigenOptions(provesCompleteness: isProven))
            })
        }
      }
    }
    return times + [
      certificate("grid500", grid), certificate("power-law", powerLawSubgraph), inside(8_000), inside(20_000),
    ]
  }

  /// The six eigenvalues nearest to 1, where the spectrum of a power-law graph is densest, without a factorisation.
  private static func inside(_ nodeCount: Int) -> Case {
    Case(name: "eigen/power-law-\(nodeCount)/6-inside", hasLevels: false) { budget in
      let graph = try GraphGenerator(.powerLaw, nodeCount: nodeCount, edgeCount: 8 * nodeCount, seed: 1)
        .generate().graph
      let laplacian = try graph.laplacian(.symmetric)
      return Timing(
        milliseconds: try budget.times(most: 3) {
          _ = try laplacian.eigenpairs(nearest: 6, to: 1, options: EigenOptions(method: .chebyshev))
        })
    }
  }

  /// The nodes of a power-law graph within reach of a small one, where the factorisation that counts eigenvalues is
  /// affordable.
  private static func powerLawSubgraph() throws -> Graph {
    let graph = try GraphGenerator(.powerLaw, nodeCount: 169_343, edgeCount: 1_166_243, seed: 1).generate()
      .graph
    let part = graph.inducedSubgraph((0..<20_000).map(Int32.init))
    return part.inducedSubgraph(part.connectedComponents().largest)
  }

  /// The count of eigenvalues among ten of which one, of a double pair if there is one, was left out. Fails if the
  /// count does not find exactly one missing.
  private static func certificate(_ name: String, _ make: @escaping () throws -> Graph) -> Case {
    Case(name: "certificate/\(name)", hasLevels: false) { budget in
      let laplacian = try make().laplacian(.symmetric)
      let pairs = try laplacian.eigenpairs(smallest: 10)
      let planted =
        pairs.values.indices.dropLast().first {
          pairs.values[$0 + 1] - pairs.values[$0] < 1e-9 * pairs.values[$0]
        }
        ?? 5
      let incomplete = pairs.picking(pairs.values.indices.filter { $0 != planted })
      var found: Int?
      let times = budget.times(most: 5) { found = laplacian.missingCount(from: incomplete, .smallest) }
      guard found == 1 else { throw CertificateFailure(graph: name, found: found) }
      return Timing(milliseconds: times, units: (Double(laplacian.graph.nodeCount), "nodes"))
    }
  }

  private struct CertificateFailure: Error {
    let graph: String
    let found: Int?
  }
}
