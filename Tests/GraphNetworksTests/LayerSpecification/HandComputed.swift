// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphNetworks
import NeuralNetworks
import TensorCore

/// Graphs on which layers can be computed by hand. Nodes have one feature unless a test says otherwise.
enum HandComputed {

  /// A directed unweighted graph in which nodes 1 and 2 receive messages from all others, and nodes 0
  /// and 3 receive none.
  ///
  /// With self-loops D~ is 1, 4, 4, 1. So S = D~^-1/2 (A + I) D~^-1/2 has 1 for nodes 0 and 3 to
  /// themselves, 1/4 among nodes 1 and 2, and 1/2 from nodes 0 and 3 to nodes 1 and 2. With x = 1, 2, 4,
  /// 8:
  ///
  ///     (S x)_1 = (S x)_2 = 1/2 1 + 1/4 2 + 1/4 4 + 1/2 8 = 6      S x   = 1, 6, 6, 8
  ///     (S S x)_1         = 1/2 1 + 1/4 6 + 1/4 6 + 1/2 8 = 7.5    S S x = 1, 7.5, 7.5, 8
  static let listeners = Graph(nodeCount: 4, sources: [0, 2, 3, 0, 1, 3], targets: [1, 1, 1, 2, 2, 2])
  static let listenersFeatures: [Float] = [1, 2, 4, 8]

  /// An undirected weighted graph in which node 0 is joined to node 1 by weight 9 and to node 2 by
  /// weight 16.
  ///
  /// D is 25, 9, 16, so that S = D^-1/2 A D^-1/2 joins them by 9 / (5 3) = 3/5 and 16 / (5 4) = 4/5.
  /// With x = 1, 5, 10:
  ///
  ///     S x   = 3/5 5 + 4/5 10, 3/5 1, 4/5 1    = 11, 0.6, 0.8
  ///     S S x = 3/5 0.6 + 4/5 0.8, 3/5 11, 4/5 11 = 1, 6.6, 8.8
  static let star = Graph(nodeCount: 3, sources: [0, 0], targets: [1, 2], weights: [9, 16]).undirected()
  static let starFeatures: [Float] = [1, 5, 10]

  /// A directed weighted graph with the edges 0 -> 1 of weight 2, 2 -> 1 of weight 3 and 1 -> 2 of
  /// weight 1/2. Node 0 receives no messages. With x = 1, 2, 4 the messages w x are 2 and 12 to node 1
  /// and 1 to node 2.
  static let talk = Graph(nodeCount: 3, sources: [0, 2, 1], targets: [1, 1, 2], weights: [2, 3, 0.5])
  static let talkFeatures: [Float] = [1, 2, 4]

  /// Returns a column of numbers as a variable.
  static func column(_ numbers: [Float]) -> Variable { Variable(Tensor(numbers, shape: [numbers.count, 1])) }

  /// Returns the output of a layer for one feature per node.
  static func output(_ layer: some GraphConvolution, _ features: [Float], _ graph: Graph) -> Tensor {
    let steps = layer.messageSteps(of: GraphStructure(graph))
    return layer(.dense(column(features)), along: steps[...], ForwardContext()).value
  }

  /// Returns a linear layer with one output.
  static func linear(_ weights: [Float], bias: Float) -> Linear {
    var linear = Linear(inputSize: weights.count, outputSize: 1).initialized(seed: 1)
    linear.weight.value = Tensor(weights, shape: linear.weight.shape)
    linear.bias?.set(bias)
    return linear
  }
}

extension Parameter {
  /// Sets all elements in row-major order.
  mutating func set(_ numbers: Float...) { value = Tensor(numbers, shape: shape) }
}
