public import Autograd
internal import TensorCore

/// A small network for small images: two convolutions of 3 x 3 with max-pooling, and two fully connected layers.
///
/// Shapes: x `[batch, channels, side, side]`, y `[batch, classes]`. Names: `conv1`, `conv2`, `fc1`, `fc2`.
public struct SimpleCNN: Layer {
  /// The first convolution, to 32 channels.
  public var conv1: Conv2D
  /// The second convolution, to 64 channels.
  public var conv2: Conv2D
  /// From the features of the last image to 128.
  public var fc1: Linear
  /// To the classes.
  public var fc2: Linear

  /// A side that is no multiple of 4 loses its last pixels.
  public init(channels: Int = 3, side: Int = 32, classes: Int = 10) {
    conv1 = Conv2D(
      inputChannels: channels, outputChannels: 32, kernel: 3, padding: .same, isRectified: true,
      initializer: .heUniform)
    conv2 = Conv2D(
      inputChannels: 32, outputChannels: 64, kernel: 3, padding: .same, isRectified: true,
      initializer: .heUniform)
    let pixels = side / 4 * (side / 4)
    fc1 = Linear(
      inputSize: 64 * pixels, outputSize: 128, initializer: .heUniform)
    fc2 = Linear(inputSize: 128, outputSize: classes)
  }

  /// Shows all layers.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("conv2", &conv2)
    visitor("fc1", &fc1)
    visitor("fc2", &fc2)
  }

  /// What the last layer sees, `[batch, 128]`: a description of an image, none of it below 0.
  public func features(_ input: Variable, _ context: ForwardContext) -> Variable {
    let pool = MaxPool2D(kernel: 2)
    let first = pool(conv1(input, context), context)
    let pixels = Flatten()(pool(conv2(first, context), context), context)
    return fc1(pixels, context).relu()
  }

  /// The scores of the classes.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    fc2(features(input, context), context)
  }
}
