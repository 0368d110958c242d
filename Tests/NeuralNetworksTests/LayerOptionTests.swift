// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Options of dense, convolutional and pooling layers, compared with PyTorch")
struct LayerOptionTests {
  private static let activations: [String: Activation] = [
    "softmax": .softmax, "log_softmax": .logSoftmax, "elu": .elu(), "sigmoid": .sigmoid, "relu": .relu,
    "tanh": .tanh, "gelu": .gelu,
  ]

  private func compare(_ name: String, _ layer: some Layer) throws {
    let reference = try ReferenceCase(name)
    try expectReference(reference, layer) { layer, inputs, context in
      [("output", layer(inputs[0], context))]
    }
  }

  @Test("Softmax and its logarithm over any axis", arguments: [0, 1, 2])
  func softmax(axis: Int) throws {
    try compare("softmax_axis_\(axis)", Softmax(axis: axis))
    try compare("softmax_axis_\(axis)", Activation.softmax(axis: axis - 3))
    try compare("log_softmax_axis_\(axis)", Softmax(axis: axis - 3, isLogarithm: true))
  }

  @Test("Dense layers with activations", arguments: ["softmax", "log_softmax", "elu"])
  func dense(name: String) throws {
    let layer = Dense(units: 5, activation: Self.activations[name])
    try compare("dense_\(name)", layer.built(inputShape: [4, 3]))
  }

  @Test(
    "Convolutions of channels-last images with activations",
    arguments: ["sigmoid", "softmax", "relu", "tanh"])
  func images(name: String) throws {
    let reference = try ReferenceCase("conv2d_channels_last_\(name)")
    let pair = { (key: String) in
      let numbers = reference.setting(key)?.array?.compactMap(\.integer) ?? []
      return Extent2D(height: numbers[0], width: numbers[1])
    }
    let layer = Conv2D(
      filters: 4, kernelSize: Extent2D(height: 3, width: 2), strides: pair("stride"),
      dilation: pair("dilation"), dataFormat: .channelsLast, activation: Self.activations[name])
    try compare("conv2d_channels_last_\(name)", layer.built(inputShape: [1, 8, 7, 3]))
  }

  @Test("Convolutions of channels-last sequences with activations", arguments: ["gelu", "softmax"])
  func sequences(name: String) throws {
    let layer = Conv1D(
      filters: 4, kernelSize: 3, strides: 2, dataFormat: .channelsLast, activation: Self.activations[name])
    try compare("conv1d_channels_last_\(name)", layer.built(inputShape: [2, 9, 3]))
  }

  @Test("Pooling of channels-last images and sequences")
  func pooling() throws {
    let window = Extent2D(height: 3, width: 2)
    try compare(
      "max_pool2d_channels_last", MaxPool2D(poolSize: window, strides: 2, dataFormat: .channelsLast))
    try compare(
      "average_pool2d_channels_last", AveragePool2D(poolSize: window, strides: 2, dataFormat: .channelsLast))
    try compare("max_pool1d_channels_last", MaxPool1D(poolSize: 3, strides: 2, dataFormat: .channelsLast))
    try compare(
      "average_pool1d_channels_last", AveragePool1D(poolSize: 3, strides: 2, dataFormat: .channelsLast))
  }

  @Test("Regularisers of kernel, bias and activity are part of the loss of a training pass")
  func penalties() throws {
    let kernel = Regularizer.l1l2(l1: 0.3, l2: 0.2)
    let activity = Regularizer.l1l2(l1: 0.1, l2: 0.05)
    let layers: [(String, any Layer)] = [
      (
        "penalties_dense",
        Dense(
          units: 5, inputSize: 3, activation: .tanh, kernelRegularizer: kernel, biasRegularizer: .l2(0.4),
          activityRegularizer: activity)
      ),
      (
        "penalties_conv2d",
        Conv2D(
          inputChannels: 3, filters: 4, kernelSize: Extent2D(height: 3, width: 2), activation: .tanh,
          kernelRegularizer: kernel, biasRegularizer: .l2(0.4), activityRegularizer: activity)
      ),
      (
        "penalties_conv1d",
        Conv1D(
          inputChannels: 3, filters: 4, kernelSize: 3, activation: .tanh, kernelRegularizer: kernel,
          biasRegularizer: .l2(0.4), activityRegularizer: activity)
      ),
    ]
    func check(_ name: String, _ layer: some Layer) throws {
      try expectReference(try ReferenceCase(name), layer) { layer, inputs, context in
        let sum = layer(inputs[0], context).sum()
        return [("output", context.penalized(sum, layer).reshaped([1]))]
      }
    }
    for (name, layer) in layers { try check(name, layer) }
  }

