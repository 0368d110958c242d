internal import Autograd
public import NeuralNetworks
internal import TensorCore

/// What stands before and behind the convolutions of a deep network: a linear layer from the features to the one hidden size, one from there
/// to the classes, and dropout. Names: `lin1...`, `lin2...`.
public struct LinearEnds: Module {
  /// From features to the hidden size.
  public var inputLin: Linear
  /// From the hidden size to the classes.
  public var outputLin: Linear
  /// Dropout on the features.
  public let inputDropout: Dropout
  /// Dropout on what enters later layers.
  public let dropout: Dropout

  /// Creates both layers around a hidden size.
  init(size: Int, for data: DatasetSizes, dropout: Float, inputDropout: Float) {
    inputLin = Linear(inputSize: data.featureCount, outputSize: size)
    outputLin = Linear(inputSize: size, outputSize: data.classCount)
    self.inputDropout = Dropout(rate: inputDropout)
    self.dropout = Dropout(rate: dropout)
  }

  /// Shows both layers.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &inputLin)
    visitor("lin2", &outputLin)
  }

  /// The hidden rows of the nodes, before ReLU.
  func hidden(_ features: FeatureVariable, _ context: ForwardContext) -> Variable {
    inputLin(inputDropout(features, context), context)
  }
}
