// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import NeuralNetworks
internal import TensorCore

/// The linear layers before and after the convolutions of a deep network, with their dropout: one from
/// the features to the hidden size, one from the hidden size to the classes.
///
/// Parameter names: `lin1...`, `lin2...`.
public struct LinearEnds: Module {
  /// The linear layer from the features to the hidden size.
  public var inputLin: Linear
  /// The linear layer from the hidden size to the class scores.
  public var outputLin: Linear
  /// Dropout on the input features.
  public let inputDropout: Dropout
  /// Dropout on the inputs of later layers.
  public let dropout: Dropout

  init(size: Int, for data: DatasetSizes, dropout: Float, inputDropout: Float) {
    inputLin = Linear(inputSize: data.featureCount, outputSize: size)
    outputLin = Linear(inputSize: size, outputSize: data.classCount)
    self.inputDropout = Dropout(rate: inputDropout)
    self.dropout = Dropout(rate: dropout)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &inputLin)
    visitor("lin2", &outputLin)
  }

  /// Returns the output of the first linear layer, before ReLU.
  func hidden(_ features: FeatureVariable, _ context: ForwardContext) -> Variable {
    inputLin(inputDropout(features, context), context)
  }
}
