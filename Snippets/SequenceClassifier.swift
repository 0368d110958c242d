// Distinguishes sequences with a rise from sequences with a fall, whatever their length, with a
// bidirectional GRU and attention from its last state to all states.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct JumpClassifier: Module {
  var gru: GRU
  var attention: Attention<GeneralScore>
  var output: Linear

  init() {
    gru = GRU(inputSize: 1, hiddenSize: 16, direction: .both(.concatenation))
    attention = Attention(GeneralScore(querySize: 32, keySize: 32))
    output = Linear(inputSize: 64, outputSize: 2)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("gru", &gru)
    visitor("attention", &attention)
    visitor("output", &output)
  }

  func callAsFunction(_ input: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    let states = gru.read(input, mask: mask, context)
    let rows = input.shape[0]
    let heard = attention(
      query: states.last.reshaped([rows, 1, 32]), keys: states.output, mask: mask, context
    ).output
    return output(.concatenated([states.last, heard.reshaped([rows, 32])], axis: 1), context)
  }
}

// Sequences of 4 to 12 numbers, padded with zeros: one number is 1 for a rise or -1 for a fall, the
// others are 0.
let (count, steps) = (600, 12)
let stream = RandomStream(seed: 1, purpose: .generation)
let lengths = (0..<count).map { 4 + stream.integer(below: 9, at: UInt64($0)) }
let labels = (0..<count).map { Int32($0 % 2) }
let numbers = (0..<count).flatMap { row in
  let place = stream.integer(below: lengths[row], at: UInt64(1000 + row))
  return (0..<steps).map { step in step == place ? Float(labels[row] * 2 - 1) : 0 }
}
let sequences = Tensor(numbers, shape: [count, steps, 1])
let mask = Tensor.sequenceMask(lengths: lengths, steps: steps)

var network = JumpClassifier().initialized(seed: 1)
let trainer = BatchTrainer(
  optimizer: .adam(learningRate: 0.005), epochs: 10, batchSize: 50, largestGradientNorm: 5, seed: 1)
try trainer.fit(&network, exampleCount: 500) { network, examples, context in
  network(Variable(sequences.rows(examples)), mask: mask.rows(examples), context)
    .crossEntropy(labels: examples.map { labels[Int($0)] })
}
let unseen = (500..<600).map { Int32($0) }
let scores = network(Variable(sequences.rows(unseen)), mask: mask.rows(unseen), ForwardContext())
let right = zip(scores.value.argmax(axis: 1), unseen).count { $0 == labels[Int($1)] }
print("\(right) of \(unseen.count) unseen sequences are classified correctly")
// snippet.hide
guard right >= 95 else { fatalError("expected at least 95 correct sequences, found \(right)") }
