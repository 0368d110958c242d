public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import TensorCore

extension NodeDataset {
  /// What a user should know before a model is trained on these data: parts of the graph that the model does not see, weights that it does
  /// not use, features of different scales, classes that it cannot learn, sets of nodes that are missing.
  ///
  /// - Parameters:
  ///   - models: the models that are trained.
  ///   - split: the nodes of the run, or of the first of several.
  ///   - scaling: how features are scaled; nil: as suits them.
  public func trainingNotes(
    for models: [ModelBlueprint], split: NodeSplit, scaling: FeatureScaling? = nil
  ) -> [DataNote] {
    splitNote + graphNotes(models) + scaleNotes(scaling) + classNotes(split) + setNotes(split)
  }

  /// The notes on training a classifier further, which has a split of its own and knows other classes.
  func notesOnTrainingFurther(_ model: ModelBlueprint, split: NodeSplit, scaling: FeatureScaling)
    -> [DataNote]
  {
    graphNotes([model]) + scaleNotes(scaling) + setNotes(split)
  }

  /// That the standard split has made way for fractions.
  private var splitNote: [DataNote] {
    guard split == .standard, case .fractions = standardSplit else { return [] }
    return [
      DataNote(
        "not every class has the 20 training and 30 validation nodes of the default split: 60 % of the labelled nodes train, 20 % validate, as with \(swift: "split: .fractions(train: 0.6, validation: 0.2)", option: "--split random:0.6,0.2")"
      )
    ]
  }

  /// The nodes that no edge, or no hyperedge, joins to others.
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
          ? "" : "; \(swift: "addsSelfLoops: true", option: "--self-loops") gives each a hyperedge of its own"
        notes.append(
          DataNote(
            "\(Self.nodes(outside)) of \(nodeCount) in no hyperedge: \(ModelRegistry.standard.name(of: model)) learns nothing of them\(wording: loops)"
          ))
      }
    }
    notes += weightNotes(inputs)
    let usesGraph = inputs.contains { hypergraph == nil || $0.input == .graph }
    if usesGraph {
      let isolated = graph.isolatedNodeCount
      if isolated > 0 {
        notes.append(
          DataNote("\(Self.nodes(isolated)) of \(nodeCount) without edges to others: no message reaches them")
        )
      }
    }
    return notes
  }

  /// The models that do not use the weights of the edges, where these differ.
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

  /// How many times as wide the range of one feature may be as that of another.
  private static let widestRatio: Float = 10

  /// That ranges of dense features differ strongly, and nothing is done about it. A constant feature has no range.
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
        "features differ in scale (\(examples)); \(swift: "featureScaling: .standard", option: "--feature-scaling standard") brings each to mean 0 and deviation 1"
      )
    ]
  }

  private func classNotes(_ split: NodeSplit) -> [DataNote] {
    var notes = [DataNote]()
    if classCount == 1 {
      notes.append(DataNote("there is one class only, '\(classNames[0])': every model is right everywhere"))
    }
    var isTrained = [Bool](repeating: false, count: classCount)
    for node in split.train { isTrained[Int(labels[Int(node)])] = true }
    let untrained = zip(classNames, isTrained).filter { !$0.1 }.map { $0.0 }
    if !untrained.isEmpty {
      notes.append(
        DataNote(
          "\(ClassList.text(untrained)) without training nodes: no model can learn \(untrained.count == 1 ? "it" : "them")"
        ))
    }
    return notes
  }

  /// The sets of the split that have no nodes.
  private func setNotes(_ split: NodeSplit) -> [DataNote] {
    var notes = [DataNote]()
    // Whoever published a split without validation nodes meant it.
    if split.validation.isEmpty && self.split != .published {
      notes.append(
        DataNote("there are no validation nodes: nothing stops training early, the last epoch counts"))
    }
    if split.test.isEmpty { notes.append(DataNote("there are no test nodes: there is no test accuracy")) }
    return notes
  }

  private static func nodes(_ count: Int) -> String { count == 1 ? "1 node" : "\(count) nodes" }
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
  /// The range of every column of a matrix.
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

/// Names of classes in notes.
package enum ClassList {
  /// `class 'a'`, or `3 classes ('a', 'b', 'c')`; of many the first.
  package static func text(_ names: [String]) -> String {
    let quoted = names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
    return names.count == 1
      ? "class \(quoted)" : "\(names.count) classes (\(quoted)\(names.count > 5 ? ", ..." : ""))"
  }
}

extension ModelBlueprint {
  /// Whether every node first gets a hyperedge of its own.
  fileprivate var addsSelfLoops: Bool {
    (configuration as? any HypergraphConfiguration)?.addsSelfLoops ?? false
  }
}

extension ClassificationReport {
  /// The classes that occur and are never predicted.
  public var classesNeverPredicted: [String] {
    classes.indices.filter { index in
      classes[index].support > 0 && confusion.allSatisfy { $0[index] == 0 }
    }.map { classes[$0].name }
  }
}
