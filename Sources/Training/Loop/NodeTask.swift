internal import Autograd
internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// What is the same in every run of a model on a graph: the features, the labels and the edges of every step.
struct NodeTask: Sendable {
  let data: NodeDataset
  let preparation: FeaturePreparation
  let features: FeatureMatrix
  let structure: GraphStructure
  let steps: [MessageEdges]
  private let hasReceptiveFields: Bool
  /// The number of classes that the model scores.
  private let classCount: Int
  /// Why the model cannot learn on these edges; nil where it can.
  let problem: DataError?

  var labels: [Int32] { data.labels }
  /// The pass that yields the scores of all nodes.
  var everything: Pass { pass(for: data.labels.indices.map(Int32.init)) }

  /// Prepares features and edges as `model` wants them. Models that share a `structure` share what they want alike. Throws `badData` where
  /// the features are not those that `preparation` is for.
  ///
  /// - Parameters:
  ///   - structure: that of the data, where several tasks share it.
  ///   - classCount: the number of classes that the model scores; nil: that of the data.
  init(
    model: some NodeClassifier, data: NodeDataset, preparation: FeaturePreparation,
    structure: GraphStructure? = nil, classCount: Int? = nil
  ) throws(DataError) {
    let prepared = try preparation.features(of: data)
    features = model.prepared(prepared)
    self.data = data
    self.classCount = classCount ?? data.classCount
    self.preparation = preparation
    let structure = (structure ?? data.structure).with(prepared)
    self.structure = structure
    steps = model.messageSteps(of: structure)
    problem = structure.weightProblem(along: steps) { data.nodeIdentifiers[$0] }
    hasReceptiveFields = model.hasReceptiveFields
  }

  /// One way through the model that yields the scores of some nodes.
  struct Pass: Sendable {
    let features: FeatureMatrix
    let propagation: Propagation
    /// The rows of the result that count, and their labels.
    let rows: [Int32]
    let labels: [Int32]
    /// The shape that scores must have.
    let shape: Shape

    /// The scores without a tape.
    func scores(_ model: some NodeClassifier) -> Tensor {
      let scores = model(FeatureVariable(features), along: propagation, ForwardContext()).value
      requireShape(scores.shape, of: model)
      return scores
    }

    /// Traps where scores are not a row for every node and a column for every class.
    func requireShape(_ scores: Shape, of model: some NodeClassifier) {
      guard scores != shape else { return }
      fatalError(
        "\(type(of: model)): returns scores of shape \(scores), expected \(shape), a row for every node and a column for every class"
      )
    }

    /// The error of a run in which `what` is not finite: it says where that begins. Dropout, which magnifies what it leaves, is looked for last.
    func notFinite(_ what: String, _ model: some NodeClassifier, hint: Wording? = nil) -> DataError {
      NotFinite.error(
        what,
        model.originOfValueThatIsNotFinite { $0(FeatureVariable(features), along: propagation, $1) }
          ?? "though without dropout it would be", hint: hint)
    }

    /// The share of the counting rows whose highest score is their label's; not a number for no rows.
    func accuracy(_ scores: Tensor) -> Double {
      let predictions = scores.argmax(axis: 1)
      return Statistics.share(of: Array(zip(rows, labels))) { predictions[Int($0.0)] == $0.1 }
    }
  }

  /// The pass that yields the scores of `nodes`: through their receptive field where that is clearly cheaper
  /// than through all nodes. The choice depends on the data only.
  ///
  /// - Parameter thinned: a structure with fewer edges, and the steps along it.
  func pass(for nodes: [Int32], thinned: (structure: GraphStructure, steps: [MessageEdges])? = nil) -> Pass {
    let steps = thinned?.steps ?? self.steps
    let labels = nodes.map { self.labels[Int($0)] }
    let everything = Propagation(steps, in: thinned?.structure ?? structure)
    guard hasReceptiveFields else {
      return whole(everything, nodes, labels)
    }
    let field = Propagation(steps, targets: nodes)
    let fieldFeatures = field.inputFeatures(features)
    if Double(field.cost(fieldFeatures)) < 0.9 * Double(everything.cost(features)) {
      return Pass(
        features: fieldFeatures, propagation: field, rows: nodes.indices.map(Int32.init), labels: labels,
        shape: [nodes.count, classCount])
    }
    return whole(everything, nodes, labels)
  }

  /// The pass through all nodes.
  private func whole(_ propagation: Propagation, _ nodes: [Int32], _ labels: [Int32]) -> Pass {
    Pass(
      features: features, propagation: propagation, rows: nodes, labels: labels,
      shape: [data.nodeCount, classCount])
  }
}
