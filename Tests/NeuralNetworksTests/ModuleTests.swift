// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Modules, their parameters and their use in passes")
struct ModuleTests {

  /// Returns the number of parameters and running statistics found anywhere inside a value.
  private func parametersFound(in value: Any) -> Int {
    value is Parameter || value is RunningStatistic
      ? 1 : Mirror(reflecting: value).children.reduce(0) { $0 + parametersFound(in: $1.value) }
  }

  static let modules: [any Module] = [
    Linear(inputSize: 3, outputSize: 2).initialized(seed: 1),
    Linear(inputSize: 3, outputSize: 2, hasBias: false).initialized(seed: 1),
    Sequential(
      Linear(inputSize: 3, outputSize: 4).initialized(seed: 1), Activation(.relu), Dropout(rate: 0.5),
      Linear(inputSize: 4, outputSize: 2, hasBias: false).initialized(seed: 1)),
    Sequential(Sequential(Linear(inputSize: 3, outputSize: 4).initialized(seed: 1))), Dropout(rate: 0.5),
    Activation(.relu), PReLU(channels: 3), ActivityPenalty(.l1(1)),
    Conv1D(inputChannels: 2, filters: 3, kernelSize: 2).initialized(seed: 1),
    Conv2D(inputChannels: 2, filters: 3, kernelSize: 2, hasBias: false).initialized(seed: 1),
    SeparableConv1D(inputChannels: 2, filters: 3, kernelSize: 2).initialized(seed: 1),
    SeparableConv2D(inputChannels: 2, filters: 3, kernelSize: 2).initialized(seed: 1),
    ConvTranspose1D(inputChannels: 2, filters: 3, kernelSize: 2).initialized(seed: 1),
    ConvTranspose2D(inputChannels: 2, filters: 3, kernelSize: 2).initialized(seed: 1),
    BatchNorm(channels: 3), BatchNorm(channels: 3, isAffine: false), LayerNorm(size: 3),
    GroupNorm(groups: 3, channels: 6), InstanceNorm(channels: 3), InstanceNorm(channels: 3, isAffine: true),
    Residual(
      Linear(inputSize: 3, outputSize: 3).initialized(seed: 1), shortcut: Sequential(LayerNorm(size: 3))),
    Concatenate(BatchNorm(channels: 3), Activation(.relu), LayerNorm(size: 3)),
    DenseConnection(BatchNorm(channels: 3)), SimpleCNN().initialized(seed: 1),
    ResNet18(width: 2).initialized(seed: 1),
  ]

  @Test(
    "A module visits each of its parameters once under a unique name", arguments: modules.indices
  )
  func completeness(index: Int) {
    let module = Self.modules[index]
    let names = module.stateDictionary().map(\.name)
    #expect(names.count == parametersFound(in: module))
    #expect(Set(names).count == names.count)
  }

  @Test("Sequential names layers by their indices and applies them in order")
  func sequential() {
    let (first, second) = (
      Linear(inputSize: 3, outputSize: 4).initialized(seed: 1),
      Linear(inputSize: 4, outputSize: 2).initialized(seed: 1)
    )
    let chain = Sequential(first, Activation(.hyperbolicTangent), second)
    #expect(chain.stateDictionary().map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(chain.parameterCount == 3 * 4 + 4 + 4 * 2 + 2)
    let nested = Sequential(Activation(.relu), chain)
    #expect(nested.stateDictionary().map(\.name) == ["1.0.weight", "1.0.bias", "1.2.weight", "1.2.bias"])
    let input = Variable(Samples(seed: 1).tensor([5, 3]))
    let context = ForwardContext()
    let expected = second(first(input, context).map(.hyperbolicTangent), context).value
    #expect(chain(input, context).value == expected)
  }

