internal import Autograd
internal import GraphCore
internal import GraphNetworks
internal import NeuralNetworks
internal import TensorCore
internal import Training

/// How the classifiers of labels come about.
enum LabelMethod: String, CaseIterable {
  /// Each for itself.
  case alone = "CNN alone"
  /// By a graph convolution over the graph of labels that occur together.
  case graph = "label graph"
  /// The same with the digits of the graph exchanged: joins such as do not occur together, to tell whether edges matter at all.
  case wrongGraph = "wrong graph"
  /// By a hypergraph convolution over the sets of labels that occur.
  case hypergraph = "label hypergraph"
}

/// What classifiers are trained from: pictures with labels as a CNN sees them.
struct LabelProblem {
  /// The least P(j | i) of an edge of the label graph.
  static let threshold = 0.3
  /// What a label hears from others in the label graph.
  static let neighbourShare = 0.4

  /// `[pictures, features]`.
  let features: Tensor
  /// `[pictures, labels]`.
  let targets: Tensor
  let labels: [[Int32]]
  /// What detects single digits: all classifiers start from it.
  let detectors: Linear

  /// The graph of labels that occur together.
  static func graph(of labels: [[Int32]]) throws(DataError) -> Graph {
    try Graph(
      labelSets: labels, labelCount: DigitScenes.digitCount, threshold: threshold,
      neighbourShare: neighbourShare)
  }

  /// Digits in the place of others, so that no two of those that were in a group are in one, but for 5 and 6.
  private static let exchanged: [Int32] = [3, 1, 8, 0, 7, 5, 6, 4, 2, 9]

  /// The scores of other pictures by classifiers that have been trained.
  func scores(of other: Tensor, _ method: LabelMethod, seed: UInt64) throws(DataError) -> Tensor {
    let embeddings = detectors.weight.value.transposed()
    let (labelCount, size) = (embeddings.shape[0], embeddings.shape[1])
    // The convolutions mix the rows and leave them as they are: without edges their classifiers would be the free ones.
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
      // As if every label stood alone in a few pictures: it hears itself as well.
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
