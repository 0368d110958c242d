// Two convolutions with pooling and two linear layers for pictures of 32 x 32 pixels: 545,098 weights.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct TutorialCNN: Layer {
  var conv1 = Conv2D(inputChannels: 3, filters: 32, kernelSize: 3, padding: .explicit(1))
  var conv2 = Conv2D(inputChannels: 32, filters: 64, kernelSize: 3, padding: .explicit(1))
  var fc1 = Linear(inputSize: 64 * 8 * 8, outputSize: 128)
  var fc2 = Linear(inputSize: 128, outputSize: 10)

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("conv1", &conv1)
    visitor("conv2", &conv2)
    visitor("fc1", &fc1)
    visitor("fc2", &fc2)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    let pool = MaxPool2D(poolSize: 2)
    let first = pool(conv1(x, context).relu(), context)
    let second = pool(conv2(first, context).relu(), context)
    return fc2(fc1(Flatten()(second, context), context).relu(), context)
  }
}
// snippet.hide
let library = SimpleCNN().initialized(seed: 1)
var mine = TutorialCNN()
try mine.load(library.stateDictionary(), from: "the library's network")
precondition(mine.parameterCount == 545_098)
let x = Variable(RandomStream(seed: 1, purpose: .generation).normal([2, 3, 32, 32], deviation: 1))
let (one, other) = (mine(x, ForwardContext()).value, library(x, ForwardContext()).value)
precondition(zip(one.scalars, other.scalars).allSatisfy { abs($0 - $1) < 1e-4 })
