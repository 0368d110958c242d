// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Networks by their published sizes and formulas")
struct NetworkTests {
  private let samples = Samples(seed: 12)

  @Test("Networks for images have the published numbers of parameters")
  func counts() {
    // The ResNets, AlexNet and VGG-11: torchvision. GoogLeNet: the authors' Caffe model without auxiliary
    // classifiers. LeNet-5: the paper's sizes with full connections between maps.
    #expect(ResNet18().parameterCount == 11_689_512)
    #expect(ResNet18(classes: 10).parameterCount == 11_181_642)
    #expect(ResNet34().parameterCount == 21_797_672)
    #expect(AlexNet().parameterCount == 61_100_840)
    #expect(VGG11().parameterCount == 132_863_336)
    #expect(GoogLeNet().parameterCount == 6_998_552)
    #expect(LeNet5().built(inputShape: [1, 1, 32, 32]).parameterCount == 61_706)
    #expect(LeNet5(padding: 2).built(inputShape: [1, 1, 28, 28]).parameterCount == 61_706)
    #expect(SimpleCNN().parameterCount == 545_098)
  }

  @Test("Networks for images take images of several sizes")
  func sizes() {
    let context = ForwardContext()
    let small = LeNet5().built(inputShape: [1, 3, 20, 24]).initialized(seed: 1)
    #expect(small(Variable(samples.tensor([2, 3, 20, 24])), context).shape == [2, 10])
    let inception = GoogLeNet(classes: 7).initialized(seed: 1)
    for side in [32, 45] {
      #expect(inception(Variable(samples.tensor([1, 3, side, side])), context).shape == [1, 7])
    }
    let alex = AlexNet(channels: 1, classes: 4).initialized(seed: 1)
    #expect(alex(Variable(samples.tensor([1, 1, 63, 70])), context).shape == [1, 4])
    let residual = ResNet34(channels: 1, classes: 5, stem: .small, width: 8).initialized(seed: 1)
    #expect(residual(Variable(samples.tensor([2, 1, 16, 16])), context).shape == [2, 5])
  }

  @Test("Local response normalisation divides by a power of the mean square of neighbouring channels")
  func responses() {
    let x = samples.tensor([2, 6, 3, 2])
    let y = LocalResponseNorm(size: 3, alpha: 0.5, beta: 0.75, k: 2)(Variable(x), ForwardContext()).value
    for image in 0..<2 {
      for channel in 0..<6 {
        for place in 0..<6 {
          let index = { (channel: Int) in (image * 6 + channel) * 6 + place }
          let sum = (max(0, channel - 1)...min(5, channel + 1)).reduce(Float(0)) {
            $0 + x.scalars[index($1)] * x.scalars[index($1)]
          }
          let expected = Double(x.scalars[index(channel)]) / pow(2 + 0.5 / 3 * Double(sum), 0.75)
          #expect(abs(Double(y.scalars[index(channel)]) - expected) < 1e-5)
        }
      }
    }
    let deviations = Sequential(
      Conv2D(inputChannels: 2, filters: 5, kernelSize: 1), LocalResponseNorm(alpha: 0.5)
    )
    .initialized(seed: 1).gradientDeviations { network, context in
      network(Variable(samples.tensor([2, 2, 3, 3])), context).square().sum()
    }
    #expect(deviations.allSatisfy { $0.relativeError < 0.01 }, "\(deviations)")
  }

