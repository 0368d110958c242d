// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// A network of two fully connected layers that classifies handwritten digits.
public enum MLPDigits: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "mlp-digits", title: "a multilayer perceptron classifies handwritten digits", data: .digits,
    settings: [
      DigitTask.data,
      "784 - 128 - 10 units, ReLU",
      "batches of 64, 15 epochs, Adam; the rate falls from 0.001 to 0 along a cosine",
    ],
    expectations: [.init("test accuracy", .atLeast(0.952), .percent)],
    source: "LeCun, Bottou, Bengio and Haffner 1998; PyTorch with the same sizes: 95.6 %")

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let network = Sequential(
      Flatten(),
      Dense(
        units: 128, inputSize: 784, activation: .relu, kernelInitializer: .heUniform),
      Linear(inputSize: 128, outputSize: 10))
    try DigitTask.run(session, network.initialized(seed: session.seed), epochs: 15)
  }
}

/// A small convolutional network that classifies handwritten digits.
public enum CNNDigits: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "cnn-digits", title: "a small convolutional network (SimpleCNN) classifies handwritten digits",
    data: .digits,
    settings: [
      DigitTask.data,
      "3 x 3 convolutions to 32 and 64 channels, max-pooling, 128 hidden units",
      "batches of 64, 8 epochs, Adam; the rate falls from 0.001 to 0 along a cosine",
    ],
    expectations: [.init("test accuracy", .atLeast(0.982), .percent)],
    source: "LeCun, Bottou, Bengio and Haffner 1998; PyTorch with the same sizes: 98.5 %")

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try DigitTask.run(session, SimpleCNN(channels: 1, side: 28).initialized(seed: session.seed), epochs: 8)
  }
}

/// A residual network of 18 layers that classifies handwritten digits.
public enum ResNet18Digits: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "resnet18-digits", title: "a residual network (ResNet-18) classifies handwritten digits",
    data: .digits,
    settings: [
      DigitTask.data,
      "18 layers, 64 to 512 channels; the first convolution is 3 x 3",
      "batches of 64, 3 epochs, Adam; the rate falls from 0.001 to 0 along a cosine",
    ],
    expectations: [.init("test accuracy", .atLeast(0.983), .percent)],
    source: "He, Zhang, Ren and Sun 2016, Deep residual learning for image recognition")

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let network = ResNet18(channels: 1, classes: 10, stem: .small)
    try DigitTask.run(session, network.initialized(seed: session.seed), epochs: 3)
  }
}
