// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// An Inception module (Szegedy et al. 2015): 1 x 1, 3 x 3 and 5 x 5 convolutions and a max-pooling next to
/// each other, whose channels are concatenated. 1 x 1 convolutions before them reduce the channels. All
/// convolutions have a bias and ReLU.
///
/// Shapes: x `[batch, inputChannels, height, width]`, y `[batch, outputChannels, height, width]`. Parameter
/// names: `paths.0`, `paths.1.0`, `paths.1.1`, `paths.2.0`, `paths.2.1`, `paths.3.1`.
public struct InceptionModule: Layer {
  /// The four paths.
  public var paths: Concatenate
  /// The number of output channels.
  public let outputChannels: Int

  /// Creates the module.
  ///
  /// - Parameters:
  ///   - filters1: the channels of the 1 x 1 convolution.
  ///   - reduction3: the channels before the 3 x 3 convolution.
  ///   - filters3: those of the 3 x 3 convolution.
  ///   - reduction5: the channels before the 5 x 5 convolution.
  ///   - filters5: those of the 5 x 5 convolution.
  ///   - pooled: those of the 1 x 1 convolution after the pooling.
  public init(
    inputChannels: Int, filters1: Int, reduction3: Int, filters3: Int, reduction5: Int, filters5: Int,
    pooled: Int
  ) {
    outputChannels = filters1 + filters3 + filters5 + pooled
    paths = Concatenate(
      GoogLeNet.conv(inputChannels, filters1, 1),
      Sequential(GoogLeNet.conv(inputChannels, reduction3, 1), GoogLeNet.conv(reduction3, filters3, 3)),
      Sequential(GoogLeNet.conv(inputChannels, reduction5, 1), GoogLeNet.conv(reduction5, filters5, 5)),
      Sequential(
        MaxPool2D(poolSize: 3, strides: 1, padding: 1), GoogLeNet.conv(inputChannels, pooled, 1)))
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("paths", &paths) }

  /// Returns the concatenated channels.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    paths(input, context)
  }
}

/// GoogLeNet, Inception v1 (Szegedy et al. 2015, table 1), without the auxiliary classifiers, which are only
/// used in training: 6,998,552 parameters for 3 channels and 1000 classes, as in the authors' Caffe model.
///
/// Shapes: x `[batch, channels, height, width]`, y `[batch, classes]`. The mean over all pixels at the end
/// makes it independent of the size of images. Parameter names: `stem.0`, `stem.3`, `stem.4`,
/// `inception.0.paths.0`, ..., `fc`.
public struct GoogLeNet: Layer {
  /// The first convolutions and poolings.
  public var stem: Sequential
  /// The nine Inception modules, 3a to 5b.
  public var inception: [InceptionModule]
  /// The linear layer from 1024 channels to the classes.
  public var fc: Linear
  private let dropout: Dropout

  /// Creates the network.
  public init(channels: Int = 3, classes: Int = 1000, dropout: Float = 0.4) {
    let pool = MaxPool2D(poolSize: 3, strides: 2, ceilMode: true)
    stem = Sequential(
      Self.conv(channels, 64, 7, stride: 2), pool, LocalResponseNorm(), Self.conv(64, 64, 1),
      Self.conv(64, 192, 3), LocalResponseNorm(), pool)
    let rows = [
      [64, 96, 128, 16, 32, 32], [128, 128, 192, 32, 96, 64], [192, 96, 208, 16, 48, 64],
      [160, 112, 224, 24, 64, 64], [128, 128, 256, 24, 64, 64], [112, 144, 288, 32, 64, 64],
      [256, 160, 320, 32, 128, 128], [256, 160, 320, 32, 128, 128], [384, 192, 384, 48, 128, 128],
    ]
    var inputs = 192
    inception = rows.map { row in
      let module = InceptionModule(
        inputChannels: inputs, filters1: row[0], reduction3: row[1], filters3: row[2], reduction5: row[3],
        filters5: row[4], pooled: row[5])
      inputs = module.outputChannels
      return module
    }
    fc = Linear(inputSize: 1024, outputSize: classes)
    self.dropout = Dropout(rate: dropout)
  }

  static func conv(_ inputs: Int, _ filters: Int, _ size: Int, stride: Int = 1) -> Conv2D {
    Conv2D(
      inputChannels: inputs, filters: filters, kernelSize: Extent2D(size), strides: Extent2D(stride),
      padding: .explicit(Extent2D(size / 2)), activation: .relu, kernelInitializer: .heUniform)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("stem", &stem)
    visitor("inception", &inception)
    visitor("fc", &fc)
  }

  /// Returns the scores of the classes, `[batch, classes]`.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    let pool = MaxPool2D(poolSize: 3, strides: 2, ceilMode: true)
    var x = stem(input, context)
    for (index, module) in inception.enumerated() {
      x = module(x, context)
      // After 3b and 4e.
      if index == 1 || index == 6 { x = pool(x, context) }
    }
    return fc(dropout(GlobalAveragePool()(x, context), context), context)
  }
}
