// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphNetworks
import NeuralNetworks

/// Layers with recurrent cells, and layers that combine the outputs of several layers.
extension LayerCase {
  static let recurrences = [
    // The state depends on the order of the neighbours, which are read by ascending number.
    LayerCase(
      "SAGELSTMConv", SAGELSTMConv(inputSize: 3, outputSize: 2, stateSize: 4).initialized(seed: 1),
      usesEdgeWeights: false, readsInOrder: true
    ) { given in
      given.eachNode { node in
        // Parallel edges bring the same row, so their order does not matter.
        let neighbours = given.graph.into(node).map(\.source).sorted()
        let state = given.memory("lstm", neighbours.map { given.x[$0] }, size: 4).last
        return given.linear("lin_l", state ?? Row(zeros: 4)) + given.linear("lin_r", given.x[node])
      }
    },
    LayerCase("GatedGraphConv", GatedGraphConv(outputSize: 4, layers: 2).initialized(seed: 1)) { given in
      // The features are padded with a column of zeros.
      (0..<2).reduce(given.x.map { Row(joining: [$0, Row(zeros: 1)]) }) { states, layer in
        let heard = given.graph.propagated(states.map { given.times($0, "weight", at: layer) })
        return zip(heard, states).map { given.gatedUnit("rnn", $0, state: $1) }
      }
    },
    jumping("JumpingKnowledge, concatenation", .concatenation) { _, layers in Row(joining: layers) },
    jumping("JumpingKnowledge, maximum", .maximum) { _, layers in layers.largest(width: 3) },
    jumping("JumpingKnowledge, attention", .attention(size: 3, layers: 3)) { given, layers in
      // The state size is 4: half of 3 layers of 3 columns, rounded down.
      let ahead = given.memory("lstm", layers, size: 4, suffix: "_l0")
      let back = given.memory("lstm", layers.reversed(), size: 4, suffix: "_l0_reverse").reversed()
      let scores = zip(ahead, back).map { given.linear("att", Row(joining: [$0, $1])).numbers[0] }
      return zip(softmax(scores), layers).map { $0 * $1 }.sum(width: 3)
    },
  ]

  /// Creates a case whose x concatenates the outputs of three layers. The graph is not used.
  private static func jumping(
    _ name: String, _ mode: JumpingKnowledge.Mode,
    formula: @escaping @Sendable (FormulaInput, _ layers: [Row]) -> Row
  ) -> LayerCase {
    LayerCase(
      name, JumpingKnowledge(mode).initialized(seed: 1), inputSize: 9, usesEdgeWeights: false,
      run: { layer, input, context in
        layer((0..<3).map { input.x.slice(axis: 1, 3 * $0..<3 * ($0 + 1)) }, context)
      },
      formula: { given in
        given.x.map { x in formula(given, (0..<3).map { x.part($0, size: 3) }) }
      })
  }
}
