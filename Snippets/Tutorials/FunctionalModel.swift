// A functional model: an input of 28 x 28 pixels with one channel, and a convolution with 32 filters.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
let inputs = Input(28, 28, 1)
let outputs = Conv2D(
  filters: 32, kernelSize: 3, padding: .same, dataFormat: .channelsLast, activation: .relu)(inputs)
let model = Model(inputs: inputs, outputs: outputs).initialized(seed: 1)
print(model.summary())
// snippet.hide
precondition(model.parameterCount == 320 && model.outputSizes == [[28, 28, 32]])
let image = RandomStream(seed: 1, purpose: .generation).normal([2, 28, 28, 1], deviation: 1)
let features = model(Variable(image), ForwardContext()).value
precondition(features.shape == [2, 28, 28, 32] && features.scalars.allSatisfy { $0 >= 0 })
