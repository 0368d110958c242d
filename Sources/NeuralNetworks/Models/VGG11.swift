// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// The VGG network with 11 layers (Simonyan and Zisserman 2015, configuration A), with layers and parameter
/// names as in torchvision: 132,863,336 parameters for 3 channels and 1000 classes.
///
/// Shapes: x `[batch, channels, height, width]` with at least 32 rows and columns, y `[batch, classes]`.
/// Pooling to 7 x 7 makes the linear layers independent of the size of images. Parameter names: `features.0`,
/// `features.3`, `features.6`, `features.8`, ..., `classifier.0`, `classifier.3`, `classifier.6`.
public struct VGG11: Layer {
  /// Eight 3 x 3 convolutions with ReLU, and five max-poolings.
  public var features: Sequential
  /// Three linear layers with dropout.
  public var classifier: Sequential

  /// Creates the network.
  public init(channels: Int = 3, classes: Int = 1000, dropout: Float = 0.5) {
    var layers: [any Layer] = []
    var inputs = channels
    for filters in [64, nil, 128, nil, 256, 256, nil, 512, 512, nil, 512, 512, nil] as [Int?] {
      guard let filters else {
        layers.append(MaxPool2D(poolSize: 2))
        continue
      }
      layers.append(
        Conv2D(
          inputChannels: inputs, filters: filters, kernelSize: 3, padding: .same,
          kernelInitializer: .heNormal))
      layers.append(Activation(.relu))
      inputs = filters
    }
    features = Sequential(layers + [AdaptiveAveragePool2D(output: 7), Flatten()])
    classifier = Sequential(
      Linear(inputSize: 512 * 49, outputSize: 4096, initializer: .heUniform), Activation(.relu),
      Dropout(rate: dropout), Linear(inputSize: 4096, outputSize: 4096, initializer: .heUniform),
      Activation(.relu), Dropout(rate: dropout), Linear(inputSize: 4096, outputSize: classes))
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
