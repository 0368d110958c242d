// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import Foundation
internal import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// A model of nodes, with a decoder if the task is on edges.
struct GraphPredictor<Encoder: NodeClassifier>: Module {
  var encoder: Encoder
  var decoder: EdgeDecoder?

  mutating func visitParameters(_ visitor: ParameterVisitor) {
    // Without a prefix, so that settings of the model by prefix, such as weight decay, apply.
    encoder.visitParameters(visitor)
    visitor("decoder", &decoder)
  }
}

/// Nodes or edges with their targets, and the pass that computes what their scores need.
struct TargetPart: Sendable {
  let pass: NodeTask.Pass
  let nodes: [Int32]
  let ends: [Int32]
  let edgeFeatures: Tensor?
  /// The standardised numbers, `[nodes or edges, 1]`; empty for classes.
  let values: Tensor
  /// The classes; empty for numbers.
  let labels: [Int32]

  init(
    _ targets: GraphTargets, _ indices: [Int32], edgeFeatures: Tensor?, scale: TargetScale, in task: NodeTask
  ) {
    nodes = indices.map { targets.nodes[Int($0)] }
    ends = targets.ends.isEmpty ? [] : indices.map { targets.ends[Int($0)] }
    self.edgeFeatures = edgeFeatures?.rows(indices)
    labels = targets.labels.isEmpty ? [] : indices.map { targets.labels[Int($0)] }
    values =
      targets.values.isEmpty
      ? Tensor(zeros: [0, 1])
      : Tensor(indices.map { scale.scaled(targets.values[Int($0)]) }, shape: [indices.count, 1])
    // On edges, the pass computes the encodings of all nodes; on nodes, those of the part.
    pass = targets.task.isOnEdges ? task.everything : task.pass(for: nodes)
  }
}

extension GraphPredictor {
  /// Returns the scores of nodes or edges, `[nodes or edges, outputs]`.
  func scores(_ part: TargetPart, _ context: ForwardContext) -> Variable {
    let pass = part.pass
    let encodings = encoder(FeatureVariable(pass.features), along: pass.propagation, context)
    pass.requireShape(encodings.shape, of: encoder)
    guard let decoder else { return encodings.rows(pass.rows) }
    return decoder(
      encodings, sources: part.nodes, targets: part.ends, features: part.edgeFeatures, context)
  }

  /// Returns the mean cross entropy or the mean squared error.
  func loss(of scores: Variable, _ part: TargetPart) -> Variable {
    part.labels.isEmpty ? scores.squaredError(targets: part.values) : scores.crossEntropy(labels: part.labels)
  }

  /// Returns the error for a run in which `what` is not finite, with the place where this is first seen.
  func notFinite(_ what: String, _ part: TargetPart) -> DataError {
    NotFinite.error(
      what,
      originOfValueThatIsNotFinite { $0.loss(of: $0.scores(part, $1), part) }
        ?? "but would be without dropout")
  }
}

/// The mean and the standard deviation of the numbers of the training part. Models learn numbers of mean 0 and
/// deviation 1.
struct TargetScale: Sendable, Codable, Hashable {
  var mean = 0.0
  var deviation = 1.0

  init() {}

  init(_ targets: GraphTargets, train: [Int32]) {
    guard targets.task.isRegression else { return }
    let values = train.map { targets.values[Int($0)] }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    self.mean = mean
    deviation = variance > 0 ? variance.squareRoot() : 1
  }

  func scaled(_ value: Double) -> Float { Float((value - mean) / deviation) }
  func original(_ value: Float) -> Double { Double(value) * deviation + mean }

  /// Returns a number without the digits beyond the precision of the model, a millionth of the deviation.
  func rounded(_ value: Double) -> Double {
    let places = (-log10(deviation * 1e-6)).rounded(.up)
    let factor = pow(10, min(max(places, -300), 300))
    let result = (value * factor).rounded() / factor
    return result.isFinite ? result : value
  }
}

/// The mean and the standard deviation of each edge feature of the training edges. Missing features become the mean.
struct EdgeFeatureScale: Sendable, Codable, Hashable {
  var means: [Float] = []
  var deviations: [Float] = []

  init() {}

  init(_ features: Tensor?, train: [Int32]) {
    guard let features, !train.isEmpty else { return }
    for column in 0..<features.shape[1] {
      let values = train.map { Double(features[Int($0), column]) }.filter { !$0.isNaN }
      let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count))
      means.append(Float(mean))
      deviations.append(variance > 0 ? Float(variance.squareRoot()) : 1)
    }
  }

  func scaled(_ features: Tensor?) -> Tensor? {
    guard let features else { return nil }
    let width = means.count
    let scaled = (features - Tensor(means, shape: [1, width])) / Tensor(deviations, shape: [1, width])
    guard !scaled.isFinite else { return scaled }
    return Tensor(scaled.scalars.map { $0.isNaN ? 0 : $0 }, shape: scaled.shape)
  }
}
