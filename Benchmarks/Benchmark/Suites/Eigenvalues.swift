// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs

extension Suites {
  /// The ten smallest eigenpairs of normalised Laplacians, and the proof that none is missing.
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
    return graphs.flatMap { name, make in
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
  }
}
