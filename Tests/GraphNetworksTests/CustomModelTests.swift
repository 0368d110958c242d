// SPDX-License-Identifier: Apache-2.0

import Autograd
import GraphCore
import GraphLearningTestSupport
import GraphNetworks
import NeuralNetworks
import TensorCore
import Testing

/// A model that receives the whole structure, with a residual connection around the second layer.
private struct Whole: NodeClassifier {
  struct Configuration: ModelConfiguration {}
  let configuration: Configuration
  var first: GCNConv
  var second: GATConv

  init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    first = GCNConv(inputSize: data.featureCount, outputSize: data.classCount)
    second = GATConv(inputSize: data.classCount, outputSize: data.classCount)
  }

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("first", &first)
    visitor("second", &second)
  }

  func callAsFunction(
    _ features: FeatureVariable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    let hidden = first(features, in: structure, context).relu()
    return second(hidden, in: structure, context) + hidden
  }
}

/// A StepwiseClassifier that does not implement its requirements.
private struct Stepless: StepwiseClassifier {
  struct Configuration: ModelConfiguration {}
  let configuration: Configuration
  init(_ configuration: Configuration, for data: DatasetSizes) { self.configuration = configuration }
  mutating func visitParameters(_ visitor: ParameterVisitor) {}
}

@Suite("Custom models that receive the whole structure")
struct CustomModelTests {
  private let samples = Samples(seed: 81)
  private var features: FeatureMatrix { .dense(samples.tensor([20, 6], ordinal: 3)) }
  private var structure: GraphStructure {
    GraphStructure(samples.graph(nodeCount: 20, edgeCount: 40)).with(features)
  }
  private var model: Whole {
    Whole(for: DatasetSizes(featureCount: 6, classCount: 3), seed: 1)
  }

  @Test("The message steps of a custom model are those that its layers request")
  func steps() {
    let structure = structure
    let steps = model.messageSteps(of: structure)
    #expect(
      steps.map(\.identity)
        == [structure.edges(.symmetric(selfLoopWeight: 1)).identity, structure.edges(.oneLoopEach).identity])
    let scores = model.scores(features, in: structure)
    let propagation = Propagation(steps, in: structure)
    #expect(scores == model(FeatureVariable(features), along: propagation, ForwardContext()).value)
  }

  @Test("A custom model can be explained, and its messages affect the probability")
  func explanation() {
    let explained = model.explanation(
      of: 3, features, in: structure, by: .integratedGradients(steps: 20), share: 1)
    #expect(!explained.messages.isEmpty && abs(explained.fidelityMinus) < 1e-5)
    #expect(explained.messages.contains { $0.importance != 0 } && explained.fidelityPlus != 0)
    #expect(model.attention(features, in: structure).count == 1)
  }

  @Test(
    "A StepwiseClassifier without messageSteps or callAsFunction traps and names what is missing"
  )
  func stepless() async {
    let steps = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let features = FeatureMatrix.dense(Tensor(zeros: [2, 1]))
      let structure = GraphStructure(Graph(nodeCount: 2, sources: [], targets: [])).with(features)
      _ = Stepless(for: DatasetSizes(featureCount: 1, classCount: 1), seed: 1).messageSteps(of: structure)
    }
    #expect(text(steps).contains("Stepless: a StepwiseClassifier must implement messageSteps(of:)"))
    let pass = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = Stepless(for: DatasetSizes(featureCount: 1, classCount: 1), seed: 1)
      _ = model(.dense(Variable(Tensor(zeros: [2, 1]))), along: Propagation([]), ForwardContext())
    }
    #expect(text(pass).contains("Stepless: a StepwiseClassifier must implement callAsFunction(_:along:_:)"))
  }

  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}
