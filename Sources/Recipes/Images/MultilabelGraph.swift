internal import Autograd
public import GraphCore
internal import GraphDatasets
internal import GraphNetworks
internal import NeuralNetworks
internal import Plots
internal import TensorCore
internal import Training

/// Labels that occur together: a CNN alone, with a graph of the labels, and with a hypergraph of them.
public enum MultilabelGraph: Reproduction {
  private static let singleCount = 6_000
  private static let sceneCount = 60
  private static let setCount = 10
  private static let testingCount = 3_000

  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "multilabel-graph",
    title: "labels that occur together: a CNN alone, with a label graph, with a hypergraph",
    data: .digits,
    settings: [
      "\(DigitTask.data); of the 8,000 the CNN sees the first 5,000, the classifiers W the others",
      "made for this question: pictures of 2 to 4 digits of one of three groups (1 4 3, 7 9 8, 0 2 5 6; 3, 8, 5 and 6 are the rarer ones),",
      "in 10 % one more, any; 32 x 32, half size, overlapping, two black squares, noise; look-alikes are in different groups",
      "the CNN learns from \(singleCount) such pictures of one digit and stays as it is: 3 convolutions, 128 features, detectors E",
      "classifiers W start from E and learn from \(sceneCount) pictures of several digits; means over \(setCount) such sets",
      "alone: W free; label graph: W = A E, E free, A a GCN's with P(j | i) >= \(LabelProblem.threshold) and p = \(LabelProblem.neighbourShare)",
      "label hypergraph: W = A E, A an HGNN's on the sets of labels that occur; without edges both would be free",
      "wrong graph: the label graph with its digits exchanged, to tell whether it matters who is joined",
      "unlike the paper's: one convolution, without weights; embeddings of its labels are word vectors",
      "200 steps of 30, AdamW, rate 0.004, decay 3 for free and 1 for convolved W: the best of each on other pictures",
      "\(testingCount) pictures to test with, 95 % intervals by a paired bootstrap over them",
      "most labels gain, rare ones of rare groups most, 3 loses; with more pictures to learn from the gain shrinks",
    ],
    expectations: [
      .init("gain of the label graph", .atLeast(0.005), .percent),
      .init("gain of the label graph, low end", .atLeast(0), .percent),
      .init("gain of the hypergraph", .atLeast(0.005), .percent),
      .init("gain of the hypergraph, low end", .atLeast(0), .percent),
      .init("gain of a wrong graph", .atMost(0), .percent),
    ],
    source:
      "Chen, Wei, Wang and Guo 2019, Multi-label image recognition with graph convolutional networks; Feng et al. 2019, Hypergraph neural networks"
  )

  /// Trains and tests all of them.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let digits = try session.digits()
    let detectors = try detectors(digits.train.part(0..<5_000), session)
    let testing = DigitScenes(.testing, count: testingCount, of: digits.test, seed: session.seed)
    let features = features(of: testing, by: detectors)
    var results = LabelMethod.allCases.map { (method: $0, reports: [MultilabelReport]()) }
    for number in 0..<setCount {
      // Digits that the detectors have not seen.
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

  // MARK: Pictures

  /// The label graph of a training set, a column a group.
  private static func graphChart(_ labels: [[Int32]]) throws(DataError) -> Chart {
    var x = [Double](repeating: 0, count: DigitScenes.digitCount)
    var (y, categories) = (x, [Int](repeating: 0, count: x.count))
    for (column, group) in DigitScenes.groups.enumerated() {
      for (row, member) in group.members.enumerated() {
        // Not in a line, where edges would cover each other.
        x[Int(member.digit)] = Double(column) + (row % 2 == 0 ? 0 : 0.35)
        y[Int(member.digit)] = -Double(row)
        categories[Int(member.digit)] = column
      }
    }
    let edges = try LabelProblem.graph(of: labels).edges()
    return Chart(
      title: "Digits that occur together",
      subtitle: "digit i hears from j if P(j | i) >= \(LabelProblem.threshold)",
      xAxis: .hidden, yAxis: .hidden,
      layers: [
        .segments(x: x, y: y, edges: zip(edges.sources, edges.targets).map { (Int($0), Int($1)) }),
        .points(
          x: x, y: y, radius: 9, categories: categories,
          categoryNames: DigitScenes.groups.map {
            $0.members.map { "\($0.digit)" }.joined(separator: ", ") + " from the top"
          },
          tooltips: x.indices.map { "\($0)" }),
      ])
  }
}
