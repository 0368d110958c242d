// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import NeuralNetworks
internal import TensorCore

extension NodeClassifier {
  /// The number of output columns of each weight matrix. It bounds the number of values that a pass
  /// keeps per node, for memory checks before weights are drawn.
  package var widths: [Double] {
    var widths: [Double] = []
    forEachParameter { _, parameter, _ in
      if parameter.shape.rank >= 2 { widths.append(Double(parameter.shape[parameter.shape.rank - 1])) }
    }
    return widths
  }

  /// The number of weights, as a `Double` because it may exceed `Int.max`.
  package var weightCount: Double {
    var count = 0.0
    forEachParameter { _, parameter, _ in count += parameter.shape.reduce(1) { $0 * Double($1) } }
    return count
  }
}
