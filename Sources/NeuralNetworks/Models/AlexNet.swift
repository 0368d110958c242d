// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// AlexNet (Krizhevsky, Sutskever and Hinton 2012) in the form with one column of Krizhevsky 2014, with
/// layers and parameter names as in torchvision: 61,100,840 parameters for 3 channels and 1000 classes.
///
/// Shapes: x `[batch, channels, height, width]` with at least 63 rows and columns, y `[batch, classes]`.
/// Pooling to 6 x 6 makes the linear layers independent of the size of images. Parameter names:
/// `features.0`, `features.3`, `features.6`, `features.8`, `features.10`, `classifier.1`, `classifier.4`,
/// `classifier.6`.
public struct AlexNet: Layer {
  /// Five convolutions with ReLU, three of them with max-pooling.
  public var features: Sequential
  /// Three linear layers with dropout.
  public var classifier: Sequential

  /// Creates the network.
  public init(channels: Int = 3, classes: Int = 1000, dropout: Float = 0.5) {
    func conv(_ inputs: Int, _ filters: Int, _ size: Int, stride: Int = 1, padding: Int) -> Conv2D {
      Conv2D(
        inputChannels: inputs, filters: filters, kernelSize: Extent2D(size), strides: Extent2D(stride),
        padding: .explicit(Extent2D(padding)), kernelInitializer: .heUniform)
    }
    let pool = MaxPool2D(poolSize: 3, strides: 2)
    features = Sequential(
      conv(channels, 64, 11, stride: 4, padding: 2), Activation(.relu), pool,
      conv(64, 192, 5, padding: 2), Activation(.relu), pool,
      conv(192, 384, 3, padding: 1), Activation(.relu), conv(384, 256, 3, padding: 1), Activation(.relu),
      conv(256, 256, 3, padding: 1), Activation(.relu), pool, AdaptiveAveragePool2D(output: 6),
      Flatten())
    classifier = Sequential(
      Dropout(rate: dropout),
      Linear(inputSize: 256 * 36, outputSize: 4096, initializer: .heUniform), Activation(.relu),
      Dropout(rate: dropout), Linear(inputSize: 4096, outputSize: 4096, initializer: .heUniform),
      Activation(.relu), Linear(inputSize: 4096, outputSize: classes))
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("features", &features)
    visitor("classifier", &classifier)
  }

  /// Returns the scores of the classes, `[batch, classes]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    classifier(features(input, context), context)
  }
}