  @Test("The plain network computes h' = W [x, h] + b and log softmax(V [x, h] + d) step by step")
  func plain() {
    let network = RNN(inputSize: 3, hiddenSize: 4, outputSize: 2).initialized(seed: 1)
    let x = samples.tensor([2, 3, 3])
    let context = ForwardContext()
    var h = [[Float]](repeating: [0, 0, 0, 0], count: 2)
    var scores = [[Double]](repeating: [0, 0], count: 2)
    for step in 0..<3 {
      for row in 0..<2 {
        let combined = (0..<3).map { x[row, step, $0] } + h[row]
        let apply = { (linear: Linear) in
          (0..<linear.outputSize).map { column in
            combined.enumerated().reduce(Double(linear.bias?.value[column] ?? 0)) {
              $0 + Double($1.element) * Double(linear.weight.value[$1.offset, column])
            }
          }
        }
        scores[row] = apply(network.i2o)
        h[row] = apply(network.i2h).map { Float($0) }
      }
    }
    let output = network(Variable(x), context).value
    for row in 0..<2 {
      let total = log(scores[row].reduce(0) { $0 + exp($1) })
      for column in 0..<2 { #expect(abs(Double(output[row, column]) - (scores[row][column] - total)) < 1e-5) }
    }
  }

  @Test("Concatenated gated units equal the GRU that resets before the product, with 1 - z in the place of z")
  func gated() throws {
    let network = ConcatenatedGRU(inputSize: 3, hiddenSize: 4, layers: 2).initialized(seed: 1)
    var gru = GRU(inputSize: 3, hiddenSize: 4, layers: 2, resetsAfterProduct: false)
    for (layer, cell) in network.cells.enumerated() {
      let inputs = layer == 0 ? 3 : 4
      let part = { (linear: Linear, rows: Range<Int>, sign: Float) in
        linear.weight.value.slice(axis: 0, rows) * sign
      }
      let (x, h) = (0..<inputs, inputs..<inputs + 4)
      gru.cells[layer][0].inputLin.weight = Parameter(
        .concatenated(
          [part(cell.reset, x, 1), part(cell.update, x, -1), part(cell.candidate, x, 1)], axis: 1))
      gru.cells[layer][0].hiddenLin.weight = Parameter(
        .concatenated(
          [part(cell.reset, h, 1), part(cell.update, h, -1), part(cell.candidate, h, 1)], axis: 1))
      gru.cells[layer][0].inputLin.bias = Parameter(Tensor(zeros: [12]))
      gru.cells[layer][0].hiddenLin.bias = Parameter(Tensor(zeros: [12]))
    }
    let input = Variable(samples.tensor([2, 5, 3]))
    let (output, states) = network.read(input, ForwardContext())
    let expected = gru.read(input, ForwardContext())
    #expect(zip(output.value.scalars, expected.output.value.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
    #expect(states.count == 2 && states[1].value.scalars == output.value.slice(axis: 1, 4..<5).scalars)
    let deviations = network.gradientDeviations { $0(input, $1).square().sum() }
    #expect(deviations.allSatisfy { $0.relativeError < 0.01 }, "\(deviations)")
  }

  @Test("The classifier of LSTMs draws all weights from the interval of its size and gives log probabilities")
  func classifier() {
    let network = LSTMClassifier(inputSize: 3, hiddenSize: 16, layers: 2, classes: 5).initialized(seed: 1)
    for (name, tensor) in network.stateDictionary() {
      #expect(
        tensor.scalars.allSatisfy { abs($0) <= 0.25 } && tensor.scalars.contains { abs($0) > 0.1 }, "\(name)")
    }
    let output = network(Variable(samples.tensor([2, 6, 3])), ForwardContext()).value
    for row in 0..<2 {
      let sum = output.row(row).reduce(0.0) { $0 + exp(Double($1)) }
      #expect(abs(sum - 1) < 1e-5)
    }
  }

  @Test("A restoration network starts from a pretrained stack, whose codes and decoders it contains")
  func restoration() {
    let stack = StackedDenoisingAutoencoder(sizes: [12, 6, 3]).initialized(seed: 1)
    var network = RestorationNetwork(sizes: [12, 6, 3, 6, 12]).initialized(seed: 2)
    network.start(from: stack)
    let x = Variable(samples.tensor([4, 12], in: 0...1))
    let context = ForwardContext()
    let codes = network.layers[..<2].reduce(x) { $1($0, context) }
    #expect(codes.value.scalars == stack.encoded(x, context).value.scalars)
    // The network's output is linear, that of the stack has a sigmoid.
    let restored = network(x, context).map(.sigmoid).value.scalars
    #expect(zip(restored, stack.restored(x, context).value.scalars).allSatisfy { abs($0 - $1) < 1e-6 })
    let deep = RestorationNetwork(sizes: [4096, 1500, 500, 200, 50, 200, 500, 1500, 4096])
    #expect(
      deep.layers.count == 8
        && deep.parameterCount == 2 * (4096 * 1500 + 1500 * 500 + 500 * 200 + 200 * 50) + 1500 + 500 + 200
          + 50 + 200 + 500 + 1500 + 4096
    )
  }

  @Test("A denoising autoencoder computes f(x W + b) and g(h W' + c), also as separate layers")
  func autoencoder() {
    var layer = DenoisingAutoencoder(visible: 4, hidden: 3, activation: .relu, outputActivation: .sigmoid)
      .initialized(seed: 3)
    layer.hiddenBias.value = samples.tensor([3], ordinal: 2)
    layer.visibleBias.value = samples.tensor([4], ordinal: 3)
    let x = samples.tensor([2, 4])
    let (w, b, c) = (layer.weight.value, layer.hiddenBias.value, layer.visibleBias.value)
    let h = layer.encoded(Variable(x), ForwardContext())
    let y = layer.decoded(h, ForwardContext()).value
    for row in 0..<2 {
      let codes = (0..<3).map { unit in
        max(0, (0..<4).reduce(Double(b[unit])) { $0 + Double(x[row, $1] * w[$1, unit]) })
      }
      for unit in 0..<3 { #expect(abs(Double(h.value[row, unit]) - codes[unit]) < 1e-5) }
      for pixel in 0..<4 {
        let score = (0..<3).reduce(Double(c[pixel])) { $0 + codes[$1] * Double(w[pixel, $1]) }
        #expect(abs(Double(y[row, pixel]) - 1 / (1 + exp(-score))) < 1e-5)
      }
    }
    let separate = layer.encoder(Variable(x), ForwardContext()).relu()
    #expect(separate.value.scalars == h.value.scalars)
    let scores = layer.decoder(separate, ForwardContext()).sigmoid().value
    for (one, other) in zip(scores.scalars, y.scalars) { #expect(abs(one - other) < 1e-6) }
  }
}
