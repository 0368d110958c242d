public import Autograd
internal import TensorCore

/// Two convolutions of 3 x 3 around which the input is led: y = max(0, bn2(conv2(max(0, bn1(conv1(x))))) + x), the last x through a
/// convolution of one pixel where the number of channels or pixels changes.
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, outputChannels, height / stride, width / stride]`. Names: `conv1`, `bn1`,
/// `conv2`, `bn2`, `downsample.0`, `downsample.1`.
public struct ResNetBlock: Layer {
  /// The first convolution, with the block's stride.
  public var conv1: Conv2D
  /// The first normalisation.
  public var bn1: BatchNorm
  /// The second convolution.
  public var conv2: Conv2D
  /// The second normalisation.
  public var bn2: BatchNorm
  /// The way around, where the input does not fit.
  public var downsample: Sequential?

  /// Creates the layer.
  public init(inputChannels: Int, outputChannels: Int, stride: Int) {
    func conv(_ inputs: Int, _ kernel: Extent2D, _ stride: Int, _ number: UInt64) -> Conv2D {
      Conv2D(
        inputChannels: inputs, outputChannels: outputChannels, kernel: kernel, stride: Extent2D(stride),
        padding: .explicit(Extent2D(kernel.height / 2)), hasBias: false, initializer: .heNormal)
    }
    conv1 = conv(inputChannels, 3, stride, 0)
    bn1 = BatchNorm(channels: outputChannels, isRectified: true)
    conv2 = conv(outputChannels, 3, 1, 1)
    bn2 = BatchNorm(channels: outputChannels)
    downsample =
      stride > 1 || inputChannels != outputChannels
      ? Sequential(conv(inputChannels, 1, stride, 2), BatchNorm(channels: outputChannels)) : nil
  }

  /// Shows all layers.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("bn1", &bn1)
    visitor("conv2", &conv2)
    visitor("bn2", &bn2)
    visitor("downsample", &downsample)
  }

  /// The output.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let output = bn2(conv2(bn1(conv1(input, context), context), context), context)
    return output.addingRectified(downsample?(input, context) ?? input)
  }
}

/// The residual network of 18 layers (He et al. 2016, "Deep residual learning for image recognition"), with names as in torchvision.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, classes]`. Names: `conv1`, `bn1`, `layer1.0.conv1`, ..., `layer4.1.bn2`, `fc`.
public struct ResNet18: Layer {
  /// How an image enters.
  public enum Stem: Sendable, Hashable {
    /// 7 x 7 with stride 2 and max-pooling, for images of 224 x 224.
    case imageNet
    /// 3 x 3 with stride 1, for images of 32 x 32 and a little more.
    case small
  }

  /// The first convolution.
  public var conv1: Conv2D
  /// Its normalisation.
  public var bn1: BatchNorm
  /// Four stages of two blocks; each but the first halves the image and doubles the channels.
  public var stages: [[ResNetBlock]]
  /// From the means of the channels to the classes.
  public var fc: Linear
  private let pool: MaxPool2D?

  /// Creates the layer.
  ///
  /// - Parameter width: the channels of the first stage.
  public init(
    channels: Int = 3, classes: Int = 1000, stem: Stem = .imageNet, width: Int = 64
  ) {
    conv1 = Conv2D(
      inputChannels: channels, outputChannels: width, kernel: stem == .imageNet ? 7 : 3,
      stride: stem == .imageNet ? 2 : 1, padding: .explicit(stem == .imageNet ? 3 : 1), hasBias: false,
      initializer: .heNormal)
    bn1 = BatchNorm(channels: width, isRectified: true)
    pool = stem == .imageNet ? MaxPool2D(kernel: 3, stride: 2, padding: 1) : nil
    stages = (0..<4).map { stage in
      let outputs = width << stage
      return [
        ResNetBlock(
          inputChannels: stage == 0 ? width : outputs / 2, outputChannels: outputs,
          stride: stage == 0 ? 1 : 2),
        ResNetBlock(inputChannels: outputs, outputChannels: outputs, stride: 1),
      ]
    }
    fc = Linear(inputSize: 8 * width, outputSize: classes)
  }

  /// Shows all layers.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("bn1", &bn1)
    for stage in stages.indices { visitor("layer\(stage + 1).", &stages[stage], first: 0) }
    visitor("fc", &fc)
  }

  /// The scores of the classes.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let stem = bn1(conv1(input, context), context)
    let entry = pool?(stem, context) ?? stem
    let output = stages.joined().reduce(entry) { $1($0, context) }
    return fc(GlobalAveragePool()(output, context), context)
  }
}
