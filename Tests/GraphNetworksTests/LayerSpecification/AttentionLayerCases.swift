// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphNetworks
import NeuralNetworks

/// Layers that weight messages by scores of source and target.
extension LayerCase {
  static let attention = [
    LayerCase(
      "GATConv", GATConv(inputSize: 3, outputSize: 2, heads: 2).initialized(seed: 1), usesEdgeWeights: false
    ) { additive($0, hasEdgeFeatures: false) { Row(joining: $0) } },
    LayerCase(
      "GATConv, mean of heads",
      GATConv(inputSize: 3, outputSize: 2, heads: 2, concatenatesHeads: false).initialized(seed: 1),
      usesEdgeWeights: false
    ) { additive($0, hasEdgeFeatures: false) { $0.mean(width: 2) } },
    LayerCase(
      "GATConv, edge features",
      GATConv(inputSize: 3, outputSize: 2, heads: 2, edgeSize: 2).initialized(seed: 1),
      edgeSize: 2, usesEdgeWeights: false,
      run: { layer, input, context in
        layer(
          .dense(input.x), edgeFeatures: input.edgeFeatures,
          on: GraphStructure(input.graph).edges(.oneLoopEach), context)
      }, formula: { additive($0, hasEdgeFeatures: true) { Row(joining: $0) } }),
    LayerCase(
      "GATv2Conv", GATv2Conv(inputSize: 3, outputSize: 2, heads: 2).initialized(seed: 1),
      usesEdgeWeights: false
    ) { dynamic($0, targetName: "lin_r", hasEdgeFeatures: false) { Row(joining: $0) } },
    LayerCase(
      "GATv2Conv, shared weights, mean of heads",
      GATv2Conv(
        inputSize: 3, outputSize: 2, heads: 2, concatenatesHeads: false, sharesWeights: true
      ).initialized(seed: 1),
      usesEdgeWeights: false
    ) { dynamic($0, targetName: "lin_l", hasEdgeFeatures: false) { $0.mean(width: 2) } },
    LayerCase(
      "GATv2Conv, edge features",
      GATv2Conv(inputSize: 3, outputSize: 2, heads: 2, edgeSize: 2).initialized(seed: 1), edgeSize: 2,
      usesEdgeWeights: false,
      run: { layer, input, context in
        layer(
          .dense(input.x), edgeFeatures: input.edgeFeatures,
          on: GraphStructure(input.graph).edges(.oneLoopEach), context)
      }, formula: { dynamic($0, targetName: "lin_r", hasEdgeFeatures: true) { Row(joining: $0) } }),
    LayerCase(
      "TransformerConv", TransformerConv(inputSize: 3, outputSize: 2, heads: 2).initialized(seed: 1),
      usesEdgeWeights: false
    ) { dotProduct($0) { Row(joining: $0) } },
    LayerCase(
      "TransformerConv, mean of heads",
      TransformerConv(inputSize: 3, outputSize: 2, heads: 2, concatenatesHeads: false).initialized(seed: 1),
      usesEdgeWeights: false
    ) { dotProduct($0) { $0.mean(width: 2) } },
    // The input is X and X_0, concatenated.
    LayerCase(
      "FAConv", FAConv(size: 3, epsilon: 0.3).initialized(seed: 1), inputSize: 6,
      run: { layer, input, context in
        layer(
          input.x.slice(axis: 1, 0..<3), initial: input.x.slice(axis: 1, 3..<6),
          on: GraphStructure(input.graph).edges(.symmetric(selfLoopWeight: 1)), context)
      },
      formula: { given in
        let x = given.x.map { $0[0..<3] }
        let graph = given.graph.symmetric(selfLoopWeight: 1)
        return given.eachNode { node in
          let heard = graph.into(node).map { edge in
            let score = given.linear("att_l", x[edge.source]) + given.linear("att_r", x[node])
            return edge.weight * tanh(score.numbers[0]) * x[edge.source]
          }
          return heard.sum(width: 3) + 0.3 * given.x[node][3..<6]
        }
      }),
    LayerCase(
      "ResGatedGraphConv", ResGatedGraphConv(inputSize: 3, outputSize: 2).initialized(seed: 1),
      usesEdgeWeights: false
    ) { given in
      given.eachNode { node in
        let heard = given.graph.into(node).map { edge in
          let speaker = given.x[edge.source]
          let gate = given.linear("lin_key", given.x[node]) + given.linear("lin_query", speaker)
          return gate.map(sigmoid) * given.linear("lin_value", speaker)
        }
        return heard.sum(width: 2) + given.linear("lin_skip", given.x[node]) + given.vector("bias")
      }
    },
  ]

  /// Returns, for both heads of size 2, the sum of the values weighted by the softmax of the scores.
  private static func heads(
    _ edges: [PlainGraph.Edge], score: (PlainGraph.Edge, _ head: Int) -> Double,
    value: (PlainGraph.Edge) -> Row
  ) -> [Row] {
    (0..<2).map { head in
      let shares = softmax(edges.map { score($0, head) })
      return zip(shares, edges).map { $0 * value($1).part(head, size: 2) }.sum(width: 2)
    }
  }

  private static func leaky(_ number: Double) -> Double { number < 0 ? 0.2 * number : number }

  private static func additive(
    _ given: FormulaInput, hasEdgeFeatures: Bool, joining: ([Row]) -> Row
  ) -> [Row] {
    let graph = given.graph.oneLoopEach()
    let attend = { (name: String, projected: Row, head: Int) in
      given.vector(name).part(head, size: 2).dot(projected.part(head, size: 2))
    }
    return given.eachNode { node in
      let target = given.linear("lin", given.x[node])
      let parts = heads(graph.into(node)) { edge, head in
        let source = given.linear("lin", given.x[edge.source])
        var score = attend("att_src", source, head) + attend("att_dst", target, head)
        if hasEdgeFeatures {
          score += attend("att_edge", given.linear("lin_edge", given.features(of: edge)), head)
        }
        return leaky(score)
      } value: {
        given.linear("lin", given.x[$0.source])
      }
      return joining(parts) + given.vector("bias")
    }
  }

  private static func dynamic(
    _ given: FormulaInput, targetName: String, hasEdgeFeatures: Bool, joining: ([Row]) -> Row
  ) -> [Row] {
    let graph = given.graph.oneLoopEach()
    return given.eachNode { node in
      let target = given.linear(targetName, given.x[node])
      let parts = heads(graph.into(node)) { edge, head in
        var sum = given.linear("lin_l", given.x[edge.source]) + target
        if hasEdgeFeatures { sum = sum + given.linear("lin_edge", given.features(of: edge)) }
        return given.vector("att").part(head, size: 2).dot(sum.part(head, size: 2).map(leaky))
      } value: {
        given.linear("lin_l", given.x[$0.source])
      }
      return joining(parts) + given.vector("bias")
    }
  }

  private static func dotProduct(_ given: FormulaInput, joining: ([Row]) -> Row) -> [Row] {
    given.eachNode { node in
      let query = given.linear("lin_query", given.x[node])
      let parts = heads(given.graph.into(node)) { edge, head in
        let key = given.linear("lin_key", given.x[edge.source])
        return query.part(head, size: 2).dot(key.part(head, size: 2)) / 2.0.squareRoot()
      } value: {
        given.linear("lin_value", given.x[$0.source])
      }
      return joining(parts) + given.linear("lin_skip", given.x[node])
    }
  }
}
