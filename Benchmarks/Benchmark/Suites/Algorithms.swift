// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import TensorCore

extension Suites {
  /// Algorithms on graphs that other toolkits have too.
  static func algorithms(_ inputs: Inputs) -> [Case] {
    inputs.names.filter { $0 == "arxiv" }.flatMap { name in
      [
        Case(name: "graph/\(name)/components", hasLevels: false) { budget in
          let graph = try inputs.dataset(name).graph
          return Timing(
            milliseconds: budget.times { _ = graph.connectedComponents().count },
            units: (Double(graph.edgeCount), "edges"))
        },
        Case(name: "graph/\(name)/subgraph", hasLevels: false) { budget in
          let graph = try inputs.dataset(name).graph
          let order = RandomStream(seed: 0, purpose: .generation).permutation(of: graph.nodeCount)
          let half = Array(order.prefix(graph.nodeCount / 2))
          return Timing(
            milliseconds: budget.times { _ = graph.inducedSubgraph(half).edgeCount },
            units: (Double(graph.edgeCount), "edges"))
        },
      ]
    }
  }
}
