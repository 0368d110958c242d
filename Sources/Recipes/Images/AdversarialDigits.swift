// SPDX-License-Identifier: Apache-2.0

internal import Autograd
package import NeuralNetworks
internal import TensorCore
package import Training

/// Two networks of digits that are trained against each other: a generator makes images from random
/// numbers, and a discriminator distinguishes them from real images.
package enum AdversarialDigits {
  /// The number of random numbers from which an image is made.
  package static let noiseSize = 64
  /// The number of images in each input of the discriminator. With several images it notices a class
  /// that is generated too often or never (Lin et al. 2018, "PacGAN").
  package static let packSize = 2

  /// Returns the pair of networks: the generator makes images `[count, 1, 28, 28]` in -1...1, and the
  /// discriminator scores packs of them. The target of real images is 0.9 (Salimans et al. 2016), which
  /// prevents overconfidence.
  package static func networks() -> GAN<Sequential, Sequential> {
    let small = Initializer.normal(deviation: 0.02)
    let generator = Sequential(
      Linear(inputSize: noiseSize, outputSize: 64 * 49, hasBias: false, initializer: small),
      Reshape([64, 7, 7]), BatchNorm(channels: 64, isRectified: true),
      ConvTranspose2D(
        inputChannels: 64, filters: 32, kernelSize: 4, strides: 2, padding: 1, hasBias: false,
        kernelInitializer: small),
      BatchNorm(channels: 32, isRectified: true),
      ConvTranspose2D(
        inputChannels: 32, filters: 1, kernelSize: 4, strides: 2, padding: 1, kernelInitializer: small),
      Activation(.hyperbolicTangent))
    let discriminator = Sequential(
      Packs(),
      Conv2D(
        inputChannels: packSize, filters: 32, kernelSize: 4, strides: 2, padding: .explicit(1),
        kernelInitializer: small),
      Activation(.leakyRelu(negativeSlope: 0.2)),
      Conv2D(
        inputChannels: 32, filters: 64, kernelSize: 4, strides: 2, padding: .explicit(1), hasBias: false,
        kernelInitializer: small),
      BatchNorm(channels: 64), Activation(.leakyRelu(negativeSlope: 0.2)), Flatten(), BatchDeviation(),
      Linear(inputSize: 64 * 49 + 1, outputSize: 1, initializer: small))
    return GAN(generator: generator, discriminator: discriminator, noiseSize: noiseSize, realTarget: 0.9)
  }

  /// Groups images `[count, 1, 28, 28]` into packs `[packs, 2, 28, 28]`. A remainder is dropped.
  private struct Packs: Layer {
    mutating func visitParameters(_ visitor: ParameterVisitor) {}

    func callAsFunction(_ pictures: Variable, _ context: ForwardContext) -> Variable {
      let packs = pictures.shape[0] / packSize
      return pictures.slice(axis: 0, 0..<packs * packSize).reshaped([packs, packSize, 28, 28])
    }
  }
}
