// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphNetworks
import NeuralNetworks
import TensorCore

/// Layers that aggregate messages by sums, means and maxima.
extension LayerCase {
  /// Returns a network of a linear layer, tanh and another linear layer.
  private static func network(_ sizes: (Int, Int, Int)) -> Sequential {
    Sequential(
      Linear(inputSize: sizes.0, outputSize: sizes.1).initialized(seed: 1),
      Activation(.hyperbolicTangent),
      Linear(inputSize: sizes.1, outputSize: sizes.2).initialized(seed: 2))
  }

  static let aggregations = [
    LayerCase("SAGEConv, mean", SAGEConv(inputSize: 3, outputSize: 2).initialized(seed: 1)) {
      sample($0) { $0.mean(width: 3) }
    },
    LayerCase("SAGEConv, sum", SAGEConv(inputSize: 3, outputSize: 2, aggregation: .sum).initialized(seed: 1))
    {
      sample($0) { $0.sum(width: 3) }
    },
    LayerCase(
      "SAGEConv, maximum", SAGEConv(inputSize: 3, outputSize: 2, aggregation: .maximum).initialized(seed: 1)
    ) { sample($0) { $0.largest(width: 3) } },
    LayerCase(
      "SAGEConv, unit rows",
      SAGEConv(inputSize: 3, outputSize: 2, normalizesOutput: true).initialized(seed: 1)
    ) { given in
      sample(given) { $0.mean(width: 3) }.map { (1 / $0.dot($0).squareRoot()) * $0 }
    },
    LayerCase(
      "SAGEPoolingConv", SAGEPoolingConv(inputSize: 3, outputSize: 2, poolSize: 4).initialized(seed: 1),
      usesEdgeWeights: false
    ) { given in
      given.eachNode { node in
        let heard = given.graph.into(node).map { edge in
          given.linear("lin_pool", given.x[edge.source]).map { max(0, $0) }
        }
        return given.linear("lin_l", heard.largest(width: 4)) + given.linear("lin_r", given.x[node])
      }
    },
    LayerCase("GraphConv", GraphConv(inputSize: 3, outputSize: 2).initialized(seed: 1)) { given in
      zip(given.graph.propagated(given.x), given.x).map {
        given.linear("lin_rel", $0) + given.linear("lin_root", $1)
      }
    },
    LayerCase(
      "GraphConv, maximum", GraphConv(inputSize: 3, outputSize: 2, aggregation: .maximum).initialized(seed: 1)
    ) { given in
      given.eachNode { node in
        let heard = given.graph.into(node).map { $0.weight * given.x[$0.source] }.largest(width: 3)
        return given.linear("lin_rel", heard) + given.linear("lin_root", given.x[node])
      }
    },
    LayerCase("GINConv, learnt epsilon", GINConv(network((3, 4, 2)), learnsEpsilon: true)) { given in
      zip(given.graph.propagated(given.x), given.x).map { heard, x in
        given.network("nn", (1 + given.vector("eps").numbers[0]) * x + heard)
      }
    },
    // With a single layer there are no first weights that could be moved out of the sum.
    LayerCase(
      "GINConv, one layer",
      GINConv(Linear(inputSize: 3, outputSize: 2).initialized(seed: 1), epsilon: 0.3)
    ) { given in
      zip(given.graph.propagated(given.x), given.x).map { given.linear("nn", 1.3 * $1 + $0) }
    },
    LayerCase(
      "GINEConv",
      GINEConv(network((3, 4, 2)), inputSize: 3, edgeSize: 2, learnsEpsilon: true).initialized(seed: 1),
      edgeSize: 2, usesEdgeWeights: false, run: runWithEdges,
      formula: { isomorphismWithEdges($0) { $0.linear("lin", $1) } }),
    LayerCase(
      "GINEConv, edge features as they are",
      GINEConv(network((3, 4, 2)), inputSize: 3, learnsEpsilon: true).initialized(seed: 1),
      edgeSize: 3, usesEdgeWeights: false, run: runWithEdges, formula: { isomorphismWithEdges($0) { $1 } }),
    LayerCase("EdgeConv", EdgeConv(network((6, 4, 2))), usesEdgeWeights: false) { given in
      given.eachNode { node in
        let messages = given.graph.into(node).map { edge in
          given.network("nn", Row(joining: [given.x[node], given.x[edge.source] - given.x[node]]))
        }
        return messages.largest(width: 2)
      }
    },
    LayerCase("LEConv", LEConv(inputSize: 3, outputSize: 2).initialized(seed: 1)) { given in
      given.eachNode { node in
        let heard = given.graph.into(node).map { edge in
          edge.weight * (given.linear("lin1", given.x[edge.source]) - given.linear("lin2", given.x[node]))
        }
        return heard.sum(width: 2) + given.linear("lin3", given.x[node])
      }
    },
    LayerCase(
      "PNAConv", PNAConv(inputSize: 3, outputSize: 2, meanLogDegree: 1.1).initialized(seed: 1),
      usesEdgeWeights: false
    ) { principal($0, meanLogDegree: 1.1) },
  ]

  private static func sample(_ given: FormulaInput, aggregate: ([Row]) -> Row) -> [Row] {
    given.eachNode { node in
      let heard = aggregate(given.graph.into(node).map { $0.weight * given.x[$0.source] })
      return given.linear("lin_l", heard) + given.linear("lin_r", given.x[node])
    }
  }

  @Sendable private static func runWithEdges(
    _ layer: GINEConv<Sequential>, _ input: Input, _ context: ForwardContext
  ) -> Variable {
    let edges = GraphStructure(input.graph).edges(.given)
    return layer(input.x, edgeFeatures: input.edgeFeatures ?? input.x, on: edges, context)
  }

  private static func isomorphismWithEdges(
    _ given: FormulaInput, projected: (FormulaInput, Row) -> Row
  ) -> [Row] {
    given.eachNode { node in
      let heard = given.graph.into(node).map { edge in
        (given.x[edge.source] + projected(given, given.features(of: edge))).map { max(0, $0) }
      }
      return given.network("nn", (1 + given.vector("eps").numbers[0]) * given.x[node] + heard.sum(width: 3))
    }
  }

  private static func principal(_ given: FormulaInput, meanLogDegree: Double) -> [Row] {
    given.eachNode { node in
      let messages = given.graph.into(node).map { edge in
        given.linear("pre_nns.0.0", Row(joining: [given.x[node], given.x[edge.source]]))
      }
      let mean = messages.mean(width: 3)
      let variance = messages.map { ($0 - mean) * ($0 - mean) }.mean(width: 3)
      let deviation = variance.map { $0 > 1e-5 ? $0.squareRoot() : 0 }
      let aggregated = [mean, messages.smallest(width: 3), messages.largest(width: 3), deviation]
      let logarithm = log(Double(max(1, messages.count)) + 1)
      let scaled = [1, logarithm / meanLogDegree, meanLogDegree / logarithm].flatMap { factor in
        aggregated.map { factor * $0 }
      }
      return given.linear("lin", given.linear("post_nns.0.0", Row(joining: [given.x[node]] + scaled)))
    }
  }
}
