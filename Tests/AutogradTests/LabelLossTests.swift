// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Losses against class labels")
struct LabelLossTests {
  struct Setting: Sendable {
    let shape: Shape
    let smoothing: Float
    let isWeighted: Bool
    let scale: Float?
  }

  static let settings: [Setting] = [[5, 3], [2, 3, 17], [40, 1], [0, 4], [7, 33]].flatMap { (shape: Shape) in
    [0, 0.1, 1].flatMap { (smoothing: Float) in
      [false, true].flatMap { isWeighted in
        [nil, 0.5].map { Setting(shape: shape, smoothing: smoothing, isWeighted: isWeighted, scale: $0) }
      }
    }
  }

  /// Returns labels of which every third is -1, which excludes its row.
  private func labels(_ shape: Shape) -> [Int32] {
    let classes = shape[shape.rank - 1]
    return Samples(seed: 3).indices(shape.product(0..<shape.rank - 1), below: classes).enumerated().map {
      $0.offset % 3 == 1 ? -1 : $0.element
    }
  }

  @Test(
    "Cross-entropy with smoothing, class weights and excluded rows matches its formula", arguments: settings)
  func crossEntropy(setting: Setting) {
    let samples = Samples(seed: 4)
    let (shape, labels) = (setting.shape, labels(setting.shape))
    let classes = shape[shape.rank - 1]
    let weights = setting.isWeighted ? samples.tensor([classes], in: 0.2...2, ordinal: 1) : nil
    let numbers = weights.map { $0.scalars.map { Double($0) } } ?? [Double](repeating: 1, count: classes)
    let reference = { (inputs: [[Double]]) -> [Double] in
      let smoothing = Double(setting.smoothing)
      let losses = labels.enumerated().map { row, label -> Double in
        guard label >= 0 else { return 0 }
        let chances = Naive.softmax(Array(inputs[0][row * classes..<(row + 1) * classes]))
        return chances.indices.reduce(0.0) { sum, column in
          let share = smoothing / Double(classes) + (column == Int(label) ? 1 - smoothing : 0)
          return sum - numbers[column] * share * Math.log(chances[column])
        }
      }
      return setting.scale.map { [losses.reduce(0, +) * Double($0)] } ?? losses
    }
    #expect(
      GradientCheck.mismatch([samples.tensor(shape)], reference: reference) {
        $0[0].labelCrossEntropy(
          labels, weights: weights, smoothing: setting.smoothing, scale: setting.scale)
      } == nil)
  }

  @Test("Selecting the elements at labels gives gradients to those elements only")
  func elements() {
    let labels: [Int32] = [2, -1, 0]
    let reference = { (inputs: [[Double]]) in [inputs[0][2], 0, inputs[0][6]] }
    #expect(
      GradientCheck.mismatch([Samples(seed: 5).tensor([3, 3])], reference: reference) {
        $0[0].elements(at: labels)
      } == nil)
  }

  @Test("Label cross-entropy gives the same bits on one and on two threads")
  func threads() {
    let logits = Samples(seed: 6).tensor([4_001, 20])
    let labels = Samples(seed: 7).indices(4_001, below: 20)
    let results = [1, 2].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        let leaf = Variable(leaf: logits, on: Tape())
        let loss = leaf.labelCrossEntropy(labels, weights: nil, smoothing: 0.1, scale: 1)
        loss.backward()
        return (loss: loss.value, gradient: leaf.takeGradient())
      }
    }
    #expect(sameBits(results[0].loss, results[1].loss) && sameBits(results[0].gradient, results[1].gradient))
  }

  static let mistakes: [(String, @Sendable (Variable) -> Void)] = [
    (
      "expected 2 labels, one per row of scores, found 3",
      { _ = $0.labelCrossEntropy([0, 1, 2], weights: nil, smoothing: 0, scale: nil) }
    ),
    (
      "label 3 of row 1 is outside 0..<3",
      { _ = $0.labelCrossEntropy([0, 3], weights: nil, smoothing: 0, scale: nil) }
    ),
    (
      "class weights must have the shape [3]",
      { _ = $0.labelCrossEntropy([0, 1], weights: Tensor(zeros: [2]), smoothing: 0, scale: nil) }
    ),
    (
      "predictions and targets must have the same shape",
      { _ = $0.loss(.squared, against: Tensor(zeros: [2, 1])) }
    ),
  ]

  @Test("Labels, class weights and targets that do not fit the predictions trap", arguments: mistakes.indices)
  func failures(index: Int) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [index] in
      LabelLossTests.mistakes[index].1(Variable(Tensor(zeros: [2, 3])))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains(Self.mistakes[index].0), "\(message)")
  }
}
