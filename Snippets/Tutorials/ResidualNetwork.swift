// ResNet-18 for ten classes: 11,181,642 weights.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct TutorialBlock: Layer {
  var conv1, conv2: Conv2D
  var bn1, bn2: BatchNorm
  var downsample: Sequential?

  init(_ inputs: Int, _ outputs: Int, stride: Int) {
    conv1 = Conv2D(
      inputChannels: inputs, filters: outputs, kernelSize: 3, strides: Extent2D(stride),
      padding: .explicit(1),
      hasBias: false)
    bn1 = BatchNorm(channels: outputs)
    conv2 = Conv2D(
      inputChannels: outputs, filters: outputs, kernelSize: 3, padding: .explicit(1), hasBias: false)
    bn2 = BatchNorm(channels: outputs)
    guard stride > 1 || inputs != outputs else { return }
    downsample = Sequential(
      Conv2D(
        inputChannels: inputs, filters: outputs, kernelSize: 1, strides: Extent2D(stride), hasBias: false),
      BatchNorm(channels: outputs))
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("bn1", &bn1)
    visitor("conv2", &conv2)
    visitor("bn2", &bn2)
    visitor("downsample", &downsample)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    let first = bn1(conv1(x, context), context).relu()
    return (bn2(conv2(first, context), context) + (downsample?(x, context) ?? x)).relu()
  }
}

struct TutorialResNet18: Layer {
  var conv1 = Conv2D(
    inputChannels: 3, filters: 64, kernelSize: 7, strides: 2, padding: .explicit(3), hasBias: false)
  var bn1 = BatchNorm(channels: 64)
  var stages = [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)].map { inputs, outputs, stride in
    [TutorialBlock(inputs, outputs, stride: stride), TutorialBlock(outputs, outputs, stride: 1)]
  }
  var fc = Linear(inputSize: 512, outputSize: 10)

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("bn1", &bn1)
    for stage in 0..<4 {
      for block in 0..<2 { visitor("layer\(stage + 1).\(block)", &stages[stage][block]) }
    }
    visitor("fc", &fc)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    let stem = bn1(conv1(x, context), context).relu()
    let pooled = MaxPool2D(poolSize: 3, strides: 2, padding: 1)(stem, context)
    let features = stages.joined().reduce(pooled) { $1($0, context) }
    return fc(GlobalAveragePool()(features, context), context)
  }
}
// snippet.hide
let library = ResNet18(classes: 10).initialized(seed: 1)
var mine = TutorialResNet18()
try mine.load(library.stateDictionary(), from: "the library's network")
precondition(mine.parameterCount == 11_181_642 && library.parameterCount == 11_181_642)
let x = Variable(RandomStream(seed: 1, purpose: .generation).normal([1, 3, 64, 64], deviation: 1))
let (one, other) = (mine(x, ForwardContext()).value, library(x, ForwardContext()).value)
precondition(zip(one.scalars, other.scalars).allSatisfy { abs($0 - $1) < 1e-3 * max(1, abs($1)) })
