// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import TensorCore

extension NodeDataset {
  /// Returns what a user should know before a model is trained on these data: parts of the graph that
  /// the model does not see, weights that it does not use, features with different scales, classes that
  /// it cannot learn, and empty sets of the split.
  ///
  /// - Parameters:
  ///   - models: the models to train.
  ///   - split: the nodes of the run, or of the first run if there are several.
  ///   - scaling: the scaling of the features, or nil for the one that suits them.
  public func trainingNotes(
    for models: [ModelBlueprint], split: NodeSplit, scaling: FeatureScaling? = nil
  ) -> [DataNote] {
    splitNote + graphNotes(models) + scaleNotes(scaling) + classNotes(split) + setNotes(split)
  }

  /// Returns the notes for training a classifier further. Its split and classes need not be those of the
  /// data, so there are no notes on them.
  func notesOnTrainingFurther(_ model: ModelBlueprint, split: NodeSplit, scaling: FeatureScaling)
    -> [DataNote]
  {
    graphNotes([model]) + scaleNotes(scaling) + setNotes(split)
  }

  /// A note if the standard split was replaced by fractions.
  private var splitNote: [DataNote] {
    guard split == .standard, case .fractions = standardSplit else { return [] }
    return [
      DataNote(
        "not every class has enough nodes for the default split of 20 training and 30 validation nodes per class: 60 % of the labelled nodes are used for training and 20 % for validation, as with \(swift: "split: .fractions(train: 0.6, validation: 0.2)", option: "--split random:0.6,0.2")"
      )
    ]
  }

  /// Returns notes on nodes without edges or hyperedges to others.
  private func graphNotes(_ models: [ModelBlueprint]) -> [DataNote] {
    var notes = [DataNote]()
    let inputs = models.filter { $0.input.hasEdges }
    let hypergraphModels = inputs.filter { $0.input == .hypergraph }
    if let hypergraph, let model = hypergraphModels.first(where: { !$0.addsSelfLoops }) {
      let offsets = hypergraph.memberships.rowOffsets
      let outside = (0..<nodeCount).count { offsets[$0] == offsets[$0 + 1] }
      if outside > 0 {
        let loops: Wording =
          !(model.configuration is any HypergraphConfiguration)
          ? ""
          : "; \(swift: "addsSelfLoops: true", option: "--self-loops") adds a hyperedge for each node"
        notes.append(
          DataNote(
            "\(Self.nodes(outside)) of \(nodeCount) \(outside == 1 ? "belongs" : "belong") to no hyperedge, so \(ModelRegistry.standard.name(of: model)) learns nothing about \(outside == 1 ? "it" : "them")\(wording: loops)"
          ))
      }
    }
    notes += weightNotes(inputs)
    let usesGraph = inputs.contains { hypergraph == nil || $0.input == .graph }
    if usesGraph {
      let isolated = graph.isolatedNodeCount
      if isolated > 0 {
        notes.append(
          DataNote(
            "\(Self.nodes(isolated)) of \(nodeCount) \(isolated == 1 ? "has" : "have") no edges to other nodes, so no message reaches \(isolated == 1 ? "it" : "them")"
          ))
      }
    }
    return notes
  }

  /// Returns the notes for training on targets other than classes of nodes.
  func notesForTargets(model: ModelBlueprint, scaling: FeatureScaling) -> [DataNote] {
    weightNotes([model]) + scaleNotes(scaling)
  }

  /// Returns a note on the models that ignore edge weights, if the weights differ.
  private func weightNotes(_ models: [ModelBlueprint]) -> [DataNote] {
    let others = models.filter { !$0.usesEdgeWeights && ($0.input == .graph || hypergraph == nil) }
    guard !others.isEmpty, let weights = graph.weights, weights.contains(where: { $0 != weights[0] }) else {
      return []
    }
    let names = others.map { ModelRegistry.standard.name(of: $0) }.joined(separator: ", ")
    return [
      DataNote("\(names) \(others.count == 1 ? "does" : "do") not use the weights of the edges")
    ]
  }