  @Test("Linear gives the same outputs and gradients for sparse features and the same dense features")
  func sparseLinear() throws {
    let features = Samples(seed: 2).sparse(40, 30, entries: 200)
    let layer = Linear(inputSize: 30, outputSize: 7).initialized(seed: 1)
    let cotangent = Samples(seed: 3).tensor([40, 7])
    var outputs: [Tensor] = []
    var gradients: [[String: Tensor]] = []
    for input in [FeatureVariable(.sparse(features)), FeatureVariable(.dense(features.dense()))] {
      let context = ForwardContext(training: 0, step: 0)
      let output = layer(input, context)
      outputs.append(output.value)
      gradients.append(layer.stateDictionary(of: context.gradients(of: output, cotangent: cotangent)))
    }
    #expect(mismatch(outputs[0], outputs[1]) == nil)
    for name in ["weight", "bias"] {
      #expect(mismatch(try #require(gradients[0][name]), try #require(gradients[1][name])) == nil, "\(name)")
    }
  }

  @Test("Linear accepts inputs with leading axes, without rows and without features")
  func leadingAxes() {
    let layer = Linear(inputSize: 3, outputSize: 2).initialized(seed: 1)
    let input = Samples(seed: 4).tensor([2, 5, 3])
    let output = layer(Variable(input), ForwardContext()).value
    let flat = layer(Variable(input.reshaped([10, 3])), ForwardContext()).value
    #expect(output == flat.reshaped([2, 5, 2]))
    #expect(layer(Variable(Tensor(zeros: [0, 3])), ForwardContext()).value.shape == [0, 2])
    var narrow = Linear(inputSize: 0, outputSize: 2).initialized(seed: 1)
    narrow.bias?.value = Tensor([1, 2], shape: [2])
    #expect(narrow(Variable(Tensor(zeros: [2, 0])), ForwardContext()).value.scalars == [1, 2, 1, 2])
  }

  @Test("A parameter used several times in a pass is a single variable")
  func leaves() throws {
    let layer = Linear(inputSize: 2, outputSize: 2).initialized(seed: 1)
    let context = ForwardContext(training: 0, step: 0)
    let input = Variable(Tensor([1, 1], shape: [1, 2]))
    let loss = (layer(input, context) + layer(input, context)).sum()
    let bias = try #require(layer.bias)
    #expect(context.gradients(of: loss)[bias]?.scalars == [2, 2])
  }

  @Test("An evaluation records nothing, and unused parameters have zero or no gradients")
  func withoutGradients() {
    let (used, unused) = (Parameter(Tensor([3], shape: [1])), Parameter(Tensor([4], shape: [1])))
    let evaluation = ForwardContext()
    #expect(evaluation.mode == .evaluation)
    let value = evaluation[used].sum()
    #expect(!value.dependsOnParameters)
    let training = ForwardContext(training: 0, step: 0)
    _ = training[unused]
    let gradients = training.gradients(of: training[used].sum())
    #expect(gradients[used]?.scalars == [1])
    #expect(gradients[unused]?.scalars == [0])
    #expect(Gradients()[used] == nil)
  }

  @Test("A copy of a module does not change with the original")
  func snapshot() {
    var layer = Linear(inputSize: 2, outputSize: 2).initialized(seed: 1)
    let copy = layer
    layer.weight.value[0, 0] += 1
    #expect(copy.weight.value[0, 0] != layer.weight.value[0, 0])
    #expect(copy.weight.identity == layer.weight.identity)
  }

  @Test("PReLU applies its slopes along the given axis and traps if the channel count differs")
  func rectifierChannels() async {
    var layer = PReLU(channels: 2, axis: -1)
    layer.weight.value = Tensor([0.5, 2], shape: [2])
    let input = Variable(Tensor([-1, -1, 3, -4], shape: [1, 2, 2]))
    #expect(layer(input, ForwardContext()).value.scalars == [-0.5, -2, 3, -8])
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = PReLU(channels: 3)(Variable(Tensor(zeros: [4, 2])), ForwardContext())
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("PReLU: [4, 2] x [3]: axis 1 must have 3 channels"), "\(message)")
  }
}
