// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Layers that pool, reshape, connect and add noise")
struct ImageLayerTests {
  private let image = Variable(Samples(seed: 1).distinct([2, 3, 4, 6]))

  @Test("Pooling over sequences equals pooling over images with a single row")
  func sequences() {
    let input = Variable(Samples(seed: 2).distinct([2, 3, 11]))
    let row = input.reshaped([2, 3, 1, 11])
    let context = ForwardContext()
    let pairs: [(any Layer, any Layer)] = [
      (
        MaxPool1D(poolSize: 3, strides: 2, padding: 1),
        MaxPool2D(
          poolSize: Extent2D(height: 1, width: 3), strides: Extent2D(height: 1, width: 2),
          padding: Extent2D(height: 0, width: 1))
      ),
      (
        AveragePool1D(poolSize: 4, padding: 2, countsPadding: false),
        AveragePool2D(
          poolSize: Extent2D(height: 1, width: 4), padding: Extent2D(height: 0, width: 2),
          countsPadding: false)
      ),
    ]
    for (one, other) in pairs {
      let result = one(input, context).value
      #expect(result.rank == 3 && result == other(row, context).value.reshaped(result.shape))
    }
  }

  @Test("Pooling with ceil mode covers the remainder with a last window, as in PyTorch")
  func ceilMode() {
    let context = ForwardContext()
    // The expected values were computed by PyTorch 2.13.
    let line = Variable(Tensor([1, 2, 3, 4, 5, 6], shape: [1, 1, 6]))
    let lines: [(any Layer, [Float])] = [
      (MaxPool1D(poolSize: 3, strides: 2, ceilMode: true), [3, 5, 6]),
      (MaxPool1D(poolSize: 2, padding: 1, ceilMode: true), [1, 3, 5, 6]),
      (AveragePool1D(poolSize: 3, strides: 2, ceilMode: true), [2, 4, 5.5]),
      (AveragePool1D(poolSize: 3, padding: 1, ceilMode: true), [1, 4, 3]),
      (AveragePool1D(poolSize: 3, padding: 1, ceilMode: true, countsPadding: false), [1.5, 4, 6]),
    ]
    for (layer, expected) in lines {
      let output = layer(line, context).value
      #expect(output == Tensor(expected, shape: [1, 1, expected.count]))
    }
    let image = Variable(Tensor((1...10).map(Float.init), shape: [1, 1, 2, 5]))
    let images: [(any Layer, Shape, [Float])] = [
      (MaxPool2D(poolSize: 3, strides: 2, ceilMode: true), [1, 1, 1, 2], [8, 10]),
      (AveragePool2D(poolSize: 2, ceilMode: true), [1, 1, 1, 3], [4, 6, 7.5]),
      (
        MaxPool2D(poolSize: Extent2D(height: 2, width: 3), padding: 1, ceilMode: true), [1, 1, 2, 2],
        [2, 5, 7, 10]
      ),
    ]
    for (layer, shape, expected) in images {
      let output = layer(image, context).value
      #expect(output == Tensor(expected, shape: shape))
    }
  }

  @Test("Global pooling returns one value per channel for any number of other axes")
  func global() {
    let context = ForwardContext()
    let means = GlobalAveragePool()(image, context).value
    let maxima = GlobalMaxPool()(image, context).value
    #expect(mismatch(means, image.value.reshaped([2, 3, 24]).mean(axis: 2)) == nil)
    #expect(maxima == image.value.reshaped([2, 3, 24]).maximum(axis: 2).values)
    #expect(means == AdaptiveAveragePool2D(output: 1)(image, context).value.reshaped([2, 3]))
    #expect(maxima == AdaptiveMaxPool2D(output: 1)(image, context).value.reshaped([2, 3]))
    #expect(GlobalAveragePool()(image.reshaped([2, 3, 24]), context).value == means)
    #expect(AdaptiveMaxPool2D(output: Extent2D(height: 2, width: 3))(image, context).shape == [2, 3, 2, 3])
  }

  @Test("Flattening, reshaping, padding and cropping change the shape and keep the values")
  func shapes() {
    let context = ForwardContext()
    #expect(Flatten()(image, context).value == image.value.reshaped([2, 72]))
    #expect(Reshape([8, 9])(image, context).value == image.value.reshaped([2, 8, 9]))
    let margins = Margins(top: 1, bottom: 0, left: 2, right: 3)
    let padded = ZeroPadding2D(margins)(image, context)
    #expect(padded.shape == [2, 3, 5, 11])
    #expect(Cropping2D(margins)(padded, context).value == image.value)
  }

