// A custom attention layer: scores V tanh(W1 features + W2 hidden), a softmax over the places, and the context.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct CustomAttention: Module {
  var w1, w2, v: Linear

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    for (name, layer) in [("W1", \Self.w1), ("W2", \.w2), ("V", \.v)] { visitor(name, &self[keyPath: layer]) }
  }

  func callAsFunction(_ features: Variable, hidden: Variable, _ context: ForwardContext) -> (
    Variable, Variable
  ) {
    let time = hidden.reshaped([hidden.shape[0], 1, hidden.shape[1]])
    let score = (w1(features, context) + w2(time, context)).tanh()
    let weights = v(score, context).softmax(axis: 1)
    return ((weights * features).sum(axis: 1), weights)
  }
}
// snippet.hide
let layer = CustomAttention(
  w1: Linear(inputSize: 6, outputSize: 4), w2: Linear(inputSize: 3, outputSize: 4),
  v: Linear(inputSize: 4, outputSize: 1)
).initialized(seed: 1)
let stream = RandomStream(seed: 1, purpose: .generation)
let features = stream.normal([2, 5, 6], deviation: 1)
let hidden = stream.substream(1).normal([2, 3], deviation: 1)
let (context, weights) = layer(Variable(features), hidden: Variable(hidden), ForwardContext())
precondition(context.shape == [2, 6] && weights.shape == [2, 5, 1])
precondition(weights.value.sum(axis: 1).scalars.allSatisfy { abs($0 - 1) < 1e-5 })
// Additive attention with the same weights; biases only shift scores, or start at 0.
var score = AdditiveScore(querySize: 3, keySize: 6, units: 4)
score.queryWeight = Parameter(layer.w2.weight.value)
score.keyWeight = Parameter(layer.w1.weight.value)
score.v = Parameter(layer.v.weight.value.reshaped([4]))
let same = Attention(score)(
  query: Variable(hidden.reshaped([2, 1, 3])), keys: Variable(features), ForwardContext())
for (one, other) in zip(same.output.value.scalars, context.value.scalars) {
  precondition(abs(one - other) < 1e-5)
}