  /// The ratio between the widest and the narrowest range of a feature above which there is a note.
  private static let widestRatio: Float = 10

  /// Returns a note if the ranges of dense features differ strongly and are not scaled. Constant
  /// features are ignored.
  private func scaleNotes(_ scaling: FeatureScaling?) -> [DataNote] {
    guard case .dense(let tensor) = features, featureSource == nil, (scaling ?? .unscaled) == .unscaled else {
      return []
    }
    let ranges = tensor.columnRanges
    let varying = ranges.indices.filter { ranges[$0].width > 0 }
    guard let widest = varying.max(by: { ranges[$0].width < ranges[$1].width }),
      let narrowest = varying.min(by: { ranges[$0].width < ranges[$1].width }),
      ranges[widest].width > Self.widestRatio * ranges[narrowest].width
    else { return [] }
    let examples = [widest, narrowest].map { column in
      "\(featureNames.map { "'\($0[column].prefix(40))'" } ?? "feature \(column)"): \(ranges[column])"
    }.joined(separator: ", ")
    return [
      DataNote(
        "features differ in scale (\(examples)); \(swift: "featureScaling: .standard", option: "--feature-scaling standard") scales each to mean 0 and standard deviation 1"
      )
    ]
  }

  /// Whether there is a note that features differ in scale.
  package func differsInScale(under scaling: FeatureScaling?) -> Bool { !scaleNotes(scaling).isEmpty }

  private func classNotes(_ split: NodeSplit) -> [DataNote] {
    var notes = [DataNote]()
    if classCount == 1 {
      notes.append(
        DataNote("there is only one class, '\(classNames[0])', so every prediction is correct"))
    }
    var isTrained = [Bool](repeating: false, count: classCount)
    for node in split.train { isTrained[Int(labels[Int(node)])] = true }
    let untrained = zip(classNames, isTrained).filter { !$0.1 }.map { $0.0 }
    if !untrained.isEmpty {
      notes.append(
        DataNote(
          "\(ClassList.text(untrained)) \(untrained.count == 1 ? "has" : "have") no training nodes, so no model can learn \(untrained.count == 1 ? "it" : "them")"
        ))
    }
    return notes
  }

  /// Returns notes on the empty sets of the split.
  private func setNotes(_ split: NodeSplit) -> [DataNote] {
    var notes = [DataNote]()
    // There is no note for a published split, whose authors left out the validation nodes on purpose.
    if split.validation.isEmpty && self.split != .published {
      notes.append(
        DataNote(
          "there are no validation nodes, so there is no early stopping and the weights of the last epoch are used"
        ))
    }
    if split.test.isEmpty {
      notes.append(DataNote("there are no test nodes, so there is no test accuracy"))
    }
    return notes
  }

  private static func nodes(_ count: Int) -> String { count == 1 ? "1 node" : "\(count) nodes" }
}

extension TrainingRecord {
  /// The number of test nodes below which there is a note on the accuracy.
  private static let fewTestNodes = 25

