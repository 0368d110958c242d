// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphNetworks
import NeuralNetworks
import TensorCore

/// Layers that are polynomials or other filters of a normalised adjacency.
extension LayerCase {
  static let filters = [
    LayerCase("GCNConv", GCNConv(inputSize: 3, outputSize: 2).initialized(seed: 1)) { given in
      let heard = given.graph.symmetric(selfLoopWeight: 1).propagated(given.x)
      return heard.map { given.linear("lin", $0) + given.vector("bias") }
    },
    LayerCase(
      "GCNConv, improved", GCNConv(inputSize: 3, outputSize: 2, selfLoopWeight: 2).initialized(seed: 1)
    ) { given in
      let heard = given.graph.symmetric(selfLoopWeight: 2).propagated(given.x)
      return heard.map { given.linear("lin", $0) + given.vector("bias") }
    },
    LayerCase("ChebConv", ChebConv(inputSize: 3, outputSize: 2, order: 4).initialized(seed: 1)) {
      chebyshev($0, largestEigenvalue: 2, order: 4)
    },
    LayerCase(
      "ChebConv, other eigenvalue",
      ChebConv(inputSize: 3, outputSize: 2, order: 3, largestEigenvalue: 1.6).initialized(seed: 1)
    ) { chebyshev($0, largestEigenvalue: 1.6, order: 3) },
    LayerCase("TAGConv", TAGConv(inputSize: 3, outputSize: 2, hops: 3).initialized(seed: 1)) { given in
      let powers = given.graph.symmetric(selfLoopWeight: nil).powers(given.x, 3)
      return given.eachNode { node in
        (0...3).map { given.linear("lins.\($0)", powers[$0][node]) }.sum(width: 2) + given.vector("bias")
      }
    },
    LayerCase("SGConv", SGConv(inputSize: 3, outputSize: 2, hops: 3).initialized(seed: 1)) { given in
      let powers = given.graph.symmetric(selfLoopWeight: 1).powers(given.x, 3)
      return powers[3].map { given.linear("lin", $0) }
    },
    LayerCase("SSGConv", SSGConv(inputSize: 3, outputSize: 2, hops: 3, alpha: 0.2).initialized(seed: 1)) {
      given in
      let powers = given.graph.symmetric(selfLoopWeight: 1).powers(given.x, 3)
      return given.eachNode { node in
        let walked = (1...3).map { powers[$0][node] }.sum(width: 3)
        return given.linear("lin", 0.2 * given.x[node] + (0.8 / 3) * walked)
      }
    },
    LayerCase("APPNP", APPNP(hops: 3, alpha: 0.3)) { given in
      let graph = given.graph.symmetric(selfLoopWeight: 1)
      return (0..<3).reduce(given.x) { walked, _ in
        zip(graph.propagated(walked), given.x).map { 0.7 * $0 + 0.3 * $1 }
      }
    },
    // The input is X and X_0, concatenated.
    LayerCase(
      "GCN2Conv", GCN2Conv(size: 3, alpha: 0.2, theta: 0.5, layer: 2).initialized(seed: 1), inputSize: 6,
      run: { layer, input, context in
        layer(
          input.x.slice(axis: 1, 0..<3), initial: input.x.slice(axis: 1, 3..<6),
          on: GraphStructure(input.graph).edges(.symmetric(selfLoopWeight: 1)), context)
      },
      formula: { given in
        let heard = given.graph.symmetric(selfLoopWeight: 1).propagated(given.x.map { $0[0..<3] })
        let beta = log(0.5 / 2 + 1)
        return zip(heard, given.x).map { heard, x in
          let mixed = 0.8 * heard + 0.2 * x[3..<6]
          return (1 - beta) * mixed + beta * given.times(mixed, "weight1")
        }
      }),
    LayerCase(
      "ARMAConv",
      ARMAConv(
        inputSize: 3, outputSize: 2, stacks: 2, layers: 3, activation: .hyperbolicTangent
      ).initialized(seed: 1)
    ) { movingAverage($0, stacks: 2, layers: 3, sharesWeights: false) },
    LayerCase(
      "ARMAConv, shared weights",
      ARMAConv(
        inputSize: 3, outputSize: 2, stacks: 2, layers: 3, sharesWeights: true,
        activation: .hyperbolicTangent
      ).initialized(seed: 1)
    ) { movingAverage($0, stacks: 2, layers: 3, sharesWeights: true) },
    LayerCase("MixHopConv", MixHopConv(inputSize: 3, outputSize: 2, powers: [0, 1, 3]).initialized(seed: 1)) {
      given in
      let powers = given.graph.symmetric(selfLoopWeight: 1).powers(given.x, 3)
      return given.eachNode { node in
        let parts = [0, 1, 3].enumerated().map { given.linear("lins.\($0)", powers[$1][node]) }
        return Row(joining: parts) + given.vector("bias")
      }
    },
    LayerCase(
      "ClusterGCNConv", ClusterGCNConv(inputSize: 3, outputSize: 2, diagonal: 0.5).initialized(seed: 1)
    ) {
      given in
      let heard = given.graph.diagonalEnhanced(0.5).propagated(given.x)
      return zip(heard, given.x).map { given.linear("lin_out", $0) + given.linear("lin_root", $1) }
    },
  ]

  /// Returns the layer's rows by T_0 = X, T_1 = L^ X, T_k = 2 L^ T_k-1 - T_k-2.
  private static func chebyshev(_ given: FormulaInput, largestEigenvalue: Double, order: Int) -> [Row] {
    let graph = given.graph.scaledLaplacian(largestEigenvalue: largestEigenvalue)
    var terms = [given.x, graph.propagated(given.x)]
    while terms.count < order {
      terms.append(
        zip(graph.propagated(terms[terms.count - 1]), terms[terms.count - 2]).map { 2 * $0 - $1 })
    }
    return given.eachNode { node in
      (0..<order).map { given.linear("lins.\($0)", terms[$0][node]) }.sum(width: 2) + given.vector("bias")
    }
  }

  private static func movingAverage(
    _ given: FormulaInput, stacks: Int, layers: Int, sharesWeights: Bool
  ) -> [Row] {
    let graph = given.graph.symmetric(selfLoopWeight: nil)
    let outputs = (0..<stacks).map { stack in
      (0..<layers).reduce(given.x) { output, layer in
        let place = (sharesWeights ? 0 : layer) * stacks + stack
        let projected = output.map {
          layer == 0
            ? given.times($0, "init_weight", at: stack)
            : given.times($0, "weight", at: (sharesWeights ? 0 : layer - 1) * stacks + stack)
        }
        return zip(graph.propagated(projected), given.x).map { heard, x in
          let bias = given.vector("bias").part(place, size: 2)
          return (heard + given.times(x, "root_weight", at: place) + bias).map { tanh($0) }
        }
      }
    }
    return given.eachNode { node in outputs.map { $0[node] }.mean(width: 2) }
  }
}
