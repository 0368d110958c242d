// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

private let stream = RandomStream(seed: 1, purpose: .initialization)

@Suite("Image models with PyTorch's parameter names")
struct ImageModelTests {
  @Test("ResNet-18 has the parameter names and shapes of torchvision")
  func names() {
    let model = ResNet18().initialized(seed: 1)
    #expect(model.parameterCount == 11_689_512)
    let state = model.stateDictionary()
    #expect(state.count == 102, "torchvision's 122 without 20 counters of batches")
    let shapes = Dictionary(uniqueKeysWithValues: state.map { ($0.name, $0.tensor.shape) })
    #expect(shapes["conv1.weight"] == [64, 3, 7, 7] && shapes["bn1.running_var"] == [64])
    #expect(shapes["layer1.0.conv1.weight"] == [64, 64, 3, 3] && shapes["layer1.1.bn2.bias"] == [64])
    #expect(shapes["layer2.0.downsample.0.weight"] == [128, 64, 1, 1])
    #expect(shapes["layer4.0.downsample.1.running_mean"] == [512] && shapes["fc.weight"] == [1000, 512])
  }

  @Test("SimpleCNN has two convolutions followed by two linear layers")
  func simpleNames() {
    let state = SimpleCNN().initialized(seed: 1).stateDictionary()
    #expect(
      state.map(\.name) == [
        "conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "fc1.weight", "fc1.bias", "fc2.weight",
        "fc2.bias",
      ])
    #expect(state[2].tensor.shape == [64, 32, 3, 3] && state[4].tensor.shape == [128, 4096])
  }

  @Test("SimpleCNN computes its scores from 128 non-negative features")
  func simpleFeatures() {
    let model = SimpleCNN(channels: 1, side: 28).initialized(seed: 1)
    let (input, context) = (Variable(stream.normal([3, 1, 28, 28])), ForwardContext())
    let features = model.features(input, context)
    #expect(features.shape == [3, 128] && features.value.scalars.allSatisfy { $0 >= 0 })
    #expect(model.fc2(features, context).value == model(input, context).value)
  }

  @Test("The ResNet-18 stems reduce images to the expected sizes")
  func stems() {
    let large = ResNet18(classes: 7, width: 4).initialized(seed: 1)
    let small = ResNet18(channels: 1, classes: 3, stem: .small, width: 4).initialized(seed: 1)
    let context = ForwardContext()
    #expect(large.conv1(Variable(Tensor(zeros: [1, 3, 64, 64])), context).shape == [1, 4, 32, 32])
    #expect(large(Variable(Tensor(zeros: [2, 3, 64, 64])), context).shape == [2, 7])
    #expect(small(Variable(Tensor(zeros: [2, 1, 16, 16])), context).shape == [2, 3])
  }

  /// Trains for ten steps on eight images and returns the losses and the final weights.
  private func train(_ model: some Layer, side: Int) -> (losses: [Float], weights: [Tensor]) {
    var (model, optimizer) = (model, Adam(learningRate: 0.003))
    let images = Samples(seed: 3).tensor([8, 3, side, side])
    let losses = (0..<10).map { step in
      let gradients: Gradients
      let value: Float
      do {
        let context = ForwardContext(training: 1, step: step)
        let loss = model(Variable(images), context).crossEntropy(
          rows: Array(0..<8), labels: [0, 1, 2, 0, 1, 2, 0, 1])
        value = loss.value.scalar
        gradients = context.gradients(of: loss)
      }
      optimizer.update(&model, along: gradients)
      return value
    }
    return (losses, model.stateDictionary().map(\.tensor))
  }

  @Test("Image models learn eight images in ten steps, with the same bits on one and on three threads")
  func learning() {
    let runs = [1, 3].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        [
          train(SimpleCNN(side: 16, classes: 3).initialized(seed: 1), side: 16),
          train(ResNet18(classes: 3, stem: .small, width: 16).initialized(seed: 1), side: 32),
        ]
      }
    }
    for (one, other) in zip(runs[0], runs[1]) {
      #expect(one.losses[9] < 0.5 * one.losses[0])
      #expect(one.losses == other.losses)
      #expect(zip(one.weights, other.weights).allSatisfy { sameBits($0, $1) })
    }
  }
}
