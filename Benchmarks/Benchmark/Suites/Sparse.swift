// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphDatasets
import TensorCore

extension Suites {
  /// Products of normalised adjacencies with dense matrices, and the softmax over the edges into each node.
  static func sparse(_ inputs: Inputs) -> [Case] {
    inputs.names.flatMap { graph in
      [16, 64, 128, 256].map { product(graph, width: $0, inputs) }
        + [1, 8].map { softmax(graph, heads: $0, inputs) }
    }
      + inputs.names.filter { $0 != "cora" }.flatMap { graph in
        NodeOrder.allCases.flatMap { order in
          [16, 64, 128, 256].map { product("\(graph)-\(order.rawValue)", width: $0, inputs) }
            + [ordering(graph, order, inputs)]
        }
      }
  }

  /// The order of the nodes and the graph that is renumbered by it.
  private static func ordering(_ graph: String, _ order: NodeOrder, _ inputs: Inputs) -> Case {
    Case(name: "order/\(graph)/\(order.rawValue)", hasLevels: false) { budget in
      let graph = try inputs.dataset(graph).graph
      return Timing(
        milliseconds: budget.times(most: 5) { _ = graph.inducedSubgraph(graph.nodes(in: order)) },
        units: (Double(graph.edgeCount), "edges"))
    }
  }

  private static func product(_ graph: String, width: Int, _ inputs: Inputs) -> Case {
    Case(name: "spmm/\(graph)/\(width)") { budget in
      let matrix = try inputs.matrix(graph)
      let x = Inputs.random([matrix.columnCount, width])
      let (entries, rows) = (Double(matrix.nonZeroCount), Double(matrix.rowCount))
      return Timing(
        milliseconds: budget.times { _ = matrix.multiplied(by: x) }, flops: 2 * entries * Double(width),
        bytes: 8 * entries + 8 * rows + 8 * rows * Double(width))
    }
  }

  private static func softmax(_ graph: String, heads: Int, _ inputs: Inputs) -> Case {
    Case(name: "edge-softmax/\(graph)/\(heads)") { budget in
      let pattern = try inputs.matrix(graph).pattern
      let scores = Variable(Inputs.random([pattern.entryCount, heads]))
      return Timing(
        milliseconds: budget.times { _ = pattern.softmax(scores) },
        bytes: Double(8 * pattern.entryCount * heads))
    }
  }
}