  @Test("Penalties do not change evaluations, and frozen weights have none")
  func noPenalties() {
    var layer = Dense(units: 2, inputSize: 3, kernelRegularizer: .l2(1)).initialized(seed: 1)
    let x = Variable(Tensor(repeating: 1, shape: [1, 3]))
    let evaluation = ForwardContext()
    let sum = layer(x, evaluation).sum()
    #expect(evaluation.penalized(sum, layer).value == sum.value)
    layer.freeze(prefix: "weight")
    let training = ForwardContext(training: 0, step: 0)
    let output = layer(x, training).sum()
    #expect(training.penalized(output, layer).value == output.value)
  }

  @Test("Constraints of kernel and bias hold after each step of any optimiser")
  func constraints() {
    let optimizers: [any Optimizer] = [
      SGD(learningRate: 1), Adam(learningRate: 1), RMSprop(learningRate: 1), Adagrad(learningRate: 1),
      Adadelta(learningRate: 1),
    ]
    let x = Variable(Samples(seed: 1).tensor([6, 3]))
    for optimizer in optimizers {
      var optimizer = optimizer
      var layer = Dense(
        units: 4, inputSize: 3, biasInitializer: .ones, kernelConstraint: .maximumNorm(0.5),
        biasConstraint: .nonNegative
      ).initialized(seed: 2)
      for step in 0..<3 {
        let gradients = layer.valueAndGradients(seed: 1, step: step) { ($0(x, $1) * 3).sum() }.gradients
        optimizer.update(&layer, along: gradients)
        // The norms are those of the weights into each unit, as in files.
        let columns = layer.linear.weight.value.transposed()
        for unit in 0..<4 {
          let norm = columns.row(unit).reduce(0) { $0 + $1 * $1 }.squareRoot()
          #expect(norm <= 0.5 + 1e-6, "\(type(of: optimizer))")
        }
        #expect(layer.linear.bias?.value.scalars.allSatisfy { $0 >= 0 } == true)
      }
    }
  }

  @Test("Kernel and bias are drawn by their initialisers")
  func initializers() {
    let dense = Dense(units: 4, inputSize: 3, kernelInitializer: .ones, biasInitializer: .constant(2))
    #expect(dense.linear.weight.value == Tensor(repeating: 1, shape: [3, 4]))
    #expect(dense.linear.bias?.value == Tensor(repeating: 2, shape: [4]))
    let conv = Conv2D(inputChannels: 1, filters: 2, kernelSize: 3, biasInitializer: .constant(-1))
    #expect(conv.bias?.value == Tensor(repeating: -1, shape: [2]))
  }
}

@Suite("Layers that learn the size of their input")
struct BuiltLayerTests {
  private let network = Sequential(
    Conv2D(filters: 4, kernelSize: 3, padding: .same, activation: .relu), MaxPool2D(poolSize: 2),
    Residual(Sequential(Conv2D(filters: 4, kernelSize: 1))), Flatten(), Dense(units: 10, activation: .relu),
    Dense(units: 3))

  @Test("A built network equals one whose sizes are given, with the same seed")
  func equalsGiven() {
    #expect(!network.isBuilt)
    let built = network.built(inputShape: [1, 2, 8, 6]).initialized(seed: 3)
    let given = Sequential(
      Conv2D(inputChannels: 2, filters: 4, kernelSize: 3, padding: .same, activation: .relu),
      MaxPool2D(poolSize: 2),
      Residual(Sequential(Conv2D(inputChannels: 4, filters: 4, kernelSize: 1))), Flatten(),
      Dense(units: 10, inputSize: 48, activation: .relu), Dense(units: 3, inputSize: 10)
    ).initialized(seed: 3)
    #expect(built.isBuilt && built.parameterCount == given.parameterCount)
    let one = built.stateDictionary()
    let other = given.stateDictionary()
    #expect(one.map(\.name) == other.map(\.name) && one.map(\.tensor) == other.map(\.tensor))
    let images = Variable(Samples(seed: 4).tensor([2, 2, 8, 6]))
    #expect(built(images, ForwardContext()).value == given(images, ForwardContext()).value)
  }