  @Test("Upsampling enlarges images by nearest and bilinear interpolation")
  func upSampling() {
    let context = ForwardContext()
    let input = Variable(Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2]))
    let nearest = UpSampling2D(factor: Extent2D(height: 1, width: 2))(input, context).value
    #expect(nearest == Tensor([1, 1, 2, 2, 3, 3, 4, 4], shape: [1, 1, 2, 4]))
    let lines = UpSampling2D(factor: Extent2D(height: 1, width: 2), interpolation: .bilinear)
    #expect(
      lines(input, context).value == Tensor([1, 1.25, 1.75, 2, 3, 3.25, 3.75, 4], shape: [1, 1, 2, 4]))
  }

  @Test("Residual, DenseConnection and Concatenate combine layer outputs with their input")
  func connections() {
    let context = ForwardContext()
    let conv = Conv2D(inputChannels: 3, filters: 3, kernelSize: 3, padding: .same).initialized(seed: 1)
    let body = conv(image, context).value
    #expect(Residual(conv)(image, context).value == body + image.value)
    #expect(
      Residual(conv, shortcut: Sequential(Activation(.negate)), isRectified: true)(image, context).value
        == (body - image.value).map(.relu))
    let both = DenseConnection(conv)(image, context).value
    #expect(both.shape == [2, 6, 4, 6] && both.slice(axis: 1, 3..<6) == body)
    let paths = Concatenate(conv, Activation(.relu))(image, context).value
    #expect(paths.slice(axis: 1, 0..<3) == body && paths.slice(axis: 1, 3..<6) == image.value.map(.relu))
    #expect(Residual(conv).stateDictionary().map(\.name) == ["body.weight", "body.bias"])
  }

  @Test("Spatial dropout drops entire channels")
  func spatialDropout() {
    let ones = Variable(Tensor(repeating: 1, shape: [100, 50, 3, 4]))
    let output = SpatialDropout(rate: 0.25)(ones, ForwardContext(training: 1, step: 0)).value
    let channels = output.reshaped([5000, 12])
    #expect(channels.maximum(axis: 1).values == channels.mean(axis: 1))
    let dropped = channels.mean(axis: 1).scalars.count { $0 == 0 }
    #expect(abs(Double(dropped) / 5000 - 0.25) < 0.03)
    #expect(abs(output.mean().scalar - 1) < 0.05)
  }

  static let noises: [(any Layer, mean: Double, variance: Double)] = [
    (GaussianNoise(deviation: 0.5), 0, 1.25), (GaussianDropout(rate: 0.2), 0, 1.25),
    (AlphaDropout(rate: 0.3), 0, 1), (AlphaDropout(rate: 0.05), 0, 1),
  ]

  @Test(
    "Noise layers have the documented mean and variance in training and no effect in evaluation",
    arguments: noises)
  func noise(layer: any Layer, mean: Double, variance: Double) {
    let input = Samples(seed: 3).tensor([100_000])
    let context = ForwardContext(training: 1, step: 0)
    let output = layer(Variable(input), context).value.scalars.map { Double($0) }
    let average = output.reduce(0, +) / 1e5
    #expect(abs(average - mean) < 0.02)
    #expect(abs(output.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 1e5 - variance) < 0.03)
    let second = layer(Variable(input), context).value
    #expect(second.scalars.map { Double($0) } != output, "another place of the model, other noise")
    #expect(layer(Variable(input), ForwardContext()).value == input, "none in evaluation")
  }

  @Test("Alpha dropout replaces elements by SELU's limit and applies its affine correction")
  func alphaDropout() {
    let input = Tensor(repeating: 2, shape: [1000])
    let output = AlphaDropout(rate: 0.5)(Variable(input), ForwardContext(training: 1, step: 0)).value
    let limit = -1.7580993408473766
    let scale = 1 / (0.5 * (1 + limit * limit * 0.5)).squareRoot()
    let shift = -scale * limit * 0.5
    let values = Set(output.scalars).sorted()
    #expect(values.count == 2)
    #expect(abs(Double(values[0]) - (scale * limit + shift)) < 1e-5)
    #expect(abs(Double(values[1]) - (scale * 2 + shift)) < 1e-5)
  }

  @Test("The gradient of multiplicative noise is the noise factor")
  func noiseGradient() {
    for layer in [SpatialDropout(rate: 0.5), GaussianDropout(rate: 0.5)] as [any Layer] {
      let context = ForwardContext(training: 3, step: 0)
      let input = context.leaf(Tensor(repeating: 1, shape: [10, 10]))
      let output = layer(input, context)
      output.sum().backward()
      #expect(input.takeGradient() == output.value)
    }
  }
}
