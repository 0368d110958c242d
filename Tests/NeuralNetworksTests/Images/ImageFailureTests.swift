// SPDX-License-Identifier: Apache-2.0

import Autograd
import NeuralNetworks
import TensorCore
import Testing

/// The mistakes with image layers, and the parts that each message must contain.
enum ImageMistake: String, CaseIterable, Sendable, Codable {
  case windowTooLarge, channels, groups, rank, rank1D, bias, outputPadding, negativeStride, sameStride,
    noOutput, poolWindow, poolPadding,
    poolOfNothing, noChannels,
    crop,
    batchNormChannels, singleNumber, groupNorm, residual, padding, stride, factor, rate

  var message: [String] {
    switch self {
    case .windowTooLarge:
      [
        "convolution: [1, 1, 2, 2] x [1, 1, 3, 3]",
        "the window of 5 x 5 is larger than the padded image of 4 x 4",
      ]
    case .channels:
      ["convolution: [1, 3, 4, 4] x [1, 2, 1, 1]", "3 channels per group, but the weights have 2"]
    case .groups: ["4 and 6 channels are not divisible by 3 groups"]
    case .rank: ["Conv2D: [3, 4, 4]", "expected images [batch, channels, height, width]"]
    case .rank1D: ["Conv1D: [1, 3, 4, 4]", "expected sequences [batch, channels, length]"]
    case .bias: ["[1, 2, 3, 3] x [5]", "the bias needs one number for each of 4 channels"]
    case .outputPadding: ["output padding 2 x 2 must be 0 or more and below the stride 2 x 2"]
    case .negativeStride: ["output padding 0 must be 0 or more and below the stride -1"]
    case .sameStride: ["stride 0 must be at least 1"]
    case .noOutput: ["transposed convolution: [1, 1, 1, 1]", "the padding leaves no output"]
    case .poolWindow: ["pooling: [1, 1, 2, 2]", "the window of 3 x 3 is larger"]
    case .noChannels: ["convolution: [1, 0, 4, 4] x [2, 0, 1, 1]", "there are no channels"]
    case .poolOfNothing: ["pooling: [1, 1, 0, 4]", "the image is empty"]
    case .poolPadding: ["padding 2 x 2 at most half the kernel"]
    case .crop: ["Cropping2D: [1, 1, 2, 2]", "are larger than the image"]
    case .batchNormChannels: ["BatchNorm: [4, 3] x [2]"]
    case .singleNumber: ["BatchNorm: [1, 2]", "more than one number per channel"]
    case .groupNorm: ["4 channels are not divisible by 3 groups"]
    case .residual: ["Residual: [1, 2, 3, 3] x [1, 4, 3, 3]", "add a shortcut"]
    case .padding: ["padding", "is negative"]
    case .stride: ["stride 0 x 0", "must be at least 1"]
    case .factor: ["factor 0 x 0 is not positive"]
    case .rate: ["GaussianDropout: rate 1.0"]
    }
  }

  func make() {
    func image(_ shape: Shape) -> Variable { Variable(Tensor(zeros: shape)) }
    func conv(_ inputs: Int, _ outputs: Int, kernel: Extent2D = 1) -> Conv2D {
      Conv2D(inputChannels: inputs, filters: outputs, kernelSize: kernel).initialized(seed: 1)
    }
    let context = ForwardContext()
    switch self {
    case .windowTooLarge:
      let layer = Conv2D(
        inputChannels: 1, filters: 1, kernelSize: 3, padding: .explicit(1), dilation: 2
      ).initialized(seed: 1)
      _ = layer(image([1, 1, 2, 2]), context)
    case .channels: _ = conv(2, 1)(image([1, 3, 4, 4]), context)
    case .groups: _ = Conv2D(inputChannels: 4, filters: 6, kernelSize: 1, groups: 3).initialized(seed: 1)
    case .rank: _ = conv(3, 1)(image([3, 4, 4]), context)
    case .rank1D:
      _ = Conv1D(inputChannels: 3, filters: 1, kernelSize: 1).initialized(seed: 1)(
        image([1, 3, 4, 4]), context)
    case .bias:
      var layer = conv(2, 4)
      layer.bias?.value = Tensor(zeros: [5])
      _ = layer(image([1, 2, 3, 3]), context)
    case .outputPadding:
      _ = ConvTranspose2D(
        inputChannels: 1, filters: 1, kernelSize: 3, strides: 2, outputPadding: 2
      ).initialized(seed: 1)
    case .negativeStride:
      _ = ConvTranspose1D(inputChannels: 1, filters: 1, kernelSize: 3, strides: -1).initialized(seed: 1)
    case .sameStride:
      let layer = Conv2D(
        inputChannels: 1, filters: 1, kernelSize: 1, strides: 0, padding: .same
      ).initialized(seed: 1)
      _ = layer(image([1, 1, 4, 4]), context)
    case .noOutput:
      _ = ConvTranspose2D(inputChannels: 1, filters: 1, kernelSize: 2, padding: 1).initialized(seed: 1)(
        image([1, 1, 1, 1]), context)
    case .poolWindow: _ = MaxPool2D(poolSize: 3)(image([1, 1, 2, 2]), context)
    case .noChannels: _ = conv(0, 2)(image([1, 0, 4, 4]), context)
    case .poolOfNothing: _ = MaxPool2D(poolSize: 2, padding: 1)(image([1, 1, 0, 4]), context)
    case .poolPadding: _ = MaxPool2D(poolSize: 3, padding: 2)(image([1, 1, 8, 8]), context)
    case .crop: _ = Cropping2D(Margins(top: 2, bottom: 1))(image([1, 1, 2, 2]), context)
    case .batchNormChannels: _ = BatchNorm(channels: 2)(image([4, 3]), context)
    case .singleNumber: _ = BatchNorm(channels: 2)(image([1, 2]), ForwardContext(training: 0, step: 0))
    case .groupNorm: _ = GroupNorm(groups: 3, channels: 4)
    case .residual: _ = Residual(conv(2, 4))(image([1, 2, 3, 3]), context)
    case .padding:
      let layer = Conv2D(
        inputChannels: 1, filters: 1, kernelSize: 1, padding: .explicit(-1)
      ).initialized(seed: 1)
      _ = layer(image([1, 1, 4, 4]), context)
    case .stride: _ = Variable(Tensor(zeros: [])).convolved(with: image([]), ConvolutionGeometry(stride: 0))
    case .factor: _ = UpSampling2D(factor: 0)
    case .rate: _ = GaussianDropout(rate: 1)
    }
  }
}

@Suite("Mistakes with image layers trap", .serialized)
struct ImageFailureTests {
  @Test(
    "A mistake with an image layer traps with a message about the layer, the shapes and the rule",
    arguments: ImageMistake.allCases)
  func message(mistake: ImageMistake) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
      mistake.make()
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    for part in mistake.message { #expect(message.contains(part), "\(message)") }
  }
}
