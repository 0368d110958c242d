// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A small network for small images: two 3 x 3 convolutions with max-pooling, followed by two fully
/// connected layers.
///
/// Shapes: x `[batch, channels, side, side]`, y `[batch, classes]`. Parameter names: `conv1`, `conv2`,
/// `fc1`, `fc2`.
public struct SimpleCNN: Layer {
  /// The first convolution, with 32 output channels.
  public var conv1: Conv2D
  /// The second convolution, with 64 output channels.
  public var conv2: Conv2D
  /// The linear layer from the pooled feature maps to 128 features.
  public var fc1: Linear
  /// The linear layer from 128 features to the classes.
  public var fc2: Linear

  /// Creates the network. If `side` is not a multiple of 4, pooling drops the last rows and columns. All
  /// layers except the last are initialised with ``Initializer/heUniform``.
  public init(channels: Int = 3, side: Int = 32, classes: Int = 10) {
    conv1 = Conv2D(
      inputChannels: channels, filters: 32, kernelSize: 3, padding: .same, activation: .relu,
      kernelInitializer: .heUniform)
    conv2 = Conv2D(
      inputChannels: 32, filters: 64, kernelSize: 3, padding: .same, activation: .relu,
      kernelInitializer: .heUniform)
    let pixels = side / 4 * (side / 4)
    fc1 = Linear(
      inputSize: 64 * pixels, outputSize: 128, initializer: .heUniform)
    fc2 = Linear(inputSize: 128, outputSize: classes)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("conv2", &conv2)
    visitor("fc1", &fc1)
    visitor("fc2", &fc2)
  }

  /// Returns the input of the last layer, `[batch, 128]`: a non-negative feature vector for each image.
  public func features(_ input: Variable, _ context: ForwardContext) -> Variable {
    let pool = MaxPool2D(poolSize: 2)
    let first = pool(conv1(input, context), context)
    let pixels = Flatten()(pool(conv2(first, context), context), context)
    return fc1(pixels, context).relu()
  }

  /// Returns the scores of the classes, `[batch, classes]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    fc2(features(input, context), context)
  }
}
