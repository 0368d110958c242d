// A network of two layers from scratch: y = sigmoid(W2 sigmoid(W1 x)), the sum of squared errors, gradients by the
// chain rule, and gradient descent.

// snippet.hide
// SPDX-License-Identifier: Apache-2.0
import GraphLearning

// snippet.show
struct TwoLayerNetwork {
  var w1 = RandomStream(seed: 1, purpose: .initialization).normal([3, 4], deviation: 1)
  var w2 = RandomStream(seed: 2, purpose: .initialization).normal([4, 1], deviation: 1)

  func hidden(_ x: Tensor) -> Tensor { x.matmul(w1).map(.sigmoid) }
  func output(_ x: Tensor) -> Tensor { hidden(x).matmul(w2).map(.sigmoid) }

  mutating func learn(_ x: Tensor, _ y: Tensor) -> Float {
    let (h, o) = (hidden(x), output(x))
    let error = y - o
    let atOutput = error * 2 * o * (o * -1 + 1)
    let atHidden = atOutput.matmul(w2.transposed()) * h * (h * -1 + 1)
    w2 = w2 + h.transposed().matmul(atOutput)
    w1 = w1 + x.transposed().matmul(atHidden)
    return (error * error).sum().scalar
  }
}

let x = Tensor([0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1], shape: [4, 3])
let y = Tensor([0, 1, 1, 0], shape: [4, 1])
var network = TwoLayerNetwork()
let losses = (0..<1500).map { _ in network.learn(x, y) }
print(network.output(x).scalars)
// snippet.hide
precondition(zip(losses.dropFirst(), losses).allSatisfy { $0 <= $1 + 1e-4 }, "the loss falls")
precondition(zip(network.output(x).scalars, y.scalars).allSatisfy { abs($0 - $1) < 0.1 })
