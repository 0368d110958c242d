// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphNetworks
import NeuralNetworks
import TensorCore

/// Layers for edges of several relations. Here edge k has relation k mod 3.
extension LayerCase {
  static let relations = [
    relational("RGCNConv", .none, inputSize: 3) { given, relation, x in
      given.times(x, "weight", at: relation)
    },
    relational("RGCNConv, basis", .basis(2), inputSize: 3) { given, relation, x in
      let shares = given.vector("comp").part(relation, size: 2).numbers
      return (0..<2).map { shares[$0] * given.times(x, "weight", at: $0) }.sum(width: 2)
    },
    relational("RGCNConv, blocks", .blocks(2), inputSize: 4) { given, relation, x in
      Row(
        joining: (0..<2).map { given.times(x.part($0, size: 2), "weight", at: 2 * relation + $0) })
    },
  ]

  private static func relational(
    _ name: String, _ decomposition: RGCNConv.Decomposition, inputSize: Int,
    projected: @escaping @Sendable (FormulaInput, _ relation: Int, _ x: Row) -> Row
  ) -> LayerCase {
    LayerCase(
      name,
      RGCNConv(
        inputSize: inputSize, outputSize: 2, relations: 3, decomposition: decomposition
      ).initialized(seed: 1),
      inputSize: inputSize,
      run: { layer, input, context in
        let kinds = (0..<Int32(input.graph.edgeCount)).map { $0 % 3 }
        return layer(
          .dense(input.x),
          on: GraphStructure(input.graph).edges(.given).split(byRelation: kinds, count: 3), context)
      },
      formula: { given in
        given.eachNode { node in
          let means = (0..<3).map { relation in
            given.graph.into(node).filter { ($0.number ?? -1) % 3 == relation }
              .map { $0.weight * projected(given, relation, given.x[$0.source]) }.mean(width: 2)
          }
          return means.sum(width: 2) + given.times(given.x[node], "root") + given.vector("bias")
        }
      })
  }
}
