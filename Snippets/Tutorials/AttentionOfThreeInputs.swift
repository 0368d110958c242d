// A model of three inputs: queries, keys and values of any length with 512 features, joined by attention.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
let query = Input(nil, 512)
let key = Input(nil, 512)
let value = Input(nil, 512)
let attention = Attention(DotScore(scale: .learnt), dropout: 0.5)
let results = attention.outputs(for: [query, key, value])
let model = Model(inputs: [query, key, value], outputs: results).initialized(seed: 1)
print(model.summary(batchSize: 2, unknownSize: 6))
// snippet.hide
let stream = RandomStream(seed: 1, purpose: .generation)
let inputs = [4, 6, 6].enumerated().map { index, length in
  Variable(stream.substream(UInt64(index)).normal([2, length, 512], deviation: 0.05))
}
let outputs = model(inputs, ForwardContext()).map(\.value)
precondition(outputs[0].shape == [2, 4, 512] && outputs[1].shape == [2, 4, 6] && model.parameterCount == 1)
precondition(outputs[1].sum(axis: 2).scalars.allSatisfy { abs($0 - 1) < 1e-5 })
