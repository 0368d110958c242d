// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphDatasets
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing
import Training

/// A model whose number of outputs comes from its configuration instead of the data.
private struct WrongOutputs: NodeClassifier {
  struct Configuration: ModelConfiguration { var outputs = 9 }
  let configuration: Configuration
  var layer: GCNConv

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    layer = GCNConv(inputSize: data.featureCount, outputSize: configuration.outputs)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("layer", &layer) }

  func callAsFunction(_ x: FeatureVariable, in graph: GraphStructure, _ context: ForwardContext) -> Variable {
    layer(x, in: graph, context)
  }
}

/// A model with the name of another model.
private struct Impostor: NodeClassifier {
  struct Configuration: ModelConfiguration {}
  static let name = "gcn"
  let configuration: Configuration
  var layer: GCNConv

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    layer = GCNConv(inputSize: data.featureCount, outputSize: data.classCount)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("layer", &layer) }

  func callAsFunction(_ x: FeatureVariable, in graph: GraphStructure, _ context: ForwardContext) -> Variable {
    layer(x, in: graph, context)
  }
}

@Suite("Models that do not fit the data")
struct MismatchedModelTests {
  @Test(
    "A model created for other numbers of features or classes throws an error", arguments: [(5, 2), (34, 3)])
  func sizes(featureCount: Int, classCount: Int) throws {
    let club = try Sample.karate()
    let model = GCN(for: DatasetSizes(featureCount: featureCount, classCount: classCount), seed: 1)
    let error = #expect(throws: DataError.self) { try Trainer().fit(model, to: club) }
    #expect(error?.code == .usage)
    #expect(
      error?.message.contains(
        "the model was created for data of other sizes: its parameter '\(featureCount == 5 ? "conv1" : "conv2")."
      ) == true)
    #expect(error?.message.contains("with 34 features and 2 classes") == true)
  }

  @Test("A model whose scores do not have one column per class traps with both shapes")
  func outputs() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let club = try Sample.karate()
      _ = try Trainer().fit(WrongOutputs(for: club), to: club)
    }
    let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      text.contains(
        "WrongOutputs: returned scores of shape [34, 9]; expected [34, 2], one row per node and one column per class"
      ))
  }

  @Test("Training a custom model with the name of a library model throws an error")
  func name() throws {
    let club = try Sample.karate()
    let error = #expect(throws: DataError.self) { try Trainer().fit(Impostor(for: club), to: club) }
    #expect(
      error?.code == .usage
        && error?.message.contains("have the same name 'gcn'; give Impostor a unique static") == true)
  }
}

@Suite("Learning-rate schedules and gradient clipping of a trainer")
struct TrainerSettingTests {
  @Test("A schedule sets the trainer's learning rate for each epoch")
  func schedule() throws {
    let club = try Sample.karate()
    let model = GCN(for: club, seed: 1)
    let trainer = { (schedule: LearningRateSchedule?) in
      Trainer(
        optimizer: .sgd(learningRate: 0.1), epochs: 5, earlyStopping: EarlyStopping(.never, keeping: .last),
        schedule: schedule)
    }
    let plain = bits(try trainer(nil).fit(model, to: club).classifier.model)
    #expect(bits(try trainer(.constant(0.1)).fit(model, to: club).classifier.model) == plain)
    #expect(bits(try trainer(.constant(0)).fit(model, to: club).classifier.model) == bits(model))
  }

  @Test("A trainer scales gradients down to the largest permitted norm")
  func clipping() throws {
    let club = try Sample.karate()
    let model = GCN(for: club, seed: 1)
    let change = { (norm: Float?) throws -> Double in
      let trained = try Trainer(
        optimizer: .sgd(learningRate: 1), epochs: 1, earlyStopping: EarlyStopping(.never, keeping: .last),
        largestGradientNorm: norm
      ).fit(model, to: club).classifier.model
      let pairs = zip(trained.stateDictionary(), model.stateDictionary())
      return pairs.map { ($0.tensor - $1.tensor).map(.square).sum().scalar }.map(Double.init).reduce(0, +)
        .squareRoot()
    }
    let free = try change(nil)
    let halved = try change(Float(free) / 2)
    #expect(free > 0.001 && abs(halved - free / 2) < 0.01 * free)
    #expect(try change(Float(free) * 2) == free)
  }
}
