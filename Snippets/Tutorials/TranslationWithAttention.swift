// An encoder-decoder network with Bahdanau's attention learns to reverse sequences.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

func examples(_ step: Int) -> [[Int32]] {
  (0..<32).map { row in
    let stream = RandomStream(seed: 4, purpose: .generation, step: UInt64(step), ordinal: UInt64(row))
    return (0..<2 + stream.integer(below: 3, at: 0)).map {
      3 + Int32(stream.integer(below: 5, at: UInt64($0) + 1))
    }
  }
}
// snippet.show
var network = Seq2Seq(
  sourceCount: 8, targetCount: 8, embeddingSize: 16, hiddenSize: 32,
  attention: Attention(AdditiveScore(querySize: 32, keySize: 32, units: 16)), attends: .beforeStep
).initialized(seed: 1)
var optimizer = Adam(learningRate: 0.01)
for step in 0..<200 {
  let sources = examples(step)
  let (_, gradients) = network.valueAndGradients(seed: 1, step: step) { network, context in
    network.loss(sources, targets: sources.map { $0.reversed() }, context)
  }
  optimizer.update(&network, along: gradients.clipped(norm: 1))
}
let greedy = network.decoded([[3, 4, 5], [7, 3]], steps: 6)
let best = network.decoded([[3, 4, 5], [7, 3]], steps: 6, beamWidth: 4)
print(greedy.map(\.tokens), best.map { $0[0].logProbability })
// snippet.hide
precondition(greedy.map(\.tokens) == [[5, 4, 3], [3, 7]] && greedy[0].weights.shape == [3, 3])
precondition(zip(best, greedy).allSatisfy { $0[0].logProbability >= $1.logProbability - 1e-6 })