  @Test("Building again changes nothing, and a channels-last network is built for its last axis")
  func again() {
    let built = network.built(inputShape: [1, 2, 8, 6]).initialized(seed: 3)
    let twice = built.built(inputShape: [1, 5, 9, 9])
    #expect(built.stateDictionary().map(\.tensor) == twice.stateDictionary().map(\.tensor))
    let last = Conv2D(filters: 4, kernelSize: 3, dataFormat: .channelsLast).built(inputShape: [1, 9, 9, 7])
    #expect(last.weight.shape == [4, 7, 3, 3])
  }

  @Test("A chain of channels-last layers equals its layers one by one, with the same gradients")
  func channelsLastChain() {
    let chain = Sequential(
      Conv2D(filters: 4, kernelSize: 3, dataFormat: .channelsLast, activation: .tanh),
      MaxPool2D(poolSize: 2, dataFormat: .channelsLast),
      Conv2D(filters: 3, kernelSize: 2, dataFormat: .channelsLast, activation: .softmax),
      AveragePool2D(poolSize: 2, dataFormat: .channelsLast), Flatten(), Dense(units: 2)
    ).built(inputShape: [1, 9, 8, 2]).initialized(seed: 4)
    let x = RandomStream(seed: 1, purpose: .generation).normal([3, 9, 8, 2], deviation: 1)
    let results = [true, false].map { isChained in
      chain.valueAndGradients(seed: 1, step: 0) { chain, context in
        let output =
          isChained
          ? chain(Variable(x), context) : chain.layers.reduce(Variable(x)) { $1($0, context) }
        return output.square().sum()
      }
    }
    #expect(results[0].0 == results[1].0)
    var copy = chain
    copy.visitParameters(
      ParameterVisitor { _, parameter, _ in
        #expect(results[0].1[parameter]?.scalars == results[1].1[parameter]?.scalars)
      })
    let channels = chain.layers[0](Variable(x), ForwardContext()).shape
    #expect(channels == [3, 7, 6, 4])
  }

  @Test("Using, drawing, saving or loading an unbuilt layer traps with a sentence", arguments: [0, 1, 2, 3])
  func unbuilt(mistake: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
      var layer = Dense(units: 2)
      switch mistake {
      case 0: _ = layer(Variable(Tensor(zeros: [1, 3])), ForwardContext())
      case 1: _ = layer.initialized(seed: 1)
      case 2: _ = layer.stateDictionary()
      default:
        let weights = [("weight", Tensor(zeros: [2, 3])), ("bias", Tensor(zeros: [2]))]
        try? layer.load(weights, from: "file")
      }
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains("Dense: the layer does not know the size of its input yet; call build(inputShape:)"),
      "\(message)")
  }

  @Test("An embedding is the first layer of a chain of token numbers")
  func embedding() {
    let chain = Sequential(
      Embedding(inputCount: 20, outputSize: 5, inputLength: 7),
      SimpleRNN(inputSize: 5, hiddenSize: 4, returnsSequence: false), Dense(units: 1, activation: .sigmoid)
    ).built(inputShape: [1, 7]).initialized(seed: 1)
    let tokens = Tensor((0..<14).map { Float($0 % 20) }, shape: [2, 7])
    let output = chain(Variable(tokens), ForwardContext()).value
    #expect(output.shape == [2, 1] && output.scalars.allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test("Numbers that are no tokens and rows of other lengths trap", arguments: [0, 1, 2])
  func tokens(mistake: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [mistake] in
      let layer = Embedding(inputCount: 3, outputSize: 2, inputLength: 2).initialized(seed: 1)
      let rows: [[Float]] = [[0.5, 1], [0, 3], [0, 1, 2]]
      let row = rows[mistake]
      _ = layer(Variable(Tensor(row, shape: [1, row.count])), ForwardContext())
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let expected = ["0.5 is no token", "token 3 has no embedding", "expected rows of 2 tokens"]
    #expect(message.contains(expected[mistake]), "\(message)")
  }
}
