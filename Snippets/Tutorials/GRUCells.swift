// Gated recurrent units with the reset gate before the product, one layer above the other.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct TutorialGRUCell: Module {
  var reset, update, candidate: Linear

  init(inputSize: Int, hiddenSize: Int) {
    let size = inputSize + hiddenSize
    reset = Linear(inputSize: size, outputSize: hiddenSize)
    update = Linear(inputSize: size, outputSize: hiddenSize)
    candidate = Linear(inputSize: size, outputSize: hiddenSize)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("reset", &reset)
    visitor("update", &update)
    visitor("candidate", &candidate)
  }

  func callAsFunction(_ x: Variable, _ h: Variable, _ context: ForwardContext) -> Variable {
    let combined = Variable.concatenated([x, h], axis: 1)
    let r = reset(combined, context).sigmoid()
    let z = update(combined, context).sigmoid()
    let n = candidate(.concatenated([x, r * h], axis: 1), context).tanh()
    return (1 - z) * h + z * n
  }
}

/// Returns the highest output and the states of all layers after one step.
func step(_ cells: [TutorialGRUCell], _ x: Variable, _ states: [Variable], _ context: ForwardContext)
  -> [Variable]
{
  var (states, x) = (states, x)
  for (layer, cell) in cells.enumerated() {
    states[layer] = cell(x, states[layer], context)
    x = states[layer]
  }
  return states
}
// snippet.hide
let library = ConcatenatedGRU(inputSize: 3, hiddenSize: 4, layers: 2).initialized(seed: 1)
var cells = [TutorialGRUCell(inputSize: 3, hiddenSize: 4), TutorialGRUCell(inputSize: 4, hiddenSize: 4)]
for layer in 0..<2 { try cells[layer].load(library.cells[layer].stateDictionary(), from: "layer \(layer)") }
let x = RandomStream(seed: 1, purpose: .generation).normal([5, 6, 3], deviation: 1)
var states = [Variable](repeating: Variable(Tensor(zeros: [5, 4])), count: 2)
for index in 0..<6 {
  states = step(
    cells, Variable(x.slice(axis: 1, index..<index + 1).reshaped([5, 3])), states, ForwardContext())
}
let expected = library.read(Variable(x), ForwardContext()).states
for (one, other) in zip(states, expected) {
  precondition(zip(one.value.scalars, other.value.scalars).allSatisfy { abs($0 - $1) < 1e-6 })
}
