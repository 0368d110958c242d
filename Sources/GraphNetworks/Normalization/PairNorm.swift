// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Normalisation that keeps the sum of all distances between nodes constant as layers are stacked (Zhao
/// and Akoglu 2020, "PairNorm", equations 10 and 11).
///
/// First, the columns are shifted to mean 0. Then `y_i = scale x_i / sqrt(s + epsilon)`, where s is the
/// mean of `|x_i|^2` over all rows. If ``scalesIndividually`` is true,
/// `y_i = scale x_i / (|x_i| + epsilon)` instead.
public struct PairNorm: Layer {
  /// The length that rows are scaled to.
  public let scale: Float
  /// Whether each row is divided by its length, instead of by the root mean square length of all rows.
  public let scalesIndividually: Bool
  /// The constant that keeps the division finite.
  public let epsilon: Float

  /// Creates the layer, which has no parameters.
  public init(scale: Float = 1, scalesIndividually: Bool = false, epsilon: Float = 1e-5) {
    self.scale = scale
    self.scalesIndividually = scalesIndividually
    self.epsilon = epsilon
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the normalised rows.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let centred = input - input.mean(axis: 0, keepingDimension: true)
    let squares = centred.map(.square).sum(axis: -1, keepingDimension: true)
    if scalesIndividually {
      // The slope of the square root is unbounded at 0.
      return centred * scale / (squares.maximum(Variable(Tensor(1e-24))).map(.squareRoot) + epsilon)
    }
    return centred * scale / (squares.mean() + epsilon).map(.squareRoot)
  }
}
