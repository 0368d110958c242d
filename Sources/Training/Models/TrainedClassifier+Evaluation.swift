// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
internal import TensorCore

/// An evaluation of the predictions of a classifier for some nodes.
public struct Evaluation: Sendable {
  /// The accuracy, the precision and recall of each class, and the confusion matrix.
  public let report: ClassificationReport
  /// The nodes that were evaluated. All of them have labels.
  public let nodes: [Int32]
  /// A description of these nodes, such as "test nodes of the model's own split".
  public let nodesDescription: String
  /// The number of evaluated nodes that the model was trained on; 0 if its file does not name its
  /// training nodes.
  public let trainedCount: Int
  /// The number of labelled nodes that were excluded because the model was trained on them.
  public let omittedCount: Int
  /// The number of labelled nodes that were not evaluated because the training data did not contain them.
  public let unseenCount: Int

  /// The share of evaluated nodes that are predicted correctly.
  public var accuracy: Double { report.accuracy }

  /// A set of nodes to evaluate.
  public enum Part: String, Sendable, CaseIterable {
    /// All labelled nodes, including those that the model was trained on.
    case all
    /// The training nodes of a split.
    case train
    /// The validation nodes of a split.
    case validation
    /// The test nodes of a split.
    case test
    /// The labelled nodes that are in no part of the classifier's split, such as those that were labelled
    /// or added later.
    case unseen
  }

  /// The source of the split into training, validation and test nodes.
  public enum SplitSource: Sendable {
    /// The split of the classifier or, if it has none that fits the data, that of the data.
    case classifier
    /// The split of the data.
    case data
  }

  /// Notes for the user: that the model was trained on evaluated nodes, or that such nodes were
  /// excluded.
  public var notes: [DataNote] {
    var notes: [DataNote] = []
    if trainedCount > 0 {
      let share = trainedCount == nodes.count ? "all" : trainedCount.groupedDigits
      notes.append(
        DataNote(
          "the model was trained on \(share) of the \(nodes.count.groupedDigits) evaluated nodes, on which it is usually more accurate than on others"
        ))
    }
    if omittedCount > 0 {
      notes.append(
        DataNote(
          "\(omittedCount == 1 ? "1 labelled node was" : "\(omittedCount.groupedDigits) labelled nodes were") excluded because the model was trained on \(omittedCount == 1 ? "it" : "them")"
        ))
    }
    if unseenCount > 0 {
      notes.append(
        DataNote(
          "\(unseenCount.counted("labelled node")) that the training data did not contain \(unseenCount == 1 ? "is" : "are") not among them; \(swift: "on: .unseen", option: "--nodes unseen") evaluates \(unseenCount == 1 ? "it" : "them")"
        ))
    }
    return notes
  }
}

extension Evaluation: CustomStringConvertible {
  /// The nodes, and the report on them.
  public var description: String {
    "\(nodesDescription), \(nodes.count.counted("node")): \(report)"
  }
}

extension TrainedClassifier {
  /// Compares predictions with labels.
  ///
  /// By default, the test nodes of the classifier's split are evaluated or, if it has none that fits
  /// `data`, those of a published split of `data`. If there are no test nodes, all labelled nodes are
  /// evaluated except those that the model was trained on.
  ///
  /// - Parameters:
  ///   - part: the set of nodes to evaluate, or nil for the default above.
  ///   - source: the source of the split that `part` belongs to.
  ///   - seed: the seed of the split of `data`, if that is drawn at random.
  /// - Throws: `badData` if there are no such nodes or a label is not one of the model's classes, and
  ///   the errors of ``probabilities(for:)``.
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
    case .unseen:
      let known = saved.map { Set($0.train + $0.validation + $0.test) } ?? trained
      chosen = labelled.filter { !known.contains($0) && !trained.contains($0) }
      description = "labelled nodes that are in no part of the model's split"
      guard !chosen.isEmpty else { throw DataError(.badData, "there are no \(description)") }
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
          hint: "\(swift: "evaluate(on: .all)", option: "--all") evaluates all labelled nodes")
      }
    }
    return Evaluation(
      report: try evaluate(data, nodes: chosen), nodes: chosen, nodesDescription: description,
      trainedCount: chosen.count { trained.contains($0) },
      omittedCount: part == nil && !hasTests ? labelled.count - chosen.count : 0,
      unseenCount: part == nil && hasTests ? unseenCount(saved, in: data) : 0)
  }

  /// Returns the number of labelled nodes that the graph of the training data did not contain.
  private func unseenCount(_ saved: NodeSplit?, in data: NodeDataset) -> Int {
    guard saved != nil, let known = IdentifierTable(nodeIdentifiers) else { return 0 }
    return data.labels.indices.count {
      data.labels[$0] >= 0 && known.index(of: data.nodeIdentifiers[$0]) == nil
    }
  }

  /// Compares the predictions for the labelled nodes among those with the given names with their labels.
  /// Throws `badData` if there is no such node, if a label is not one of the model's classes, or if no node
  /// has a label.
  public func evaluate(_ data: NodeDataset, nodes: [String]) throws(DataError) -> ClassificationReport {
    try evaluate(data, nodes: try data.indices(of: nodes))
  }

  /// Compares the predictions for the labelled nodes among `nodes` with their labels. Throws `badData`
  /// if a node is not in the data, if a label is not one of the model's classes or if no node has a label.
  @_disfavoredOverload
  public func evaluate(_ data: NodeDataset, nodes: [Int32]) throws(DataError) -> ClassificationReport {
    try data.requireNodes(nodes)
    let number = try classNumbers(of: data)
    let labelled = nodes.filter { data.labels[Int($0)] >= 0 }
    guard !labelled.isEmpty else {
      throw DataError(
        .badData, "data set '\(data.name)' has no labelled nodes to compare predictions with",
        hint: "give the labels with \(swift: "labels:", option: "--labels")")
    }
    return ClassificationReport(
      predictions: try ClassifierSession(self, on: data).probabilities(of: labelled).argmax(axis: 1),
      labels: labelled.map { Int32(number[Int(data.labels[Int($0)])]) }, classNames: classNames)
  }

  /// Returns the index in ``classNames`` of each class of `data`, matched by name. Throws `badData` if a
  /// class is unknown to the model.
  func classNumbers(of data: NodeDataset) throws(DataError) -> [Int] {
    var number: [Int] = []
    // Names are compared byte by byte, as node ids are.
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
        hint: "class names are compared byte by byte; spell them in the same way")
    }
    return DataError(
      .badData,
      "data set '\(data.name)' has class '\(name)', which is not one of the model's classes: \(known.names.prefix(20).joined(separator: ", "))",
      hint: "Was the model trained on another data set?")
  }
}
