import Autograd
import NeuralNetworks
import TensorCore
import Testing

@Suite("Initial weights have the bounds and variances of their papers")
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

  @Test("Uniform weights fill their interval", arguments: [Initializer.glorotUniform, .heUniform], sizes)
  func uniform(initializer: Initializer, size: (Int, Int)) {
    let fans = Double(initializer == .heUniform ? size.0 : size.0 + size.1)
    let bound = (6 / fans).squareRoot()
    let weights = draw(initializer, size.0, size.1)
    #expect(weights.shape == [size.0, size.1])
    let largest = Double(weights.scalars.map { abs($0) }.max() ?? 0)
    #expect(largest <= bound * (1 + 1e-6) && largest > bound * 0.99)
    #expect(abs(variance(weights) / (bound * bound / 3) - 1) < 0.03)
  }

  @Test("Normal weights have their variance", arguments: [Initializer.glorotNormal, .heNormal], sizes)
  func normal(initializer: Initializer, size: (Int, Int)) {
    let fans = Double(initializer == .heNormal ? size.0 : size.0 + size.1)
    let weights = draw(initializer, size.0, size.1)
    #expect(abs(variance(weights) / (2 / fans) - 1) < 0.03)
    #expect(abs(weights.mean().scalar) < 0.002)
  }

  @Test("Zeros are zeros, and a seed decides the weights")
  func seeds() {
    #expect(draw(.zeros, 3, 4) == Tensor(zeros: [3, 4]))
    #expect(draw(.glorotUniform, 9, 9) == draw(.glorotUniform, 9, 9))
    #expect(draw(.glorotUniform, 9, 9) != draw(.glorotUniform, 9, 9, seed: 2))
    #expect(draw(.heNormal, 0, 0).count == 0)
  }

  @Test("Linear starts with Glorot's uniform weights and a bias of 0")
  func linear() {
    let stream = RandomStream(seed: 1, purpose: .initialization)
    let layer = Linear(inputSize: 20, outputSize: 10, stream: stream)
    #expect(layer.weight.value == draw(.glorotUniform, 20, 10))
    #expect(layer.bias?.value == Tensor(zeros: [10]))
    #expect(Linear(inputSize: 2, outputSize: 2, hasBias: false, stream: stream).bias == nil)
  }
}
