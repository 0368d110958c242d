// Positions as concatenated cosines and sines of position / 10000^(2 j / size).

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import Foundation
import GraphLearning

// snippet.show
func positions(_ length: Int, size: Int) -> Tensor {
  let rows = (0..<length).flatMap { position -> [Float] in
    let angles = (0..<size / 2).map { Double(position) / pow(10_000, 2 * Double($0) / Double(size)) }
    return angles.map { Float(cos($0)) } + angles.map { Float(sin($0)) }
  }
  return Tensor(rows, shape: [length, size])
}
let words = Variable(Tensor(zeros: [2, 9, 8]))
let embedded = PositionalEncoding.concatenatedSinusoids(words, ForwardContext())
// snippet.hide
let table = positions(9, size: 8)
precondition(embedded.shape == [2, 9, 8])
precondition(Array(embedded.value.scalars.prefix(72)) == table.scalars)
precondition(table.scalars == PositionalEncoding.concatenatedSinusoidTable(0..<9, size: 8).scalars)
