// A long short-term memory with one product each for the input and the state, stacked, and a classifier on the last
// state.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct TutorialLSTMCell: Module {
  var x2h, h2h: Linear

  init(inputSize: Int, hiddenSize: Int) {
    let bound = 1 / Float(hiddenSize).squareRoot()
    x2h = Linear(inputSize: inputSize, outputSize: 4 * hiddenSize, initializer: .uniform(-bound...bound))
    h2h = Linear(inputSize: hiddenSize, outputSize: 4 * hiddenSize, initializer: .uniform(-bound...bound))
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("x2h", &x2h)
    visitor("h2h", &h2h)
  }

  func callAsFunction(_ x: Variable, _ h: Variable, _ c: Variable, _ context: ForwardContext) -> (
    Variable, Variable
  ) {
    let sums = x2h(x, context) + h2h(h, context)
    let size = h.shape[1]
    let (i, f, g, o) = (gate(0), gate(1), gate(2), gate(3))
    func gate(_ number: Int) -> Variable { sums.slice(axis: 1, number * size..<(number + 1) * size) }
    let next = f.sigmoid() * c + i.sigmoid() * g.tanh()
    return (o.sigmoid() * next.tanh(), next)
  }
}

struct TutorialLSTM: Module {
  var cells: [TutorialLSTMCell]
  var fc: Linear

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("cells", &cells)
    visitor("fc", &fc)
  }

  func callAsFunction(_ x: Variable, _ context: ForwardContext) -> Variable {
    let (batch, size) = (x.shape[0], fc.inputSize)
    var states = cells.map { _ in
      (Variable(Tensor(zeros: [batch, size])), Variable(Tensor(zeros: [batch, size])))
    }
    for step in 0..<x.shape[1] {
      var input = x.slice(axis: 1, step..<step + 1).reshaped([batch, x.shape[2]])
      for (layer, cell) in cells.enumerated() {
        states[layer] = cell(input, states[layer].0, states[layer].1, context)
        input = states[layer].0
      }
    }
    return fc(states[states.count - 1].0, context).logSoftmax()
  }
}
// snippet.hide
let library = LSTMClassifier(inputSize: 3, hiddenSize: 4, layers: 2, classes: 5).initialized(seed: 1)
var mine = TutorialLSTM(
  cells: [TutorialLSTMCell(inputSize: 3, hiddenSize: 4), TutorialLSTMCell(inputSize: 4, hiddenSize: 4)],
  fc: Linear(inputSize: 4, outputSize: 5))
for layer in 0..<2 {
  mine.cells[layer].x2h = library.lstm.cells[layer][0].inputLin
  mine.cells[layer].h2h = library.lstm.cells[layer][0].hiddenLin
}
mine.fc = library.fc
let x = Variable(RandomStream(seed: 1, purpose: .generation).normal([6, 7, 3], deviation: 1))
let (one, other) = (mine(x, ForwardContext()).value, library(x, ForwardContext()).value)
precondition(zip(one.scalars, other.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
precondition(library.lstm.cells[0][0].inputLin.weight.value.scalars.allSatisfy { abs($0) <= 0.5 })
