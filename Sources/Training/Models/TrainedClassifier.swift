// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks
public import TensorCore

/// A trained model with everything that is needed to use it: the preparation of features, the names of
/// classes and nodes, and the split.
///
/// ```swift
/// try run.classifier.save(to: "cora.safetensors")
/// let classifier = try TrainedClassifier(contentsOf: "cora.safetensors")
/// let predictions = try classifier.predictions(for: cora)
/// ```
///
/// It is saved as a safetensors file in which the weights have the names and axes of PyTorch Geometric.
public struct TrainedClassifier: Sendable {
  /// The trained model.
  public let model: any NodeClassifier
  /// The preparation of the features; nil if the file does not contain it.
  public let preparation: FeaturePreparation?
  /// The names of the classes.
  public let classNames: [String]
  /// The ids of the nodes of the graph that the model was trained on, followed by those of nodes of
  /// other graphs that it was trained on before.
  public let nodeIdentifiers: [String]
  /// The sizes of the data for which the model was created.
  public let sizes: DatasetSizes
  /// The nodes that the model was trained, validated and tested on, as indices in ``nodeIdentifiers``;
  /// nil if the file does not contain them.
  public let split: NodeSplit?
  /// The settings and the result of the training run; nil if the file does not contain them, as those of
  /// earlier versions.
  public internal(set) var training: TrainingSummary?

  /// Creates a classifier from a model and the data that it was trained on.
  ///
  /// - Parameter split: the nodes that the model was trained, validated and tested on, if that is known.
  public init(
    _ model: any NodeClassifier, preparation: FeaturePreparation, data: NodeDataset, split: NodeSplit? = nil
  ) {
    self.model = model
    self.preparation = preparation
    self.split = split
    sizes = data.sizes
    classNames = data.classNames
    nodeIdentifiers = Array(data.nodeIdentifiers)
  }

  /// Returns this classifier as the result of training `earlier` further on `data`: with the features
  /// and classes of `earlier`, and with the training nodes of both.
  func remembering(_ earlier: TrainedClassifier, in data: NodeDataset) -> TrainedClassifier {
    let others = (earlier.split?.train ?? []).map { earlier.nodeIdentifiers[Int($0)] }.filter {
      data.nodeIdentifiers.index(of: $0) == nil
    }
    let isElsewhere = others.indices.map { Int32(data.nodeCount + $0) }
    return TrainedClassifier(
      model: model, preparation: earlier.preparation, classNames: earlier.classNames,
      nodeIdentifiers: nodeIdentifiers + others, sizes: earlier.sizes,
      split: split.map {
        let train = Set($0.train).union(earlier.trainedNodes(in: data)).union(isElsewhere)
        return NodeSplit(train: Array(train), validation: $0.validation, test: $0.test)
      }, training: training)
  }

  private init(
    model: any NodeClassifier, preparation: FeaturePreparation?, classNames: [String],
    nodeIdentifiers: [String], sizes: DatasetSizes, split: NodeSplit?, training: TrainingSummary?
  ) {
    self.model = model
    self.preparation = preparation
    self.classNames = classNames
    self.nodeIdentifiers = nodeIdentifiers
    self.sizes = sizes
    self.split = split
    self.training = training
  }

  private enum Key {
    static let model = "graphlearn.model"
    static let preparation = "graphlearn.preprocessing"
    static let classes = "graphlearn.classes"
    static let nodes = "graphlearn.nodes"
    static let split = "graphlearn.split"
    static let training = "graphlearn.training"
  }

  /// Writes the classifier to a file. The file is first written under a temporary name next to `path`
  /// and then renamed. The same classifier always gives the same bytes.
  ///
  /// Throws `cannotCreate` or `inputOutput` if the file cannot be written. Throws `usage` if the file could not be loaded
  /// again: if the configuration does not determine the shapes of the weights or changes when it is
  /// encoded, or if another model type of this library has the same name.
  public func save(to path: String) throws(DataError) { try FileOutput.write(bytes(), to: path) }

  /// Returns the bytes of the classifier's file.
  package func bytes() throws(DataError) -> [UInt8] {
    let description = ModelDescription(ModelBlueprint(of: model), for: sizes)
    try description.requireSaving(model)
    let list = { (names: [String]) in JSONValue.array(names.map { .string($0) }).text() }
    var metadata = [
      "format": "pt", Key.model: try description.json().text(), Key.classes: list(classNames),
      Key.nodes: list(nodeIdentifiers),
    ]
    metadata[Key.split] = split.map { SplitLetters.text(of: $0, nodeCount: nodeIdentifiers.count) }
    metadata[Key.preparation] = preparation?.json.text()
    metadata[Key.training] = training?.json.text()
    return SafeTensors(tensors: model.stateDictionary(), metadata: metadata).bytes()
  }

