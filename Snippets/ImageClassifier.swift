// Distinguishes vertical from horizontal bars with a convolutional network, and prints the cost of the
// network.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
let stream = RandomStream(seed: 1, purpose: .generation)
let labels = (0..<200).map { Int32($0 % 2) }
let pictures = Tensor(
  labels.enumerated().flatMap { number, label in
    let bar = stream.integer(below: 12, at: UInt64(number))
    return (0..<144).map { Float((label == 0 ? $0 % 12 : $0 / 12) == bar ? 1 : 0) }
  }, shape: [200, 1, 12, 12])

var network = SimpleCNN(channels: 1, side: 12, classes: 2).initialized(seed: 1)
print(network.summary(inputShape: [1, 1, 12, 12]))

let trainer = BatchTrainer(optimizer: .adam(learningRate: 0.001), epochs: 5, batchSize: 20, seed: 1)
try trainer.fit(&network, exampleCount: 160) { network, examples, context in
  network(Variable(pictures.rows(examples)), context)
    .crossEntropy(labels: examples.map { labels[Int($0)] })
}
let unseen = (160..<200).map { Int32($0) }
let scores = network(Variable(pictures.rows(unseen)), ForwardContext())
let right = zip(scores.value.argmax(axis: 1), unseen).count { $0 == labels[Int($1)] }
print("\(right) of \(unseen.count) unseen images are classified correctly")
// snippet.hide
guard right >= 36 else { fatalError("expected at least 36 correct images, found \(right)") }
