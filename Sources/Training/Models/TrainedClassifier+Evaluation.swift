public import GraphCore
public import GraphDatasets
internal import TensorCore

/// How well a classifier predicts the classes of some nodes, and which nodes those are.
public struct Evaluation: Sendable {
  /// The figures: accuracy, precision and recall of every class, confusion matrix.
  public let report: ClassificationReport
  /// The nodes that were evaluated, all of which have a label.
  public let nodes: [Int32]
  /// What they are, for instance "test nodes of the model's own split".
  public let description: String
  /// How many of them trained the model; 0 where its file does not say.
  public let trainedCount: Int
  /// How many labelled nodes were left out because they trained the model.
  public let omittedCount: Int

  /// The share of the nodes whose class is predicted.
  public var accuracy: Double { report.accuracy }

  /// Which nodes an evaluation is about.
  public enum Part: String, Sendable, CaseIterable {
    /// All labelled nodes, those included that trained the model.
    case all
    /// The training nodes of a split.
    case train
    /// The validation nodes of a split.
    case validation
    /// The test nodes of a split.
    case test
  }

  /// Whose split says which nodes train, validate and test.
  public enum SplitSource: Sendable {
    /// That which the classifier carries; where it carries none that fits the data, that of the data.
    case classifier
    /// That of the data.
    case data
  }

  /// What the user should know: that the evaluated nodes trained the model, or that such nodes were left out.
  public var notes: [DataNote] {
    var notes: [DataNote] = []
    if trainedCount > 0 {
      let share = trainedCount == nodes.count ? "all" : trainedCount.groupedDigits
      notes.append(
        DataNote(
          "\(share) of the \(nodes.count.groupedDigits) evaluated nodes trained the model: it is better on them than on others"
        ))
    }
    if omittedCount > 0 {
      notes.append(
        DataNote(
          "\(omittedCount == 1 ? "1 labelled node" : "\(omittedCount.groupedDigits) labelled nodes") left out: the model was trained on \(omittedCount == 1 ? "it" : "them")"
        ))
    }
    return notes
  }
}

extension TrainedClassifier {
  /// Compares predictions with labels.
  ///
  /// Without arguments, these are the test nodes of the split that the classifier carries, or else of a published split of `data`. Where
  /// there are none, these are all labelled nodes that did not train the model.
  ///
  /// - Parameters:
  ///   - part: which nodes are evaluated; nil: as above.
  ///   - source: whose split `part` is a part of.
  ///   - seed: decides the split of `data` where it is drawn.
  /// - Throws: `badData` where there are no such nodes, where a label is none of the model's classes, and as ``probabilities(for:)``.
  public func evaluate(
    _ data: NodeDataset, on part: Evaluation.Part? = nil,
    splitBy source: Evaluation.SplitSource = .classifier,
    seed: UInt64 = 0
  ) throws(DataError) -> Evaluation {
    let saved = source == .classifier ? split(in: data) : nil
    let trained = trainedNodes(in: data)
    let hasTests = saved.map { !$0.test.isEmpty } ?? (source == .data || data.publishedSplit != nil)
    let labelled = data.labels.indices.map(Int32.init).filter { data.labels[Int($0)] >= 0 }
    let chosen: [Int32]
    let description: String
    switch part ?? (hasTests ? .test : .all) {
    case .all:
      let others = part == nil ? labelled.filter { !trained.contains($0) } : labelled
      chosen = others.isEmpty ? labelled : others
      description =
        chosen.count == labelled.count
        ? "all labelled nodes" : "labelled nodes that did not train the model"
    case let part:
      let resolved: NodeSplit
      if let saved { resolved = saved } else { resolved = try data.resolvedSplit(seed: seed) }
      chosen =
        part == .train ? resolved.train : part == .test ? resolved.test : resolved.validation
      let origin =
        saved != nil
        ? "the model's own split" : data.split == .standard ? "the default split" : "the split \(data.split)"
      description = "\(part == .train ? "training" : part.rawValue) nodes of \(origin)"
      guard !chosen.isEmpty else {
        throw DataError(
          .badData, "there are no \(description)",
          hint: "\(swift: "evaluate(on: .all)", option: "--all") compares all labelled nodes")
      }
    }
    return Evaluation(
      report: try evaluate(data, nodes: chosen), nodes: chosen, description: description,
      trainedCount: chosen.count { trained.contains($0) },
      omittedCount: part == nil && !hasTests ? labelled.count - chosen.count : 0)
  }

  /// Compares the predictions for the labelled ones of `nodes` with their labels. Throws `badData` where a label
  /// is none of the model's classes, or no node has a label.
  public func evaluate(_ data: NodeDataset, nodes: [Int32]) throws(DataError) -> ClassificationReport {
    let number = try classNumbers(of: data)
    let labelled = nodes.filter { data.labels[Int($0)] >= 0 }
    guard !labelled.isEmpty else {
      throw DataError(.badData, "data set '\(data.name)' has no labelled nodes to compare with")
    }
    let predictions = try probabilities(for: data).argmax(axis: 1)
    return ClassificationReport(
      predictions: labelled.map { predictions[Int($0)] },
      labels: labelled.map { Int32(number[Int(data.labels[Int($0)])]) }, classNames: classNames)
  }

  /// For every class of `data` the index of the class of that name in ``classNames``. Throws `badData` where there is none.
  func classNumbers(of data: NodeDataset) throws(DataError) -> [Int] {
    var number: [Int] = []
    // Names are bytes, as ids are.
    var known = IdentifierTable()
    let firstClass = classNames.indices.filter { known.insert(classNames[$0]).isNew }
    for name in data.classNames {
      guard let index = known.index(of: name).map({ firstClass[Int($0)] }) else {
        throw Self.unknownClass(name, known, data)
      }
      number.append(index)
    }
    return number
  }

  private static func unknownClass(_ name: String, _ known: IdentifierTable, _ data: NodeDataset) -> DataError
  {
    if let like = IdentifierLikeness(known).like(name) {
      return DataError(
        .badData,
        "class '\(name.prefix(60))' of data set '\(data.name)' differs from the model's '\(like.prefix(60))' only in \(IdentifierLikeness.difference(name, like).rawValue)",
        hint: "classes are compared byte by byte; write them alike")
    }
    return DataError(
      .badData,
      "data set '\(data.name)' has class '\(name)', the model knows \(known.names.prefix(20).joined(separator: ", "))",
      hint: "Is this a model of another data set?")
  }
}
