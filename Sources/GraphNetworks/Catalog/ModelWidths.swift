internal import Autograd
internal import NeuralNetworks
internal import TensorCore

extension NodeClassifier {
  /// The number of columns that each matrix of weights gives its output: a bound of what a pass keeps for every node, for checks of
  /// memory before weights are drawn.
  package var widths: [Double] {
    var widths: [Double] = []
    forEachParameter { _, parameter, _ in
      if parameter.shape.rank >= 2 { widths.append(Double(parameter.shape[parameter.shape.rank - 1])) }
    }
    return widths
  }

  /// The number of weights, which may be beyond the largest `Int`.
  package var weightCount: Double {
    var count = 0.0
    forEachParameter { _, parameter, _ in count += parameter.shape.reduce(1) { $0 * Double($1) } }
    return count
  }
}
