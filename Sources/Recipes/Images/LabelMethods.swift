// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore
internal import Training

/// A method of computing the classifiers of the labels.
enum LabelMethod: String, CaseIterable {
  /// Independent classifiers.
  case alone = "CNN alone"
  /// A graph convolution over the graph of labels that occur together.
  case graph = "label graph"
  /// A graph convolution over this graph with exchanged digits, which joins labels that do not occur
  /// together. It shows whether the choice of edges matters.
  case wrongGraph = "wrong graph"
  /// A hypergraph convolution over the sets of labels that occur.
  case hypergraph = "label hypergraph"
}

/// The training data of the classifiers: the features and labels of images.
struct LabelProblem {
  /// The smallest P(j | i) of an edge in the label graph.
  static let threshold = 0.3
  /// The share of the neighbours in a label's convolution.
  static let neighbourShare = 0.4

  /// The features of the images, `[images, features]`.
  let features: Tensor
  /// The labels of the images as 0 and 1, `[images, labels]`.
  let targets: Tensor
  let labels: [[Int32]]
  /// The detectors of single digits, from which all classifiers start.
  let detectors: Linear

  /// Returns the graph of labels that occur together.
  static func graph(of labels: [[Int32]]) throws(DataError) -> Graph {
    try Graph(
      labelSets: labels, labelCount: DigitScenes.digitCount, threshold: threshold,
      neighbourShare: neighbourShare)
  }

  /// The digit that replaces each digit in the wrong graph. No two digits of the same group are in the
  /// same group afterwards, except for 5 and 6.
  private static let exchanged: [Int32] = [3, 1, 8, 0, 7, 5, 6, 4, 2, 9]

  /// Trains classifiers with this method and returns their scores for other images.
  func scores(of other: Tensor, _ method: LabelMethod, seed: UInt64) throws(DataError) -> Tensor {
    let embeddings = detectors.weight.value.transposed()
    let (labelCount, size) = (embeddings.shape[0], embeddings.shape[1])
    // The convolutions mix only the rows: without edges, their classifiers would be the independent
    // ones.
    let identity = Linear(
      weight: Tensor((0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 }, shape: [size, size]))
    switch method {
    case .alone:
      return try scores(of: other, FreeClassifiers(weight: Parameter(embeddings)), decay: 3, seed: seed)
    case .graph, .wrongGraph:
      let known = method == .graph ? labels : labels.map { $0.map { Self.exchanged[Int($0)] } }
      var convolution = GCNConv(inputSize: size, outputSize: size, hasBias: false)
      convolution.lin = identity
      let structure = GraphStructure(try Self.graph(of: known))
      let classifiers = ConvolvedClassifiers(convolution, embeddings: embeddings, on: structure)
      return try scores(of: other, classifiers, decay: 1, seed: seed)
    case .hypergraph:
      var convolution = HGNNConv(inputSize: size, outputSize: size, hasBias: false)
      convolution.lin = identity
      // Three hyperedges with only one label are added for each label, so that the label's embedding
      // also contributes to its classifier.
      let alone = (0..<3).flatMap { _ in (0..<Int32(labelCount)).map { [$0] } }
      let structure = GraphStructure(
        Graph(nodeCount: labelCount, sources: [], targets: []),
        hypergraph: try Hypergraph(nodeCount: labelCount, occurring: labels + alone))
      let classifiers = ConvolvedClassifiers(convolution, embeddings: embeddings, on: structure)
      return try scores(of: other, classifiers, decay: 1, seed: seed)
    }
  }

  private func scores(
    of other: Tensor, _ classifiers: some LabelClassifiers, decay: Float, seed: UInt64
  ) throws(DataError) -> Tensor {
    let bias = detectors.bias?.value ?? Tensor(zeros: [detectors.outputSize])
    var model = LabelScores(classifiers: classifiers, bias: Parameter(bias))
    let (batchSize, epochs, rate) = (30, 100, Float(0.004))
    let steps = epochs * ((labels.count + batchSize - 1) / batchSize)
    let trainer = BatchTrainer(
      optimizer: .adamW(learningRate: rate, weightDecay: decay), epochs: epochs, batchSize: batchSize,
      schedule: .cosine(from: rate, steps: steps), seed: seed)
    try trainer.fit(&model, exampleCount: labels.count) { model, examples, context in
      model(Variable(features.rows(examples)), context)
        .binaryCrossEntropy(targets: targets.rows(examples))
    }
    return model(Variable(other), ForwardContext()).value
  }
}
