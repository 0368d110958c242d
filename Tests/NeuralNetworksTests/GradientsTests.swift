// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Adding, scaling and clipping gradients")
struct GradientsTests {
  static let parameters = [Parameter(Tensor([1, 2], shape: [2])), Parameter(Tensor([3], shape: [1]))]

  /// Returns the gradients of the sums of the parameters, each multiplied by its factor; a factor of nil
  /// leaves the parameter out.
  private func gradients(_ factors: [Float?]) -> Gradients {
    let context = ForwardContext(training: 0, step: 0)
    let terms = zip(Self.parameters, factors).compactMap { parameter, factor in
      factor.map { context[parameter].sum() * $0 }
    }
    return context.gradients(of: terms.dropFirst().reduce(terms[0]) { $0 + $1 })
  }

  private func scalars(_ gradients: Gradients) -> [[Float]?] {
    Self.parameters.map { gradients[$0]?.scalars }
  }

  @Test("Adding the gradients of several passes keeps parameters that only one pass uses")
  func accumulation() {
    var total = Gradients()
    total += gradients([1, nil])
    #expect(scalars(total) == [[1, 1], nil])
    let second = gradients([2, 5])
    total += second
    #expect(scalars(total) == [[3, 3], [5]])
    total *= 0.5
    #expect(scalars(total) == [[1.5, 1.5], [2.5]])
    #expect(scalars(second) == [[2, 2], [5]])
  }

  @Test("The mean of the gradients of the parts of a batch equals the gradient of the batch")
  func parts() {
    let samples = Samples(seed: 1)
    let (x, y) = (samples.tensor([8, 3]), samples.tensor([8, 2], ordinal: 1))
    let layer = Linear(inputSize: 3, outputSize: 2).initialized(seed: 1)
    let gradients = { (range: Range<Int>) in
      let context = ForwardContext(training: 0, step: 0)
      let output = layer(Variable(x.slice(axis: 0, range)), context)
      return context.gradients(of: output.squaredError(targets: y.slice(axis: 0, range)))
    }
    var sum = Gradients()
    for start in [0, 2, 4, 6] { sum += gradients(start..<start + 2) }
    sum *= 1 / 4
    let (parts, whole) = (layer.stateDictionary(of: sum), layer.stateDictionary(of: gradients(0..<8)))
    for (name, gradient) in whole {
      #expect(parts[name].flatMap { mismatch($0, gradient) } == nil, "\(name)")
    }
  }

  @Test("Clipping by norm scales all gradients by the factor that PyTorch uses")
  func norm() {
    var gradients = gradients([2, 1])
    #expect(gradients.norm == 3)
    var kept = gradients
    #expect(kept.clip(norm: 4) == 3)
    #expect(scalars(kept) == [[2, 2], [1]])
    #expect(gradients.clip(norm: 1.5) == 3)
    let factor = Float(1.5 / (3 + 1e-6))
    #expect(scalars(gradients) == [[2 * factor, 2 * factor], [factor]])
    #expect(Gradients().norm == 0)
  }

  @Test("Gradient norms beyond the range of Float are finite, and clipping spreads a NaN to all gradients")
  func extremes() {
    var large = gradients([1e30, 1e30])
    #expect(abs(large.clip(norm: 1) / (1e30 * 3.0.squareRoot()) - 1) < 1e-6)
    #expect(abs(large.norm - 1) < 1e-6)
    var broken = gradients([1, .nan])
    #expect(broken.clip(norm: 1).isNaN)
    #expect(scalars(broken).allSatisfy { $0?.allSatisfy(\.isNaN) == true })
  }

  @Test("The gradient norm is the same to the bit for any order and any number of threads")
  func order() {
    let samples = Samples(seed: 2)
    let parameters = (0..<40).map { Parameter(samples.tensor([1 + $0 * 5_000], ordinal: $0)) }
    let norms = [1, 2].flatMap { threads in
      [parameters, parameters.reversed()].map { parameters in
        Parallelism.$threadCount.withValue(threads) {
          let context = ForwardContext(training: 0, step: 0)
          let sum = parameters.map { context[$0].map(.square).sum() }
          return context.gradients(of: sum.dropFirst().reduce(sum[0]) { $0 + $1 }).norm
        }
      }
    }
    #expect(Set(norms).count == 1)
  }

  @Test("Clipped copies of gradients leave the original gradients unchanged")
  func copies() {
    let gradients = gradients([2, 1])
    var clipped = gradients
    clipped.clip(norm: 1.5)
    #expect(scalars(gradients.clipped(norm: 1.5)) == scalars(clipped))
    #expect(scalars(gradients.clipped(norm: 4)) == [[2, 2], [1]])
    #expect(scalars(gradients.clipped(value: 1.25)) == [[1.25, 1.25], [1]])
    #expect(scalars(gradients) == [[2, 2], [1]])
  }

  @Test("Clipping by value limits each gradient element to the bounds")
  func value() {
    var gradients = gradients([-2, 0.25])
    gradients.clip(value: 0.5)
    #expect(scalars(gradients) == [[-0.5, -0.5], [0.25]])
  }
}
