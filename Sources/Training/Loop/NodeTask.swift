// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// The parts that all runs of a model on a graph share: the features, the labels and the edges of each
/// message step.
struct NodeTask: Sendable {
  let data: NodeDataset
  let preparation: FeaturePreparation
  let features: FeatureMatrix
  let structure: GraphStructure
  let steps: [MessageEdges]
  private let hasReceptiveFields: Bool
  /// The number of classes that the model computes scores for.
  private let classCount: Int
  /// The reason why the model cannot learn on these edges, or nil if it can.
  let problem: DataError?
  let renumberedTask = MadeOnce<NodeOrder, RenumberedTask>()
  let partition = MadeOnce<Int, NodePartition>()

  var labels: [Int32] { data.labels }
  /// The pass that computes the scores of all nodes.
  var everything: Pass { pass(for: data.labels.indices.map(Int32.init)) }

  /// Prepares features and edges for `model`. Models with the same `structure` share the edges that both
  /// need. Throws `badData` if the features of `data` do not match `preparation`.
  ///
  /// - Parameters:
  ///   - structure: the structure of the data, or nil to create it. Pass one to share it between several
  ///     tasks.
  ///   - classCount: the number of classes that the model computes scores for, or nil for that of the
  ///     data.
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

  /// Creates the task of the graph of `nodes`, in which `nodes[i]` is node i.
  init(_ task: NodeTask, nodes: [Int32], _ model: some NodeClassifier) {
    data = task.data.renumbered(nodes)
    preparation = task.preparation
    features = model.prepared(task.features.rows(nodes))
    structure = data.structure.with(features)
    steps = model.messageSteps(of: structure)
    hasReceptiveFields = task.hasReceptiveFields
    classCount = task.classCount
    problem = task.problem
  }

  /// A forward pass that computes the scores of some nodes.
  struct Pass: Sendable {
    let features: FeatureMatrix
    let propagation: Propagation
    /// The rows of the result that are evaluated; `labels` has their labels.
    let rows: [Int32]
    let labels: [Int32]
    /// The expected shape of the scores.
    let shape: Shape

    /// Returns the scores, computed without recording gradients.
    func scores(_ model: some NodeClassifier) -> Tensor {
      let scores = model(FeatureVariable(features), along: propagation, ForwardContext()).value
      requireShape(scores.shape, of: model)
      return scores
    }

    /// Traps if the scores do not have one row per node and one column per class.
    func requireShape(_ scores: Shape, of model: some NodeClassifier) {
      guard scores != shape else { return }
      fatalError(
        "\(type(of: model)): returned scores of shape \(scores); expected \(shape), one row per node and one column per class"
      )
    }

    /// Returns the error for a run in which `what` is not finite, with the place where this is first
    /// seen. Dropout, which magnifies the values that it keeps, is named only if no other cause is
    /// found.
    func notFinite(_ what: String, _ model: some NodeClassifier, hint: Wording? = nil) -> DataError {
      NotFinite.error(
        what,
        model.originOfValueThatIsNotFinite { $0(FeatureVariable(features), along: propagation, $1) }
          ?? "but would be without dropout", hint: hint)
    }

    /// Returns the share of the evaluated rows whose highest score is that of their label; NaN if there
    /// are none.
    func accuracy(_ scores: Tensor) -> Double {
      let predictions = scores.argmax(axis: 1)
      return Statistics.share(of: Array(zip(rows, labels))) { predictions[Int($0.0)] == $0.1 }
    }
  }

  /// Returns the pass that computes the scores of `nodes`. It is restricted to their receptive field if
  /// that is clearly cheaper than a pass over all nodes. The choice depends only on the data.
  ///
  /// - Parameter thinned: a structure with fewer edges and the message steps along it, or nil for all
  ///   edges.
  func pass(for nodes: [Int32], thinned: (structure: GraphStructure, steps: [MessageEdges])? = nil) -> Pass {
    let steps = thinned?.steps ?? self.steps
    let labels = nodes.map { self.labels[Int($0)] }
    let everything = Propagation(steps, in: thinned?.structure ?? structure)
    guard hasReceptiveFields else {
      return whole(everything, nodes, labels)
    }
    // The receptive field of nearly all nodes is nearly everything.
    guard Double(nodes.count) < 0.9 * Double(data.nodeCount) else { return whole(everything, nodes, labels) }
    let field = Propagation(steps, targets: nodes)
    // Features in a file are read where they are; a copy of many of them might not fit in memory.
    if features.isMapped && field.inputNodeCount(features) > features.nodeCount / 16 {
      return whole(everything, nodes, labels)
    }
    if Double(field.cost(features)) < 0.9 * Double(everything.cost(features)) {
      return pass(along: field, field.inputFeatures(features), for: nodes)
    }
    return whole(everything, nodes, labels)
  }

  /// Returns the pass that computes the scores of `nodes` along a propagation that yields them.
  func pass(along propagation: Propagation, _ features: FeatureMatrix, for nodes: [Int32]) -> Pass {
    Pass(
      features: features, propagation: propagation, rows: nodes.indices.map(Int32.init),
      labels: nodes.map { labels[Int($0)] }, shape: [nodes.count, classCount])
  }

  /// Returns a pass over all nodes that evaluates some of them.
  func wholePass(for nodes: [Int32]) -> Pass {
    whole(Propagation(steps, in: structure), nodes, nodes.map { labels[Int($0)] })
  }

  /// Returns a pass over all nodes.
  private func whole(_ propagation: Propagation, _ nodes: [Int32], _ labels: [Int32]) -> Pass {
    Pass(
      features: features, propagation: propagation, rows: nodes, labels: labels,
      shape: [data.nodeCount, classCount])
  }
}
