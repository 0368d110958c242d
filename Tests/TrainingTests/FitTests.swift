// SPDX-License-Identifier: Apache-2.0

import Autograd
import Foundation
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import Synchronization
import TensorCore
import Testing
import Training

@Suite("Training layers and functional models with fit")
struct FitTests {
  /// 200 points in the plane; the class says whether the product of the coordinates is positive.
  private static let points: (inputs: Tensor, labels: [Int]) = {
    let inputs = Samples(seed: 8).tensor([200, 2])
    return (inputs, (0..<200).map { inputs.row($0)[0] * inputs.row($0)[1] > 0 ? 1 : 0 })
  }()

  private func network(_ outputs: Int, _ activation: Activation? = nil) -> Sequential {
    Sequential(Dense(units: 16, activation: .tanh), Dense(units: outputs, activation: activation))
  }

  @Test("A chain of unbuilt layers learns classes, and the history has the figures of every epoch")
  func classes() throws {
    var network = network(2)
    let history = try network.fit(
      Self.points.inputs, labels: Self.points.labels, optimizer: .adam(learningRate: 0.05), epochs: 40,
      batchSize: 20, validationSplit: 0.25, metrics: [.accuracy], seed: 3)
    #expect(history.epochs.count == 40)
    #expect(history[.loss].count == 40 && history[.validationLoss].count == 40)
    #expect(history[.loss][39] < history[.loss][0])
    #expect(history[.metric(.accuracy)][39] > 0.9 && history[.validationMetric(.accuracy)][39] > 0.85)
    let outputs = network.outputs(for: Self.points.inputs.slice(axis: 0, 150..<200))
    let right = zip(outputs.argmax(axis: 1), Self.points.labels[150...]).count { Int($0) == $1 }
    #expect(history[.validationMetric(.accuracy)][39] == Double(right) / 50)
    let loss = outputs.crossEntropy(
      labels: Self.points.labels[150...].map { Int32($0) }, rows: (0..<50).map { Int32($0) })
    #expect(abs(Double(loss) - history[.validationLoss][39]) < 1e-6)
  }

  @Test("Probabilities with the binary cross-entropy give the same model as scores do")
  func probabilities() throws {
    let targets = Tensor(Self.points.labels.map { Float($0) }, shape: [200, 1])
    var one = network(1, .sigmoid)
    var other = network(1)
    let history = try one.fit(
      Self.points.inputs, targets: targets, loss: .binaryCrossEntropy(fromLogits: false), epochs: 5,
      metrics: Metric.allCases.filter { $0 != .meanAbsoluteError }, seed: 1)
    let same = try other.fit(
      Self.points.inputs, targets: targets, loss: .binaryCrossEntropy(), epochs: 5,
      metrics: [.binaryAccuracy, .areaUnderROC], seed: 1)
    for (left, right) in zip(history[.loss], same[.loss]) { #expect(abs(left - right) < 1e-4) }
    #expect(history[.metric(.binaryAccuracy)] == same[.metric(.binaryAccuracy)])
    #expect(history[.metric(.accuracy)] == history[.metric(.binaryAccuracy)])
  }

  @Test("Equal seeds give equal histories and weights, and a run goes on with the weights that there are")
  func repeatable() throws {
    var (one, other) = (network(2), network(2))
    let fit = { (network: inout Sequential) throws in
      try network.fit(Self.points.inputs, labels: Self.points.labels, epochs: 3, seed: 7)
    }
    #expect(try fit(&one)[.loss] == fit(&other)[.loss])
    #expect(one.stateDictionary().map(\.1.scalars) == other.stateDictionary().map(\.1.scalars))
    #expect(try fit(&one)[.loss][0] < fit(&other)[.loss][0] + 1e-9)
    let later = try one.fit(Self.points.inputs, labels: Self.points.labels, epochs: 1, seed: 7)
    #expect(later.epochs.count == 1)
  }

  @Test("A model with two inputs is trained, and its inputs must have as many examples as there are targets")
  func twoInputs() throws {
    let (left, right) = (Input(1), Input(1))
    let joined = Joining(.concatenation(axis: 1))(left, right)
    var model = Model(
      inputs: [left, right], outputs: Dense(units: 1)(Dense(units: 16, activation: .tanh)(joined)))
    let (x, y) = (
      Self.points.inputs.slice(axis: 1, 0..<1), Self.points.inputs.slice(axis: 1, 1..<2)
    )
    let products = x * y
    let history = try model.fit(
      [x, y], targets: products, loss: .meanSquaredError, optimizer: .adam(learningRate: 0.02), epochs: 60,
      metrics: [.meanSquaredError, .meanAbsoluteError], seed: 2)
    #expect(history[.loss][59] < 0.2 * history[.loss][0])
    let short = products.slice(axis: 0, 0..<10)
    let error = #expect(throws: DataError.self) {
      try model.fit([x, y], targets: short, loss: .meanSquaredError)
    }
    #expect(error?.message == "there are 200 examples, but 10 targets")
  }

