import Autograd
import NeuralNetworks
import Recipes
import TensorCore
import Testing

@Suite("Question classifiers")
struct QuestionTests {
  @Test("convolutions hear the same in a sentence that is filled up further")
  func padding() {
    var encoder = CNNQuestions.Encoder(RandomStream(seed: 1, purpose: .initialization))
    // With outputs above 0 where there is no word at all, places that fill up would be the largest.
    for number in encoder.convolutions.indices {
      encoder.convolutions[number].bias?.value = Tensor(repeating: 5, shape: [100])
    }
    let words = RandomStream(seed: 2, purpose: .generation).normal([2, 7, 100])
    let short = encoder(
      Variable(words), mask: .sequenceMask(lengths: [7, 7], steps: 7), ForwardContext())
    let long = encoder(
      Variable(.concatenated([words, Tensor(zeros: [2, 6, 100])], axis: 1)),
      mask: .sequenceMask(lengths: [7, 7], steps: 13), ForwardContext())
    #expect(short.shape == [2, 300])
    #expect(zip(short.value.scalars, long.value.scalars).allSatisfy { abs($0 - $1) < 1e-4 })
    #expect(short.value.scalars.contains { $0 < 5 })
  }
}
