public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Keeps the sum of all distances between nodes as layers are stacked: the columns are brought to mean 0, then
/// y = scale x / sqrt(the mean of |x_i|^2 + epsilon), or each row over its own length (Zhao and Akoglu 2020, "PairNorm", equations 10 and
/// 11).
public struct PairNorm: Layer {
  /// The size that rows are brought to.
  public let scale: Float
  /// Whether every row is scaled by its own length.
  public let scalesIndividually: Bool
  /// Keeps the division finite.
  public let epsilon: Float

  /// Creates the layer.
  public init(scale: Float = 1, scalesIndividually: Bool = false, epsilon: Float = 1e-5) {
    self.scale = scale
    self.scalesIndividually = scalesIndividually
    self.epsilon = epsilon
  }

  /// Shows nothing: there are no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The normalised rows.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let centred = input - input.mean(axis: 0, keepingDimension: true)
    let squares = centred.map(.square).sum(axis: -1, keepingDimension: true)
    if scalesIndividually {
      // The root's slope at 0 has no bound.
      return centred * scale / (squares.maximum(Variable(Tensor(1e-24))).map(.squareRoot) + epsilon)
    }
    return centred * scale / (squares.mean() + epsilon).map(.squareRoot)
  }
}
