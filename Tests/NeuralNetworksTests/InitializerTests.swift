// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Initialisers have the bounds and variances of their papers")
struct InitializerTests {
  static let sizes: [(Int, Int)] = [(300, 200), (50, 700)]

  private func variance(_ tensor: Tensor) -> Double {
    let scalars = tensor.scalars.map { Double($0) }
    let mean = scalars.reduce(0, +) / Double(scalars.count)
    return scalars.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scalars.count)
  }

  private func draw(_ initializer: Initializer, _ fanIn: Int, _ fanOut: Int, seed: UInt64 = 1) -> Tensor {
    initializer.matrix(
      fanIn: fanIn, fanOut: fanOut, stream: RandomStream(seed: seed, purpose: .initialization))
  }

  @Test(
    "Glorot and He uniform weights fill their interval", arguments: [Initializer.glorotUniform, .heUniform],
    sizes)
  func uniform(initializer: Initializer, size: (Int, Int)) {
    let fans = Double(initializer == .heUniform ? size.0 : size.0 + size.1)
    let bound = (6 / fans).squareRoot()
    let weights = draw(initializer, size.0, size.1)
    #expect(weights.shape == [size.0, size.1])
    let largest = Double(weights.scalars.map { abs($0) }.max() ?? 0)
    #expect(largest <= bound * (1 + 1e-6) && largest > bound * 0.99)
    #expect(abs(variance(weights) / (bound * bound / 3) - 1) < 0.03)
  }

  @Test(
    "Glorot and He normal weights have their variance", arguments: [Initializer.glorotNormal, .heNormal],
    sizes)
  func normal(initializer: Initializer, size: (Int, Int)) {
    let fans = Double(initializer == .heNormal ? size.0 : size.0 + size.1)
    let weights = draw(initializer, size.0, size.1)
    #expect(abs(variance(weights) / (2 / fans) - 1) < 0.03)
    #expect(abs(weights.mean().scalar) < 0.002)
  }

  @Test(
    "Variance scaling gives scale / fan for every distribution and fan, as does LeCun's", arguments: sizes)
  func varianceScaling(size: (Int, Int)) {
    let distributions: [Initializer.Distribution] = [.uniform, .normal, .truncatedNormal]
    let fans: [(Initializer.Fan, Int)] = [
      (.inputs, 2 * size.0), (.outputs, 2 * size.1), (.average, size.0 + size.1),
    ]
    for distribution in distributions {
      for (fan, twice) in fans {
        let weights = draw(.varianceScaling(scale: 1.5, fan, distribution), size.0, size.1)
        #expect(abs(variance(weights) / (1.5 * 2 / Double(twice)) - 1) < 0.03)
        #expect(abs(weights.mean().scalar) < 0.005)
      }
    }
    let bound = (3 / Double(size.0)).squareRoot()
    #expect(draw(.leCunUniform, size.0, size.1).scalars.allSatisfy { Double(abs($0)) <= bound * (1 + 1e-6) })
    #expect(abs(variance(draw(.leCunNormal, size.0, size.1)) * Double(size.0) - 1) < 0.03)
  }

  @Test("Initialisers with custom bounds, deviations and constants follow their arguments")
  func plain() {
    #expect(draw(.ones, 3, 4) == Tensor(repeating: 1, shape: [3, 4]))
    #expect(draw(.constant(-0.5), 3, 4) == Tensor(repeating: -0.5, shape: [3, 4]))
    let uniform = draw(.uniform(0.25...0.75), 200, 300)
    #expect(uniform.scalars.allSatisfy { $0 >= 0.25 && $0 <= 0.75 })
    #expect(abs(uniform.mean().scalar - 0.5) < 0.003 && abs(variance(uniform) * 48 - 1) < 0.03)
    #expect(abs(variance(draw(.normal(deviation: 0.5), 200, 300)) * 4 - 1) < 0.03)
    let truncated = draw(.truncatedNormal(deviation: 0.5), 200, 300)
    let largest = truncated.scalars.map { abs($0) }.max() ?? 0
    #expect(largest <= 1 && largest > 0.99)
    // Truncating at two deviations leaves 1 - 4 phi(2) / (2 Phi(2) - 1) of the variance.
    #expect(abs(variance(truncated) / (0.25 * 0.7737413) - 1) < 0.03)
  }

  @Test(
    "Orthogonal initialisation gives orthogonal rows or columns whose length is the gain",
    arguments: [(5, 5), (40, 7), (7, 40), (1, 3), (130, 129)])
  func orthogonal(size: (Int, Int)) {
    let weights = draw(.orthogonal(gain: 2), size.0, size.1)
    let isTall = size.0 >= size.1
    let products = weights.matmul(weights, transposingLeft: isTall, transposingRight: !isTall)
    let count = min(size.0, size.1)
    let expected = (0..<count * count).map { $0 / count == $0 % count ? 4.0 : 0 }
    #expect(mismatch(products, expected) == nil)
  }

  @Test(
    "Orthogonal matrices have elements of mean 0 without a preferred sign on the diagonal")
  func evenly() {
    let draws = (0..<400).map { draw(.orthogonal(), 4, 4, seed: UInt64($0)) }
    for place in 0..<16 {
      let values = draws.map { Double($0.scalars[place]) }
      #expect(abs(values.reduce(0, +) / 400) < 0.08)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } / 400 - 0.25) < 0.05)
    }
  }

  @Test("Orthogonal initialisation treats tensors as matrices of the first axis by all others")
  func orthogonalTensors() {
    let stream = RandomStream(seed: 1, purpose: .initialization)
    let weights = Initializer.orthogonal().tensor([6, 2, 3, 3], fanIn: 18, fanOut: 54, stream: stream)
    let rows = weights.reshaped([6, 18])
    let expected = (0..<36).map { $0 / 6 == $0 % 6 ? 1.0 : 0 }
    #expect(mismatch(rows.matmul(rows, transposingRight: true), expected) == nil)
    #expect(Initializer.orthogonal().tensor([0, 3], fanIn: 0, fanOut: 3, stream: stream).count == 0)
  }

  @Test("Identity initialisation puts the gain on the diagonal")
  func identity() {
    #expect(draw(.identity(gain: 3), 2, 3).scalars == [3, 0, 0, 0, 3, 0])
    #expect(draw(.identity(), 3, 2).scalars == [1, 0, 0, 1, 0, 0])
  }

  @Test("Every random initialiser depends only on the stream")
  func everySeed() {
    let initializers: [Initializer] = [
      .uniform(-1...1), .normal(deviation: 1), .truncatedNormal(deviation: 1), .leCunUniform, .leCunNormal,
      .orthogonal(),
      .varianceScaling(scale: 1, .outputs, .truncatedNormal),
    ]
    for initializer in initializers {
      #expect(sameBits(draw(initializer, 9, 5), draw(initializer, 9, 5)))
      #expect(draw(initializer, 9, 5) != draw(initializer, 9, 5, seed: 2))
    }
  }

  @Test("Zeros are zeros, and the seed determines random weights")
  func seeds() {
    #expect(draw(.zeros, 3, 4) == Tensor(zeros: [3, 4]))
    #expect(draw(.glorotUniform, 9, 9) == draw(.glorotUniform, 9, 9))
    #expect(draw(.glorotUniform, 9, 9) != draw(.glorotUniform, 9, 9, seed: 2))
    #expect(draw(.heNormal, 0, 0).count == 0)
  }

  @Test("Linear starts with Glorot uniform weights and a bias of 0")
  func linear() {
    let layer = Linear(inputSize: 20, outputSize: 10).initialized(seed: 1)
    let stream = RandomStream(seed: 1, purpose: .initialization, name: "weight")
    #expect(layer.weight.value == Initializer.glorotUniform.matrix(fanIn: 20, fanOut: 10, stream: stream))
    #expect(layer.bias?.value == Tensor(zeros: [10]))
    #expect(Linear(inputSize: 2, outputSize: 2, hasBias: false).initialized(seed: 1).bias == nil)
  }

  @Test(
    "Identity and orthogonal initialisation of unsuitable shapes trap",
    arguments: ["identity: [2, 2, 2]: needs two axes", "orthogonal: [3]: needs at least two axes"])
  func failures(message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in
      let isIdentity = message.hasPrefix("identity")
      let initializer: Initializer = isIdentity ? .identity() : .orthogonal()
      let stream = RandomStream(seed: 1, purpose: .initialization)
      _ = initializer.tensor(isIdentity ? [2, 2, 2] : [3], fanIn: 2, fanOut: 2, stream: stream)
    }
    let written = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(written.contains(message), "\(written)")
  }
}