  @Test("Early stopping ends a run and restores the best weights; without restoring, the last ones are kept")
  func earlyStopping() throws {
    for restores in [true, false] {
      var network = network(2)
      let weights = Mutex<[[[Float]]]>([])
      let history = try network.fit(
        Self.points.inputs, labels: Self.points.labels, optimizer: .sgd(learningRate: 3), epochs: 100,
        validationSplit: 0.3,
        callbacks: [
          .earlyStopping(patience: 3, restoresBest: restores),
          TrainingCallback { (state) throws(DataError) in
            weights.withLock { $0.append(state.model.stateDictionary().map(\.1.scalars)) }
          },
        ], seed: 1)
      let losses = history[.validationLoss]
      let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
      #expect(losses.count == best + 4, "\(losses)")
      let kept = network.stateDictionary().map(\.1.scalars)
      #expect(kept == weights.withLock { $0[restores ? best : losses.count - 1] })
    }
  }

  @Test("Schedules change the learning rate, the best weights are saved, and progress is one line per epoch")
  func callbacks() throws {
    let rates = Mutex<[Float]>([])
    let lines = Mutex<[String]>([])
    var network = network(2)
    try TrainedClassifierTests.withFile { path in
      let history = try network.fit(
        Self.points.inputs, labels: Self.points.labels, optimizer: .sgd(learningRate: 0.1), epochs: 4,
        callbacks: [
          .schedule(.exponential(from: 0.1, factor: 0.5)),
          .savingBest(to: path, by: .loss), .progress { line in lines.withLock { $0.append(line) } },
          TrainingCallback { (state) throws(DataError) in rates.withLock { $0.append(state.learningRate) } },
        ])
      #expect(rates.withLock { $0 } == [0.05, 0.025, 0.0125, 0.00625])
      #expect(lines.withLock { $0.count } == 4)
      #expect(lines.withLock { $0[0] }.hasPrefix("epoch 1 of 4: loss 0."))
      var saved = self.network(2).built(inputShape: [1, 2]).initialized(seed: 5)
      try saved.loadWeights(from: path)
      let losses = history[.loss]
      if losses.min() == losses.last {
        #expect(saved.stateDictionary().map(\.1.scalars) == network.stateDictionary().map(\.1.scalars))
      }
    }
    let error = #expect(throws: DataError.self) {
      try network.fit(
        Self.points.inputs, labels: Self.points.labels,
        callbacks: [.savingBest(to: "/no such directory/weights", by: .loss)])
    }
    #expect(error?.code == .cannotCreate)
  }

  @Test("Callbacks of a node trainer see loss and validation, stop the run and restore weights")
  func nodes() throws {
    let data = try Sample.generated(300)
    let seen = Mutex<[[TrainingFigure: Double]]>([])
    let run = try Trainer(epochs: 50, seed: 1).fit(
      GCN(for: data), to: data,
      callbacks: [
        .earlyStopping(on: .validationMetric(.accuracy), patience: 4),
        TrainingCallback { (state) throws(DataError) in seen.withLock { $0.append(state.figures) } },
      ])
    let accuracies = seen.withLock { $0.compactMap { $0[.validationMetric(.accuracy)] } }
    #expect(accuracies.count == run.history.count && run.history.count < 50 && run.ending == .stopped)
    let best = try #require(accuracies.indices.max { accuracies[$0] < accuracies[$1] })
    #expect(run.bestEpoch <= best + 1 && accuracies[run.bestEpoch - 1] == accuracies[best])
    #expect(run.validationAccuracy == accuracies[best])
  }

  @Test("Cancelling the task ends a run after the current epoch")
  func cancellation() async throws {
    let task = Task {
      var network = network(2)
      return try network.fit(
        Self.points.inputs, labels: Self.points.labels, epochs: 1_000_000,
        callbacks: [
          TrainingCallback { (state) throws(DataError) in
            if state.epoch == 3 { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
          }
        ])
    }
    #expect(try await task.value.epochs.count == 3)
  }

  @Test("Input that cannot be trained on is an error")
  func mistakes() throws {
    func message(_ inputs: Tensor, _ labels: [Int], _ share: Double = 0) throws -> String {
      var network = network(2)
      let error = #expect(throws: DataError.self) {
        try network.fit(inputs, labels: labels, validationSplit: share)
      }
      return error?.message ?? ""
    }
    #expect(try message(Tensor(zeros: [0, 2]), []) == "there are no examples")
    #expect(try message(Self.points.inputs, [0, 1]) == "there are 200 examples, but 2 targets")
    #expect(try message(Self.points.inputs, Self.points.labels, 1).contains("validationSplit is 1.0"))
    let negative = [-1] + Self.points.labels.dropFirst()
    #expect(try message(Self.points.inputs, negative) == "label -1 of example 0; expected at least 0")
  }
}
