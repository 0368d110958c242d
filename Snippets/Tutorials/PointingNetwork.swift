// A pointer network: an LSTM reads in both directions; a decoder LSTM of twice the size scores the places at each
// step and receives the mean of their encodings, weighted by the probabilities.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct TutorialPointer: Module {
  var encoder: LSTM
  var decoder: LSTM
  var score: AdditiveScore

  init(inputSize: Int, hiddenSize: Int) {
    let size = 2 * hiddenSize
    encoder = LSTM(inputSize: inputSize, hiddenSize: hiddenSize, direction: .both(.concatenation))
    decoder = LSTM(inputSize: size, hiddenSize: size)
    score = AdditiveScore(querySize: size, keySize: size, units: size)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("encoder", &encoder)
    visitor("decoder", &decoder)
    visitor("score", &score)
  }

  func callAsFunction(_ x: Variable, mask: Tensor, _ context: ForwardContext) -> (Variable, Variable) {
    var (encoding, state) = encoder.encode(x, mask: mask, context)
    var pointer = Variable(Tensor(zeros: [x.shape[0], 1, encoding.shape[2]]))
    var (scores, pointers): ([Variable], [Variable]) = ([], [])
    for _ in 0..<x.shape[1] {
      let step = decoder.read(pointer, from: state, context)
      state = step.state
      scores.append(score(query: step.output, keys: encoding, context))
      pointer = scores[scores.count - 1].softmax(mask: mask.reshaped([x.shape[0], 1, x.shape[1]])).matmul(
        encoding)
      pointers.append(pointer)
    }
    return (.concatenated(scores, axis: 1), .concatenated(pointers, axis: 1))
  }
}
// snippet.hide
let library = PointerNetwork(inputSize: 2, hiddenSize: 4, feedback: .pointer).initialized(seed: 1)
var mine = TutorialPointer(inputSize: 2, hiddenSize: 4)
(mine.encoder, mine.decoder, mine.score) = (library.encoder, library.decoder, library.score)
let x = Variable(RandomStream(seed: 1, purpose: .generation).normal([3, 5, 2], deviation: 1))
let mask = Tensor.sequenceMask(lengths: [5, 3, 4], steps: 5)
let (_, pointers) = mine(x, mask: mask, ForwardContext())
let expected = library(x, mask: mask, ForwardContext()).pointers
precondition(zip(pointers.value.scalars, expected.value.scalars).allSatisfy { abs($0 - $1) < 1e-5 })
