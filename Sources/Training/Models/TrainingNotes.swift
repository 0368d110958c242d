public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import TensorCore

extension NodeDataset {
  /// What a user should know before a model is trained on these data: parts of the graph that the model does not see, classes that it cannot
  /// learn, sets of nodes that are missing.
  ///
  /// - Parameters:
  ///   - models: the models that are trained.
  ///   - split: the nodes of the run, or of the first of several.
  public func trainingNotes(for models: [ModelBlueprint], split: NodeSplit) -> [DataNote] {
    splitNote + graphNotes(models) + classNotes(split)
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
