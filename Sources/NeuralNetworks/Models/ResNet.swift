// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A residual block with two 3 x 3 convolutions: `y = max(0, bn2(conv2(max(0, bn1(conv1(x))))) + x)`. If
/// the number of channels or pixels changes, the last x passes through a 1 x 1 convolution and a
/// normalisation first.
///
/// Shapes: x `[batch, inputChannels, height, width]`, y
/// `[batch, outputChannels, height / stride, width / stride]`. Parameter names: `conv1`, `bn1`, `conv2`,
/// `bn2`, `downsample.0`, `downsample.1`.
public struct ResNetBlock: Layer {
  /// The first convolution, which has the stride of the block.
  public var conv1: Conv2D
  /// The normalisation after the first convolution, with ReLU.
  public var bn1: BatchNorm
  /// The second convolution.
  public var conv2: Conv2D
  /// The normalisation after the second convolution.
  public var bn2: BatchNorm
  /// The convolution and normalisation of the shortcut; nil if the input already has the shape of the
  /// output.
  public var downsample: Sequential?

  /// Creates the block. The convolutions have no bias and are initialised with ``Initializer/heNormal``.
  public init(inputChannels: Int, outputChannels: Int, stride: Int) {
    func conv(_ inputs: Int, _ kernel: Extent2D, _ stride: Int, _ number: UInt64) -> Conv2D {
      Conv2D(
        inputChannels: inputs, filters: outputChannels, kernelSize: kernel, strides: Extent2D(stride),
        padding: .explicit(Extent2D(kernel.height / 2)), hasBias: false, kernelInitializer: .heNormal)
    }
    conv1 = conv(inputChannels, 3, stride, 0)
    bn1 = BatchNorm(channels: outputChannels, isRectified: true)
    conv2 = conv(outputChannels, 3, 1, 1)
    bn2 = BatchNorm(channels: outputChannels)
    downsample =
      stride > 1 || inputChannels != outputChannels
      ? Sequential(conv(inputChannels, 1, stride, 2), BatchNorm(channels: outputChannels)) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("bn1", &bn1)
    visitor("conv2", &conv2)
    visitor("bn2", &bn2)
    visitor("downsample", &downsample)
  }

  /// Returns the output of the block.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let output = bn2(conv2(bn1(conv1(input, context), context), context), context)
    return output.addingRectified(downsample?(input, context) ?? input)
  }
}

/// The first layers of a ``ResNet``.
public enum ResNetStem: Sendable, Hashable {
  /// A 7 x 7 convolution with stride 2 and max-pooling, for images of 224 x 224 pixels.
  case imageNet
  /// A 3 x 3 convolution with stride 1, for images of about 32 x 32 pixels.
  case small
}

/// The number of blocks of each stage of a ``ResNet``.
public protocol ResNetDepth {
  /// The number of blocks of each of the four stages.
  static var blocks: [Int] { get }
}

/// The depth of ``ResNet18``: 2, 2, 2 and 2 blocks.
public enum EighteenLayers: ResNetDepth {
  /// 2, 2, 2 and 2 blocks.
  public static let blocks = [2, 2, 2, 2]
}

/// The depth of ``ResNet34``: 3, 4, 6 and 3 blocks.
public enum ThirtyFourLayers: ResNetDepth {
  /// 3, 4, 6 and 3 blocks.
  public static let blocks = [3, 4, 6, 3]
}

/// The residual network with 18 layers; 11,689,512 parameters for 1000 classes, 11,181,642 for 10.
public typealias ResNet18 = ResNet<EighteenLayers>
/// The residual network with 34 layers; 21,797,672 parameters for 1000 classes.
public typealias ResNet34 = ResNet<ThirtyFourLayers>

/// A residual network (He et al. 2016, "Deep residual learning for image recognition"), with parameter names
/// as in torchvision; see ``ResNet18`` and ``ResNet34``.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, classes]`. Parameter names: `conv1`, `bn1`,
/// `layer1.0.conv1`, ..., `layer4.1.bn2`, `fc`.
public struct ResNet<Depth: ResNetDepth>: Layer {
  /// The first layers of the network.
  public typealias Stem = ResNetStem

  /// The first convolution.
  public var conv1: Conv2D
  /// The normalisation after the first convolution, with ReLU.
  public var bn1: BatchNorm
  /// Four stages of blocks. Every stage except the first halves the image and doubles the
  /// number of channels.
  public var stages: [[ResNetBlock]]
  /// The linear layer from the means of the channels to the classes.
  public var fc: Linear
  private let pool: MaxPool2D?

  /// Creates the network. Convolutions are initialised with ``Initializer/heNormal``.
  ///
  /// - Parameter width: the number of channels of the first stage.
  public init(
    channels: Int = 3, classes: Int = 1000, stem: Stem = .imageNet, width: Int = 64
  ) {
    conv1 = Conv2D(
      inputChannels: channels, filters: width, kernelSize: stem == .imageNet ? 7 : 3,
      strides: stem == .imageNet ? 2 : 1, padding: .explicit(stem == .imageNet ? 3 : 1), hasBias: false,
      kernelInitializer: .heNormal)
    bn1 = BatchNorm(channels: width, isRectified: true)
    pool = stem == .imageNet ? MaxPool2D(poolSize: 3, strides: 2, padding: 1) : nil
    stages = (0..<4).map { stage in
      let outputs = width << stage
      return (0..<Depth.blocks[stage]).map { block in
        ResNetBlock(
          inputChannels: stage == 0 ? width : block == 0 ? outputs / 2 : outputs, outputChannels: outputs,
          stride: stage == 0 || block > 0 ? 1 : 2)
      }
    }
    fc = Linear(inputSize: 8 * width, outputSize: classes)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("bn1", &bn1)
    for stage in stages.indices { visitor("layer\(stage + 1).", &stages[stage], first: 0) }
    visitor("fc", &fc)
  }

  /// Returns the scores of the classes, `[batch, classes]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let stem = bn1(conv1(input, context), context)
    let entry = pool?(stem, context) ?? stem
    let output = stages.joined().reduce(entry) { $1($0, context) }
    return fc(GlobalAveragePool()(output, context), context)
  }
}
