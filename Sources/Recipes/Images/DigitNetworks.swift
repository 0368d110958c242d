internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// Two fully connected layers read handwritten digits.
public enum MLPDigits: Reproduction {
  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "mlp-digits", title: "two fully connected layers read handwritten digits", data: .digits,
    settings: [
      DigitTask.data,
      "784 - 128 - 10, ReLU; batches of 64, 15 epochs, Adam, rate from 0.001 to 0 along a cosine",
    ],
    expectations: [.init("test accuracy", .atLeast(0.952), .percent)],
    source: "LeCun, Bottou, Bengio and Haffner 1998; plain PyTorch of the same sizes: 95.6 %")

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let network = Sequential(
      Flatten(),
      Dense(
        inputSize: 784, outputSize: 128, activation: .relu, initializer: .heUniform),
      Linear(inputSize: 128, outputSize: 10))
    try DigitTask.run(session, network.initialized(seed: session.seed), epochs: 15)
  }
}

/// A small convolutional network reads handwritten digits.
public enum CNNDigits: Reproduction {
  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "cnn-digits", title: "SimpleCNN reads handwritten digits", data: .digits,
    settings: [
      DigitTask.data,
      "3 x 3 to 32 and 64 channels, max-pooling, 128 hidden units",
      "batches of 64, 8 epochs, Adam, rate from 0.001 to 0 along a cosine",
    ],
    expectations: [.init("test accuracy", .atLeast(0.982), .percent)],
    source: "LeCun, Bottou, Bengio and Haffner 1998; plain PyTorch of the same sizes: 98.5 %")

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try DigitTask.run(session, SimpleCNN(channels: 1, side: 28).initialized(seed: session.seed), epochs: 8)
  }
}

/// The residual network of 18 layers reads handwritten digits.
public enum ResNet18Digits: Reproduction {
  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "resnet18-digits", title: "ResNet-18 reads handwritten digits", data: .digits,
    settings: [
      DigitTask.data,
      "18 layers, 64 to 512 channels, first convolution 3 x 3",
      "batches of 64, 3 epochs, Adam, rate from 0.001 to 0 along a cosine",
    ],
    expectations: [.init("test accuracy", .atLeast(0.983), .percent)],
    source: "He, Zhang, Ren and Sun 2016, Deep residual learning for image recognition")

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let network = ResNet18(channels: 1, classes: 10, stem: .small)
    try DigitTask.run(session, network.initialized(seed: session.seed), epochs: 3)
  }
}
