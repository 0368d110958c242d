// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import Images
internal import NeuralNetworks
package import TensorCore
internal import Training

/// A task in which some or all items are to be pointed at in an order given by a rule.
package struct PointerTask: Sendable {
  /// The number of items per row.
  package static let counts = 5...10
  /// The number of places per row: place 0 is the end, and each item has one place after it.
  package static let places = counts.upperBound + 1
  private static let batchSize = 128
  private static let stepsOfRound = 100

  /// The number of features per item. Each feature is in 0...1.
  let features: Int
  /// Returns the indices of the items to point at, in order.
  let rule: @Sendable (_ items: [[Float]]) -> [Int]

  package init(features: Int, rule: @escaping @Sendable (_ items: [[Float]]) -> [Int]) {
    self.features = features
    self.rule = rule
  }

  /// Rows of items with their targets.
  package struct Batch {
    package let items: [[[Float]]]
    /// The input, `[rows, places, features + 1]`: the end, marked by the last feature, then the items,
    /// then zeros.
    package let elements: Tensor
    /// The mask, `[rows, places]`: 0 for padding.
    package let mask: Tensor
    /// The places to point at, the end last, padded with -1, which the loss ignores.
    package let targets: [[Int32]]
  }

  /// Returns the random items that `stream` determines.
  func items(_ stream: RandomStream) -> [[Float]] {
    let count = Self.counts.lowerBound + stream.integer(below: Self.counts.count, at: 0)
    return (0..<count).map { item in
      (0..<features).map { Float(stream.uniform(at: UInt64(1 + item * features + $0))) }
    }
  }

  /// Creates a batch of these items with the targets that the rule gives.
  package func batch(_ items: [[[Float]]]) -> Batch {
    let (places, width) = (Self.places, features + 1)
    var elements = [Float](repeating: 0, count: items.count * places * width)
    for (row, set) in items.enumerated() {
      elements[row * places * width + features] = 1
      for (item, numbers) in set.enumerated() {
        let start = (row * places + item + 1) * width
        for (feature, number) in numbers.enumerated() { elements[start + feature] = 2 * number - 1 }
      }
    }
    let targets = items.map { set in
      let target = rule(set).map { Int32($0 + 1) } + [0]
      return target + [Int32](repeating: -1, count: places - target.count)
    }
    return Batch(
      items: items, elements: Tensor(elements, shape: [items.count, places, width]),
      mask: .sequenceMask(lengths: items.map { $0.count + 1 }, steps: places), targets: targets)
  }

  /// Creates rows that are not used in training.
  package func unseen(_ count: Int, seed: UInt64) -> Batch {
    batch((0..<count).map { items(RandomStream(seed: seed, purpose: .split, step: UInt64($0))) })
  }

  /// Trains `model` on new items in each step and reports the progress.
  func train(
    _ model: inout PointerNetwork<some SequenceEncoder>, steps: Int, learningRate: Float,
    _ session: RecipeSession
  ) throws(DataError) {
    let rounds = steps / Self.stepsOfRound
    let count = Self.stepsOfRound * Self.batchSize
    let trainer = BatchTrainer(
      epochs: rounds, batchSize: Self.batchSize,
      schedule: .warmUp(steps: 100, then: .cosine(from: learningRate, steps: steps - 100)),
      largestGradientNorm: 1, seed: session.seed)
    var seen: UInt64 = 0
    try trainer.fit(&model, exampleCount: count) { model, examples, context in
      let batch = batch(
        examples.map {
          items(RandomStream(seed: session.seed, purpose: .generation, step: seen + UInt64($0)))
        })
      return model(Variable(batch.elements), targets: batch.targets, mask: batch.mask, context).scores
        .crossEntropy(labels: batch.targets.flatMap { $0 })
    } onEpoch: { report, _ in
      seen += UInt64(count)
      session.progress(
        "step \(report.epoch * Self.stepsOfRound)/\(steps)", loss: report.loss,
        Double(report.epoch) / Double(rounds))
    }
  }

  /// Reports the share of unseen rows whose places are all right, notes it by the number of items, and
  /// draws for some rows the probabilities of the places (columns) at each step (rows), where white is
  /// 1.
  func test(_ model: PointerNetwork<some SequenceEncoder>, as figure: String, _ session: RecipeSession)
    throws(DataError)
  {
    let batch = unseen(2_000, seed: session.seed)
    let output = model(Variable(batch.elements), mask: batch.mask, ForwardContext())
    let places = output.places
    let right = zip(places, batch.targets).map { Self.isSame($0, $1) }
    session.report(figure, Double(right.count { $0 }) / Double(right.count))
    for count in Self.counts {
      let rows = batch.items.indices.filter { batch.items[$0].count == count }
      let share = Double(rows.count { right[$0] }) / Double(rows.count)
      session.note("\(count) items: \(NumberText.percent(share, 1)) of \(rows.count)")
    }
    let maps = output.scores.softmax().value.slice(axis: 0, 0..<8).reshaped([8, 1, Self.places, Self.places])
    try session.write(PixelImage.sheet(of: maps, columns: 4, enlarged: 12), "pointers")
  }

  /// Returns whether the places equal those of the target up to the end.
  package static func isSame(_ places: [Int32], _ target: [Int32]) -> Bool {
    let length = (target.firstIndex(of: 0) ?? target.count - 1) + 1
    return places.prefix(length) == target.prefix(length)
  }
}
