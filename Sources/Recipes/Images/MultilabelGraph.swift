// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import Images
internal import NeuralNetworks
internal import Plots
internal import TensorCore
internal import Training

/// Classification of labels that occur together: with a CNN alone, with a graph of the labels and with a
/// hypergraph of the labels.
public enum MultilabelGraph: Reproduction {
  private static let singleCount = 6_000
  private static let sceneCount = 60
  private static let setCount = 10
  private static let testingCount = 3_000

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "multilabel-graph",
    title: "multi-label classification with a CNN alone, a label graph and a label hypergraph",
    data: .digits,
    settings: [
      DigitTask.data,
      "of the 8,000 digits, the first 5,000 train the CNN, the others the classifiers W",
      "generated images of 32 x 32 pixels with 2 to 4 digits of one of three groups (1 4 3, 7 9 8, 0 2 5 6),",
      "in which 3, 8, 5 and 6 are rare; digits that look alike belong to different groups",
      "10 % of the images contain one more digit; digits have half size and overlap",
      "two black squares hide parts of each image; noise on all pixels",
      "CNN: 3 convolutions, 128 features and detectors E, trained on \(singleCount) images of one digit,",
      "then fixed",
      "classifiers W start from E and are trained on \(sceneCount) images of several digits",
      "all figures are means over \(setCount) such training sets",
      "CNN alone: W is learnt",
      "label graph: W = A E with learnt E and the matrix A of a GCN on the graph of labels with",
      "P(j | i) >= \(LabelProblem.threshold) and the neighbour share p = \(LabelProblem.neighbourShare)",
      "label hypergraph: W = A E with learnt E and the matrix A of an HGNN on the sets of labels that occur",
      "without edges, both would equal the CNN alone",
      "wrong graph: the label graph with exchanged digits, which shows whether the choice of edges matters",
      "unlike the paper: a single convolution without weights; the paper's label embeddings are word vectors",
      "200 steps of 30 images, AdamW with rate 0.004, weight decay 3 for the CNN alone and 1 for the others,",
      "the best values of each on other images",
      "test: \(testingCount) images, with 95 % intervals from a paired bootstrap",
      "most labels gain, rare ones of rare groups the most; 3 loses; more training images reduce the gain",
    ],
    expectations: [
      .init("gain of the label graph", .atLeast(0.005), .percent),
      .init("gain of the label graph, low end", .atLeast(0), .percent),
      .init("gain of the hypergraph", .atLeast(0.005), .percent),
      .init("gain of the hypergraph, low end", .atLeast(0), .percent),
      .init("gain of a wrong graph", .atMost(0), .percent),
    ],
    source:
      """
      Chen, Wei, Wang and Guo 2019, Multi-label image recognition with graph convolutional networks; Feng \
      et al. 2019, Hypergraph neural networks
      """)

  /// Trains the CNN and the classifiers of each method, and compares their mean average precision.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let digits = try session.digits()
    let detectors = try detectors(digits.train.part(0..<5_000), session)
    let testing = DigitScenes(.testing, count: testingCount, of: digits.test, seed: session.seed)
    let features = features(of: testing, by: detectors)
    var results = LabelMethod.allCases.map { (method: $0, reports: [MultilabelReport]()) }
    for number in 0..<setCount {
      // The classifiers are trained on digits that the detectors have not seen.
      let training = DigitScenes(
        .training(number), count: sceneCount, of: digits.train.part(5_000..<8_000), seed: session.seed)
      let problem = LabelProblem(
        features: self.features(of: training, by: detectors), targets: training.targets,
        labels: training.labels, detectors: detectors.output)
      for place in results.indices {
        let scores = try problem.scores(of: features, results[place].method, seed: session.seed)
        results[place].reports.append(
          MultilabelReport(
            scores: scores, targets: testing.targets,
            labelNames: (0..<DigitScenes.digitCount).map { "\($0)" }))
      }
      session.progress(
        "training set \(number + 1)/\(setCount)", 0.7 + 0.3 * Double(number + 1) / Double(setCount))
      if number == 0 {
        let chart = try graphChart(training.labels)
        try session.write(chart, "label-graph")
      }
    }
    let table = LabelTable(
      results, rounds: 400, stream: RandomStream(seed: session.seed, purpose: .sampling))
    table.lines().forEach(session.note)
    report(table, session)
    try session.write(
      .sheet(of: testing.images.slice(axis: 0, 0..<40), columns: 10, enlarged: 3), "scenes")
    try session.write(table.chart(), "average-precision")
  }

  private static func report(_ table: LabelTable, _ session: RecipeSession) {
    for method in LabelMethod.allCases { session.report("mAP, \(method.rawValue)", table.mean(method).value) }
    for (name, method) in [("the label graph", LabelMethod.graph), ("the hypergraph", .hypergraph)] {
      let gain = table.gain(method, over: .alone)
      session.report("gain of \(name)", gain.value)
      session.report("gain of \(name), low end", gain.low)
    }
    session.report("gain of a wrong graph", table.gain(.wrongGraph, over: .alone).value)
  }

  // MARK: The CNN

  private static func detectors(_ digits: ImageSet, _ session: RecipeSession) throws(DataError)
    -> DigitDetectors
  {
    let single = DigitScenes(.single, count: singleCount, of: digits, seed: session.seed)
    var model = DigitDetectors().initialized(seed: session.seed)
    let epochs = 8
    let trainer = BatchTrainer(
      optimizer: .adam(learningRate: 0.005), epochs: epochs, batchSize: 64,
      schedule: .cosine(from: 0.005, steps: epochs * ((singleCount + 63) / 64)), seed: session.seed)
    try trainer.fit(&model, exampleCount: singleCount) { model, examples, context in
      model(Variable(single.images.rows(examples)), context)
        .binaryCrossEntropy(targets: single.targets.rows(examples))
    } onEpoch: { report, _ in
      session.progress(
        "detectors: epoch \(report.epoch)/\(epochs)", loss: report.loss,
        0.7 * Double(report.epoch) / Double(epochs))
    }
    return model
  }

  private static func features(of scenes: DigitScenes, by detectors: DigitDetectors) -> Tensor {
    let count = scenes.labels.count
    return .concatenated(
      stride(from: 0, to: count, by: 100).map { start in
        let images = scenes.images.slice(axis: 0, start..<min(count, start + 100))
        return detectors.features(Variable(images), ForwardContext()).value
      }, axis: 0)
  }

  // MARK: Plots

  /// Returns a plot of the label graph of a training set, with one column per group.
  private static func graphChart(_ labels: [[Int32]]) throws(DataError) -> Chart {
    var x = [Double](repeating: 0, count: DigitScenes.digitCount)
    var (y, categories) = (x, [Int](repeating: 0, count: x.count))
    for (column, group) in DigitScenes.groups.enumerated() {
      for (row, member) in group.members.enumerated() {
        // Alternate rows are shifted, because edges between nodes on a line would cover each other.
        x[Int(member.digit)] = Double(column) + (row % 2 == 0 ? 0 : 0.35)
        y[Int(member.digit)] = -Double(row)
        categories[Int(member.digit)] = column
      }
    }
    let edges = try LabelProblem.graph(of: labels).edges()
    return Chart(
      title: "Digits that occur together",
      subtitle: "an edge joins i and j if P(j | i) >= \(LabelProblem.threshold)",
      xAxis: .hidden, yAxis: .hidden,
      layers: [
        .segments(x: x, y: y, edges: zip(edges.sources, edges.targets).map { (Int($0), Int($1)) }),
        .points(
          x: x, y: y, radius: 9, categories: categories,
          categoryNames: DigitScenes.groups.map {
            $0.members.map { "\($0.digit)" }.joined(separator: ", ") + " (from top to bottom)"
          },
          tooltips: x.indices.map { "\($0)" }),
      ])
  }
}