  /// Returns notes on the results of `runs`: that training ended before its rule for stopping early
  /// applied, or that the test accuracy of a single run says little.
  package static func notes(on runs: [TrainingRecord], _ earlyStopping: EarlyStopping, epochs: Int)
    -> [DataNote]
  {
    var notes: [DataNote] = []
    if let note = earlyNote(on: runs, earlyStopping, epochs: epochs) { notes.append(note) }
    let unfinished = runs.count { $0.ending == .allEpochs && !$0.split.validation.isEmpty }
    if earlyStopping.waitsForImprovement && unfinished > 0 && epochs > 0 {
      let improvesLate = runs.contains { $0.ending == .allEpochs && 2 * $0.bestEpoch > $0.history.count }
      let which = runs.count == 1 ? "training" : "\(unfinished) of \(runs.count) runs"
      notes.append(
        DataNote(
          "\(which) reached the limit of \(epochs.counted("epoch")) before early stopping; \(wording: improvesLate ? "more epochs (\(swift: "epochs", option: "--epochs")) may give better weights" : "the kept weights are those of an early epoch, so \(swift: "earlyStopping: .loss(patience: 100)", option: "--early-stopping loss --patience 100") would end sooner")"
        ))
    }
    if runs.count == 1, let count = runs.first?.split.test.count, (1..<fewTestNodes).contains(count) {
      // The standard error of a share is at most 0.5 / sqrt(n).
      let error = NumberText.decimal(50 / Double(count).squareRoot(), 0)
      notes.append(
        DataNote(
          "the test accuracy is that of \(count.counted("node")), so its standard error is up to \(error) percentage points; several runs, each with a random split, estimate it better (\(swift: "Experiment", option: "--runs"))"
        ))
    }
    return notes
  }
}

extension TrainingRecord {
  /// Returns a note if the rule that compares the validation loss with earlier ones ended a run so soon
  /// that little was learnt: in the first quarter of the epochs, with the weights of the last one.
  private static func earlyNote(on runs: [TrainingRecord], _ earlyStopping: EarlyStopping, epochs: Int)
    -> DataNote?
  {
    guard case .windowMean = earlyStopping.rule, earlyStopping.keeping == .last else { return nil }
    let early = runs.filter { $0.ending == .earlyStopping && 4 * $0.history.count < epochs }
    guard let first = early.first else { return nil }
    let which =
      runs.count == 1
      ? "training stopped after \(first.history.count.counted("epoch")) of \(epochs)"
      : "\(early.count) of \(runs.count) runs stopped in the first quarter of the \(epochs.counted("epoch"))"
    return DataNote(
      "\(which), because the validation loss rose above its mean over the epochs before; to train until it no longer improves and keep the best weights, use \(swift: "earlyStopping: .loss(patience: 100)", option: "--early-stopping loss --patience 100")"
    )
  }
}

/// The smallest and the largest value of a feature.
private struct FeatureRange: CustomStringConvertible {
  var smallest = Float.infinity
  var largest = -Float.infinity

  var width: Float { largest - smallest }
  var description: String { "\(Self.text(smallest)) to \(Self.text(largest))" }

  private static func text(_ value: Float) -> String {
    let text = value == 0 ? "0" : "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension Tensor {
  /// The range of each column of a matrix.
  fileprivate var columnRanges: [FeatureRange] {
    let width = shape[1]
    var ranges = [FeatureRange](repeating: FeatureRange(), count: width)
    unsafe withUnsafeBufferPointer { values in
      var start = 0
      while start < values.count {
        for column in 0..<width {
          let value = unsafe values[start + column]
          ranges[column].smallest = min(ranges[column].smallest, value)
          ranges[column].largest = max(ranges[column].largest, value)
        }
        start += width
      }
    }
    return ranges
  }
}

/// The text form of class names in notes.
package enum ClassList {
  /// Returns `class 'a'`, or `3 classes ('a', 'b', 'c')` with at most the first five names.
  package static func text(_ names: [String]) -> String {
    let quoted = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    return names.count == 1
      ? "class \(quoted)" : "\(names.count) classes (\(quoted)\(names.count > 5 ? ", ..." : ""))"
  }
}

extension ModelBlueprint {
  /// Whether each node first gets a hyperedge that contains only this node.
  fileprivate var addsSelfLoops: Bool {
    (configuration as? any HypergraphConfiguration)?.addsSelfLoops ?? false
  }
}

extension ClassificationReport {
  /// The classes that occur but are never predicted.
  public var classesNeverPredicted: [String] {
    classes.indices.filter { index in
      classes[index].support > 0 && confusion.allSatisfy { $0[index] == 0 }
    }.map { classes[$0].name }
  }
}
