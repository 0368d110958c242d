// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import Plots
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A minimal network: two layers of sigmoid units trained by plain gradient descent, once by hand and
/// once with the library.
public enum Perceptron: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "perceptron", title: "a two-layer perceptron learns exclusive or, by hand and with the library",
    data: .generated,
    settings: [
      "inputs 001, 011, 101, 111 with outputs 0, 1, 1, 0; 4 hidden sigmoid units, no biases",
      "sum of squared errors, gradient descent with rate 1, 1,500 iterations",
    ],
    expectations: [
      .init("largest error of a prediction", .atMost(0.05)),
      .init("largest difference between the two", .atMost(1e-4)),
      .init("iterations in which the loss rose", .atMost(0)),
    ],
    source: "Rumelhart, Hinton and Williams 1986, Learning representations by back-propagating errors")

  private static let inputs: [[Float]] = [[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]]
  private static let outputs: [Float] = [0, 1, 1, 0]
  private static let hiddenSize = 4
  private static let iterations = 1_500
  private static let rate: Float = 1

  /// Trains both implementations and compares their predictions.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let stream = RandomStream(seed: session.seed, purpose: .initialization)
    let first = stream.substream(0).normal([3, hiddenSize])
    let second = stream.substream(1).normal([hiddenSize, 1])
    let hand = byHand(first.scalars, second.scalars)
    session.progress("by hand", 0.5)
    let library = withLibrary(first, second)
    session.progress("with the library", 1)
    for (input, predictions) in zip(inputs, zip(hand.predictions, library.predictions)) {
      let bits = input.dropLast().map { $0 == 0 ? "0" : "1" }.joined(separator: " xor ")
      session.note("\(bits): \(predictions.0) by hand, \(predictions.1) with the library")
    }
    let errors = zip(library.predictions, outputs).map { abs(Double($0 - $1)) }
    let differences = zip(library.predictions, hand.predictions).map { abs(Double($0 - $1)) }
    let rises = zip(library.losses, library.losses.dropFirst()).count { $0 < $1 }
    session.report("largest error of a prediction", errors.max() ?? .nan)
    session.report("largest difference between the two", differences.max() ?? .nan)
    session.report("iterations in which the loss rose", Double(rises))
    let loss = library.losses.enumerated().map { (Double($0), Double($1)) }
    try session.write(
      Chart(
        title: "Training loss", xAxis: Axis(label: "iteration"), yAxis: Axis(label: "sum of squared errors"),
        layers: [.line(x: loss.map(\.0), y: loss.map(\.1))]), "loss")
  }

  // MARK: By hand

  /// Trains the network without the library. With h = sigmoid(x W1) and y = sigmoid(h W2), the gradients
  /// of the loss sum (y - t)^2 are dW2 = h' (2 (y - t) y (1 - y)) and dW1 = x' ((2 (y - t) y (1 - y)
  /// W2') h (1 - h)).
  private static func byHand(_ first: [Float], _ second: [Float]) -> (predictions: [Float], losses: [Float]) {
    let sigmoid = { (x: Float) in 1 / (1 + exp(-x)) }
    var (first, second) = (first, second)
    var losses: [Float] = []
    func hidden(_ input: [Float]) -> [Float] {
      (0..<hiddenSize).map { unit in
        sigmoid((0..<3).reduce(0) { $0 + input[$1] * first[$1 * hiddenSize + unit] })
      }
    }
    func output(_ hidden: [Float]) -> Float { sigmoid(zip(hidden, second).reduce(0) { $0 + $1.0 * $1.1 }) }
    for _ in 0..<iterations {
      var firstGradient = [Float](repeating: 0, count: first.count)
      var secondGradient = [Float](repeating: 0, count: second.count)
      var loss: Float = 0
      for (input, target) in zip(inputs, outputs) {
        let h = hidden(input)
        let y = output(h)
        loss += (y - target) * (y - target)
        let slope = 2 * (y - target) * y * (1 - y)
        for unit in 0..<hiddenSize {
          secondGradient[unit] += h[unit] * slope
          let hiddenSlope = slope * second[unit] * h[unit] * (1 - h[unit])
          for feature in 0..<3 { firstGradient[feature * hiddenSize + unit] += input[feature] * hiddenSlope }
        }
      }
      losses.append(loss)
      for place in first.indices { first[place] -= rate * firstGradient[place] }
      for place in second.indices { second[place] -= rate * secondGradient[place] }
    }
    return (inputs.map { output(hidden($0)) }, losses)
  }

  // MARK: With the library

  private static func withLibrary(_ first: Tensor, _ second: Tensor) -> (
    predictions: [Float], losses: [Float]
  ) {
    var network = Sequential(
      Linear(weight: first), Activation(.sigmoid), Linear(weight: second), Activation(.sigmoid))
    var optimizer = SGD(learningRate: rate)
    let x = Variable(Tensor(inputs.flatMap { $0 }, shape: [4, 3]))
    let target = Variable(Tensor(outputs, shape: [4, 1]))
    var losses: [Float] = []
    for step in 0..<iterations {
      let (loss, gradients) = network.valueAndGradients(seed: 0, step: step) { network, context in
        (network(x, context) - target).map(.square).sum()
      }
      losses.append(loss)
      optimizer.update(&network, along: gradients)
    }
    return (network(x, ForwardContext()).value.scalars, losses)
  }
}
