// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import Plots
internal import SpectralGraphs
internal import TensorCore
internal import Training

/// A graph convolution written as loops over edges and with the library, and a network of three of them
/// that classifies the members of a karate club from four labels.
public enum GCNLayer: Reproduction {
  private static let startCount = 10

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "gcn-layer", title: "a graph convolution by hand and with the library; a club from four labels",
    data: .dataset("karate"),
    settings: [
      "Y = D^-1/2 (A + I) D^-1/2 X W and its gradient, as loops over edges and with the library",
      "four communities found by spectral clustering; in each the member with the most edges is labelled",
      "no features; three layers of 4, 4 and 2 units with tanh; 4 classes",
      "Adam with rate 0.01, weight decay 5e-3, 300 iterations; \(startCount) random initialisations",
    ],
    expectations: [
      .init("largest difference of outputs", .atMost(1e-6)),
      .init("largest difference of gradients", .atMost(1e-6)),
      .init("accuracy of the other members, mean", .atLeast(0.8), .percent),
    ],
    source:
      "Kipf and Welling 2017, Semi-supervised classification with graph convolutional networks, appendix A")

  /// Compares both implementations and trains the network.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let club = try session.dataset("karate")
    compare(session, club)
    try place(session, club)
  }

  // MARK: One layer, twice

  private static func compare(_ session: RecipeSession, _ club: NodeDataset) {
    let stream = RandomStream(seed: session.seed, purpose: .generation)
    let x = stream.normal([club.nodeCount, 5])
    let layer = GCNConv(inputSize: 5, outputSize: 3, hasBias: false).initialized(seed: session.seed)
    let hand = byHand(club.graph, x, layer.lin.weight.value)
    let context = ForwardContext(training: 0, step: 0)
    let y = layer(.dense(Variable(x)), on: club.structure.edges(layer.edgeForm), context)
    let value = y.value
    let gradient = context.gradients(of: y.map(.square).sum())[layer.lin.weight]
    session.report("largest difference of outputs", difference(value, hand.output))
    session.report("largest difference of gradients", gradient.map { difference($0, hand.gradient) } ?? .nan)
  }

  /// Returns the largest difference divided by the largest magnitude in `other`.
  private static func difference(_ one: Tensor, _ other: Tensor) -> Double {
    let largest = other.scalars.map(abs).max() ?? 1
    return zip(one.scalars, other.scalars).map { Double(abs($0 - $1) / largest) }.max() ?? .nan
  }

  /// Computes the layer and its gradient without the library: y_i is the sum over the edges j -> i, and
  /// the edge of i to itself, of W x_j / sqrt(d_i d_j), where d also counts the edge to itself. The
  /// gradient of the sum of squares with respect to W is the sum over the same edges of x_j (2 y_i) /
  /// sqrt(d_i d_j).
  private static func byHand(_ graph: Graph, _ x: Tensor, _ w: Tensor) -> (output: Tensor, gradient: Tensor) {
    let (inputs, outputs) = (w.shape[0], w.shape[1])
    let edges = graph.edges()
    var messages = zip(edges.sources, edges.targets).map { (source: Int($0), target: Int($1)) }
    messages += (0..<graph.nodeCount).map { (source: $0, target: $0) }
    var degree = [Float](repeating: 0, count: graph.nodeCount)
    for message in messages { degree[message.target] += 1 }
    let norm = { (source: Int, target: Int) in 1 / (degree[source] * degree[target]).squareRoot() }
    var y = Tensor(zeros: [graph.nodeCount, outputs])
    for (source, target) in messages {
      for output in 0..<outputs {
        for input in 0..<inputs {
          y[target, output] += norm(source, target) * x[source, input] * w[input, output]
        }
      }
    }
    var gradient = Tensor(zeros: w.shape)
    for (source, target) in messages {
      for output in 0..<outputs {
        for input in 0..<inputs {
          gradient[input, output] += norm(source, target) * x[source, input] * 2 * y[target, output]
        }
      }
    }
    return (y, gradient)
  }

  // MARK: Three layers

  /// Three convolutions with tanh, the last with two columns, which can be plotted, and a linear layer
  /// to the classes.
  private struct PlacingNetwork: Module {
    var layers: [GCNConv]
    var output: Linear
    let structure: GraphStructure

    init(_ club: NodeDataset, classCount: Int, seed: UInt64) {
      structure = club.structure
      let sizes = [club.featureCount, 4, 4, 2]
      layers = (0..<3).map {
        GCNConv(inputSize: sizes[$0], outputSize: sizes[$0 + 1], hasBias: false)
      }
      output = Linear(inputSize: 2, outputSize: classCount)
      initialize(seed: seed)
    }

    mutating func visitParameters(_ visitor: ParameterVisitor) {
      visitor("conv", &layers, first: 1)
      visitor("output", &output)
    }

    /// Returns the positions of the members, `[members, 2]`.
    func places(_ club: NodeDataset, _ context: ForwardContext) -> Variable {
      var input = FeatureVariable(club.features)
      for layer in layers {
        input = .dense(layer(input, on: structure.edges(layer.edgeForm), context).map(.hyperbolicTangent))
      }
      return input.dense()
    }

    /// Returns the scores of the classes, `[members, 4]`.
    func scores(_ club: NodeDataset, _ context: ForwardContext) -> Variable {
      output(places(club, context), context)
    }
  }

  private static func place(_ session: RecipeSession, _ club: NodeDataset) throws(DataError) {
    let communities = try session.spectral { () throws(SpectralError) in
      try SpectralClustering(club.graph, count: 4).assignments
    }
    // Labels one member of each community: the one with the most edges.
    let degrees = club.graph.inDegrees()
    let labelled = (0..<Int32(4)).map { community in
      let members = communities.indices.filter { communities[$0] == community }
      return Int32(members.max { (degrees[$0], $1) < (degrees[$1], $0) } ?? 0)
    }
    session.note("labelled: \(labelled.map { club.nodeIdentifiers[Int($0)] }.joined(separator: ", "))")
    var accuracies: [Double] = []
    for start in 0..<startCount {
      session.progress("start \(start + 1)/\(startCount)", Double(start) / Double(startCount))
      let seed = session.seed &* UInt64(startCount) &+ UInt64(start)
      var network = PlacingNetwork(club, classCount: 4, seed: seed)
      if start == 0 {
        try session.write(chart("Before training", club, network, communities, labelled), "places-before")
      }
      train(&network, club, labelled, communities, seed: seed)
      if start == 0 {
        try session.write(chart("After 300 iterations", club, network, communities, labelled), "places-after")
      }
      let classes = network.scores(club, ForwardContext()).value.argmax(axis: 1)
      let others = communities.indices.filter { !labelled.contains(Int32($0)) }
      accuracies.append(Double(others.count { classes[$0] == communities[$0] }) / Double(others.count))
    }
    session.report("accuracy of the other members, mean", Statistics.mean(accuracies))
    session.report("its deviation", Statistics.standardDeviation(accuracies))
  }

  private static func train(
    _ network: inout PlacingNetwork, _ club: NodeDataset, _ labelled: [Int32], _ communities: [Int32],
    seed: UInt64
  ) {
    var optimizer = Adam(learningRate: 0.01, weightDecay: 5e-3)
    let labels = labelled.map { communities[Int($0)] }
    for step in 0..<300 {
      let (_, gradients) = network.valueAndGradients(seed: seed, step: step) { network, context in
        network.scores(club, context).crossEntropy(rows: labelled, labels: labels)
      }
      optimizer.update(&network, along: gradients)
    }
  }

  private static func chart(
    _ title: String, _ club: NodeDataset, _ network: PlacingNetwork, _ communities: [Int32],
    _ labelled: [Int32]
  ) -> Chart {
    let places = network.places(club, ForwardContext()).value
    let (x, y) = (
      (0..<club.nodeCount).map { Double(places[$0, 0]) }, (0..<club.nodeCount).map { Double(places[$0, 1]) }
    )
    return Chart(
      title: title, xAxis: Axis(label: "first column"),
      yAxis: Axis(label: "second column"),
      layers: [
        .segments(x: x, y: y, edges: club.graph.drawnEdges),
        .points(
          x: labelled.map { x[Int($0)] }, y: labelled.map { y[Int($0)] }, radius: 10,
          name: "labelled", series: 5),
        .points(
          x: x, y: y, radius: 5, categories: communities.map(Int.init),
          categoryNames: (1...4).map { "community \($0)" }, tooltips: Array(club.nodeIdentifiers)),
      ])
  }
}

extension Graph {
  /// Each undirected edge once, in the form that charts take.
  var drawnEdges: [(Int, Int)] {
    let edges = edges()
    return zip(edges.sources, edges.targets).filter { $0 < $1 }.map { (Int($0), Int($1)) }
  }
}
