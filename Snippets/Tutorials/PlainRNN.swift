// A recurrent network: with c = [x, h], h' = W c and o = log softmax(V c).

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct TutorialRNN: Module {
  var i2h, i2o: Linear

  init(inputSize: Int, hiddenSize: Int, outputSize: Int) {
    i2h = Linear(inputSize: inputSize + hiddenSize, outputSize: hiddenSize)
    i2o = Linear(inputSize: inputSize + hiddenSize, outputSize: outputSize)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("i2h", &i2h)
    visitor("i2o", &i2o)
  }

  func callAsFunction(_ x: Variable, _ h: Variable, _ context: ForwardContext) -> (Variable, Variable) {
    let combined = Variable.concatenated([x, h], axis: 1)
    return (i2o(combined, context).logSoftmax(), i2h(combined, context))
  }
}
// snippet.hide
let library = RNN(inputSize: 3, hiddenSize: 4, outputSize: 2).initialized(seed: 1)
var mine = TutorialRNN(inputSize: 3, hiddenSize: 4, outputSize: 2)
try mine.load(library.stateDictionary(), from: "the library's network")
let x = RandomStream(seed: 1, purpose: .generation).normal([5, 6, 3], deviation: 1)
var (o, h) = (Variable(x), library.initialState(batch: 5))
for step in 0..<6 {
  (o, h) = mine(Variable(x.slice(axis: 1, step..<step + 1).reshaped([5, 3])), h, ForwardContext())
}
precondition(o.value.scalars == library(Variable(x), ForwardContext()).value.scalars)