  /// Reads a classifier from a file. Weights without a model description, as PyTorch saves them, are
  /// recognised as those of a GCN or an MLP by their names. Throws `missingInput` if there is no such
  /// file, or `badData` if it does not contain a valid model.
  ///
  /// - Parameter models: the models that the file may contain.
  public init(contentsOf path: String, models: ModelRegistry = .standard) throws(DataError) {
    let file = try SafeTensors(contentsOf: path)
    let bad = { (message: String) in DataError(.badData, message, at: .file(path)) }
    func member(_ key: String) throws(DataError) -> JSONValue? {
      guard let text = file.metadata[key] else { return nil }
      return try JSONValue.parse(Array(text.utf8), path: path, isEmbedded: true)
    }
    if file.metadata[TrainedPredictor.Key.task] != nil {
      throw DataError(
        .badData, "contains a model of numbers of nodes or of edges, not of classes of nodes",
        at: .file(path),
        hint: "\(swift: "read it with TrainedPredictor(contentsOf:)", option: "use it with predict")")
    }
    let description: ModelDescription
    if let json = try member(Key.model) {
      do throws(DataError) {
        description = try ModelDescription(json: json, models: models)
      } catch {
        var located = error
        located.place = .file(path)
        throw located
      }
    } else if let inferred = ModelDescription(inferredFrom: file.tensors) {
      description = inferred
    } else {
      throw DataError(
        .badData,
        "does not say which model its weights belong to, and their names are not those of a GCN or an MLP",
        at: .file(path),
        hint:
          "load the weights with \(swift: "model.loadWeights(from:)", option: "the library's loadWeights(from:)") and save a TrainedClassifier"
      )
    }
    let sizes = description.sizes
    guard sizes.featureCount > 0 && sizes.classCount > 0 else {
      throw bad("describes a model with 0 features or 0 classes; expected at least 1 of each")
    }
    // Memory for the weights is allocated only when they are loaded, so sizes that the file claims
    // without having the weights take none.
    var model = description.model.model(for: sizes)
    try model.load(file.tensors, from: path)
    if let layer = model.layerOfWeightThatIsNotFinite {
      throw bad("the weights of layer \(layer) are not finite numbers")
    }
    self.model = model
    self.sizes = sizes
    preparation = try member(Key.preparation).flatMap { FeaturePreparation(json: $0) }
    guard preparation.map({ $0.featureCount == sizes.featureCount }) ?? true else {
      throw bad(
        "is inconsistent: its weights expect \(sizes.featureCount.counted("feature")), but its preparation another number"
      )
    }
    let names = try member(Key.classes)?.array?.compactMap(\.string)
    classNames = names ?? (0..<sizes.classCount).map(String.init)
    let nodes = try member(Key.nodes)?.array?.compactMap(\.string) ?? []
    nodeIdentifiers = nodes
    training = try member(Key.training).flatMap { TrainingSummary(json: $0) }
    let letters = file.metadata[Key.split]
    split = letters.flatMap { SplitLetters.split($0, nodeCount: nodes.count) }
    guard (letters == nil) == (split == nil) else {
      throw bad("is inconsistent: its split does not match its \(nodes.count.counted("node"))")
    }
    guard classNames.count == sizes.classCount else {
      throw bad(
        "is inconsistent: it names \(classNames.count) classes, but its weights have \(sizes.classCount)")
    }
  }

  /// Returns the features of `data` as the model expects them. Throws `badData` if they are not the
  /// features that the model was trained on.
  public func features(of data: NodeDataset) throws(DataError) -> FeatureMatrix {
    try preparation(for: data).features(of: data)
  }

  /// Returns the preparation of the features of `data`.
  func preparation(for data: NodeDataset) -> FeaturePreparation {
    preparation?.knowing(nodes: nodeIdentifiers)
      ?? FeaturePreparation(unknownFor: data, featureCount: sizes.featureCount)
  }

  /// Returns the probability of each class for each node of `data`, `[nodes, classes]`. Throws `badData`
  /// if the features are not those that the model was trained on, if the model cannot use the edge
  /// weights, or if a score is not finite.
  public func probabilities(for data: NodeDataset) throws(DataError) -> Tensor {
    try ClassifierSession(self, on: data).probabilities()
  }

  /// Throws `badData` if the model works only on the graph that it was trained on and `data` has other nodes or
  /// another order.
  func requireNodeCount(of data: NodeDataset) throws(DataError) {
    try model.requireOrder(of: data, trainedOn: nodeIdentifiers)
  }

  /// Returns the most probable class of each node of `data`, as an index in ``classNames``. Throws the
  /// errors of ``probabilities(for:)``.
  public func predictions(for data: NodeDataset) throws(DataError) -> [Int32] {
    try probabilities(for: data).argmax(axis: 1)
  }
}

extension TrainedClassifier: CustomStringConvertible {
  /// The name of the model: the one that the library gives to its settings, or else the name of its
  /// type.
  public var modelName: String { ModelRegistry.standard.name(of: model) }
  /// The settings of the model.
  public var configuration: any ModelConfiguration { model.configuration }
  /// The names of the features, in the order that the model expects; nil if they have none.
  public var featureNames: [String]? { preparation?.featureNames }

  /// A description in one line: the model's name and the numbers of features, classes and parameters.
  public var description: String {
    "\(modelName): \(sizes.featureCount.groupedDigits) features, \(classNames.count) classes, \(model.parameterCount.groupedDigits) parameters"
  }
}

extension TrainedClassifier {
  /// Returns notes for the user on how the features of `data` are matched with those of the model.
  public func notes(on data: NodeDataset) -> [DataNote] {
    guard let preparation else {
      return [
        DataNote(
          "the model's file does not say how features are prepared: they are \(FeatureScaling(suiting: data.features) == .row ? "divided by the sum of their row, as is usual for words," : "not scaled") and matched by position"
        )
      ]
    }
    guard preparation.source == nil, data.featureSource == nil else { return [] }
    var notes = missingFeatureNotes(on: data)
    if (preparation.featureNames == nil) != (data.featureNames == nil) {
      notes.append(
        DataNote(
          "the features of \(data.featureNames == nil ? "data set '\(data.name)'" : "the model") have no names, so they were matched by position"
        ))
    }
    if data.featureIndexBase != nil, data.featureCount < preparation.featureCount {
      notes.append(
        DataNote(
          "data set '\(data.name)' has \(data.featureCount.counted("feature")), but the model expects \(preparation.featureCount): the missing ones were read as 0"
        ))
    }
    return notes
  }
}
