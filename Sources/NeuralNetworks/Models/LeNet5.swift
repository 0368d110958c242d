// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998) with full connections between its maps: two 5 x 5
/// convolutions, each followed by tanh and average pooling, and three linear layers. 61,706 parameters for
/// grey images of 32 x 32 pixels and 10 classes.
///
/// Shapes: x `[batch, channels, height, width]` with at least 16 rows and columns, y `[batch, classes]`. The
/// channels and the size of images are learnt from the first input (``Layer/build(inputShape:)``). Parameter
/// names: `features.0`, `features.2`, `classifier.1`, `classifier.2`, `classifier.3`.
public struct LeNet5: Layer {
  /// The convolutions and poolings.
  public var features: Sequential
  /// The linear layers.
  public var classifier: Sequential

  /// Creates the network.
  ///
  /// - Parameter padding: the padding of the first convolution: 0 for images of 32 x 32 pixels, 2 for
  ///   images of 28 x 28 pixels, which the paper extends to 32 x 32.
  public init(classes: Int = 10, padding: Int = 0) {
    features = Sequential(
      Conv2D(filters: 6, kernelSize: 5, padding: .explicit(Extent2D(padding)), activation: .tanh),
      AveragePool2D(poolSize: 2), Conv2D(filters: 16, kernelSize: 5, activation: .tanh),
      AveragePool2D(poolSize: 2))
    classifier = Sequential(
      Flatten(), Dense(units: 120, activation: .tanh), Dense(units: 84, activation: .tanh),
      Dense(units: classes))
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("features", &features)
    visitor("classifier", &classifier)
  }

  public mutating func build(inputShape: Shape) {
    guard !isBuilt else { return }
    features.build(inputShape: inputShape)
    classifier.build(inputShape: features.outputShape(for: inputShape))
  }

  /// Returns the scores of the classes, `[batch, classes]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    classifier(features(input, context), context)
  }
}
