internal import Autograd
public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks
public import TensorCore

/// A trained model with all that it takes to use it: how features are prepared, the names of classes and nodes, and the split.
///
/// ```swift
/// try run.classifier.save(to: "cora.safetensors")
/// let classifier = try TrainedClassifier(contentsOf: "cora.safetensors")
/// let predictions = try classifier.predictions(for: cora)
/// ```
///
/// Its file is a safetensors file whose weights have PyTorch Geometric's names and axes.
public struct TrainedClassifier: Sendable {
  /// The model.
  public let model: any NodeClassifier
  /// What is done to features; nil where the file does not say.
  public let preparation: FeaturePreparation?
  /// The names of the classes.
  public let classNames: [String]
  /// The names of the nodes of the graph that it was trained on, then those that trained it before on other graphs.
  public let nodeIdentifiers: [String]
  /// The sizes of the data that the model is made for.
  public let sizes: DatasetSizes
  /// Which of those nodes trained, validated and tested it, by their places in ``nodeIdentifiers``; nil where the file does not say.
  public let split: NodeSplit?

  /// Puts a model together with what `data` says of it.
  ///
  /// - Parameter split: the nodes that trained, validated and tested it, where that is known.
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

  /// The same classifier after `earlier` was trained further on `data`: with the features and classes that `earlier` was made for, and all
  /// nodes that trained either.
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
      })
  }

  private init(
    model: any NodeClassifier, preparation: FeaturePreparation?, classNames: [String],
    nodeIdentifiers: [String], sizes: DatasetSizes, split: NodeSplit?
  ) {
    self.model = model
    self.preparation = preparation
    self.classNames = classNames
    self.nodeIdentifiers = nodeIdentifiers
    self.sizes = sizes
    self.split = split
  }

  private enum Key {
    static let model = "graphlearn.model"
    static let preparation = "graphlearn.preprocessing"
    static let classes = "graphlearn.classes"
    static let nodes = "graphlearn.nodes"
    static let split = "graphlearn.split"
  }

  /// Writes the classifier beside `path` and renames it. The same classifier gives the same bytes.
  ///
  /// Throws `output` where the file cannot be written, `usage` where a model of the same configuration has other weights, or where another
  /// type of this library has the name of the model's type: what has been saved could not be loaded.
  public func save(to path: String) throws(DataError) { try FileOutput.write(bytes(), to: path) }

  /// The bytes of the classifier's file.
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
    return SafeTensors(tensors: model.stateDictionary(), metadata: metadata).bytes()
  }

  /// Reads a model. Weights without a description, as PyTorch saves them, are taken for a GCN or an MLP by their
  /// names. Throws `missingInput`, or `badData` where the file is no model.
  ///
  /// - Parameter models: the models that the file may hold.
  public init(contentsOf path: String, models: ModelRegistry = .standard) throws(DataError) {
    let file = try SafeTensors(contentsOf: path)
    let bad = { (message: String) in DataError(.badData, message, at: .file(path)) }
    func member(_ key: String) throws(DataError) -> JSONValue? {
      guard let text = file.metadata[key] else { return nil }
      return try JSONValue.parse(Array(text.utf8), path: path, isEmbedded: true)
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
        "does not say which model its weights are of, and their names are not those of a GCN or an MLP",
        at: .file(path),
        hint:
          "load weights alone with \(swift: "model.loadWeights(from:)", option: "the library's loadWeights(from:)"), and save a TrainedClassifier"
      )
    }
    let sizes = description.sizes
    guard sizes.featureCount > 0 && sizes.classCount > 0 else {
      throw bad("describes a model with a size of 0; all sizes must be at least 1")
    }
    // Weights get their values from the file alone, so that sizes which it claims and does not hold take no memory.
    var model = description.model.model(for: sizes)
    try model.load(file.tensors, from: path)
    if let layer = model.layerOfWeightThatIsNotFinite {
      throw bad("the weights of layer \(layer) are not finite numbers")
    }
    self.model = model
    self.sizes = sizes
    preparation = try member(Key.preparation).flatMap { FeaturePreparation(json: $0) }
    guard preparation.map({ $0.featureCount == sizes.featureCount }) ?? true else {
      throw bad("contradicts itself: its weights take \(sizes.featureCount) features")
    }
    let names = try member(Key.classes)?.array?.compactMap(\.string)
    classNames = names ?? (0..<sizes.classCount).map(String.init)
    let nodes = try member(Key.nodes)?.array?.compactMap(\.string) ?? []
    nodeIdentifiers = nodes
    let letters = file.metadata[Key.split]
    split = letters.flatMap { SplitLetters.split($0, nodeCount: nodes.count) }
    guard (letters == nil) == (split == nil) else {
      throw bad("contradicts itself: its split does not fit its \(nodes.count) nodes")
    }
    guard classNames.count == sizes.classCount else {
      throw bad("names \(classNames.count) classes, its weights have \(sizes.classCount)")
    }
  }

  /// The features of `data` as the model takes them. Throws `badData` where they are not those that the model was trained on.
  public func features(of data: NodeDataset) throws(DataError) -> FeatureMatrix {
    try preparation(for: data).features(of: data)
  }

  /// What is done to the features of `data`.
  func preparation(for data: NodeDataset) -> FeaturePreparation {
    preparation ?? FeaturePreparation(unknownFor: data, featureCount: sizes.featureCount)
  }

  /// The probability of every class for every node of `data`, `[nodes, classes]`. Throws `badData` where the
  /// features are not those that the model was trained on, where the model cannot use the weights of the edges, and where a
  /// score is not finite.
  public func probabilities(for data: NodeDataset) throws(DataError) -> Tensor {
    try requireNodeCount(of: data)
    let width = model.widths.max() ?? 0
    try MemoryLimit.require(
      12 * Double(data.nodeCount) * width, for: "a prediction for \(data.nodeCount) nodes", .badData)
    return try scores(of: model, for: data).softmax()
  }

  /// Throws `badData` where the model knows the nodes of one graph, and `data` is another.
  func requireNodeCount(of data: NodeDataset) throws(DataError) {
    guard let nodes = model.requiredNodeCount, nodes != data.nodeCount else { return }
    throw DataError(
      .badData,
      "data set '\(data.name)' has \(data.nodeCount) nodes, the model knows those of a graph of \(nodes)",
      hint: "Is this a model of another data set?")
  }

  /// The most probable class of every node of `data`, an index of ``classNames``. Throws as ``probabilities(for:)`` does.
  public func predictions(for data: NodeDataset) throws(DataError) -> [Int32] {
    try probabilities(for: data).argmax(axis: 1)
  }

  /// The scores of all nodes, computed as in training.
  private func scores(of model: some NodeClassifier, for data: NodeDataset) throws(DataError) -> Tensor {
    let task = try NodeTask(
      model: model, data: data, preparation: preparation(for: data), classCount: classNames.count)
    if let problem = task.problem { throw problem }
    let pass = task.everything
    let scores = pass.scores(model)
    guard scores.isFinite else {
      throw pass.notFinite(
        "a score of data set '\(data.name)'", model,
        hint: "Are the features of the kind and size of those that the model was trained on?")
    }
    return scores
  }
}

extension TrainedClassifier: CustomStringConvertible {
  /// The name of the model: that of its settings in the library, or that of its type.
  public var modelName: String { ModelRegistry.standard.name(of: model) }
  /// The settings of the model.
  public var configuration: any ModelConfiguration { model.configuration }
  /// The names of the features, in the order in which the model takes them; nil where they have none.
  public var featureNames: [String]? { preparation?.featureNames }

  /// One line: the model, and what it takes and tells apart.
  public var description: String {
    "\(modelName): \(sizes.featureCount.groupedDigits) features, \(classNames.count) classes, \(model.parameterCount.groupedDigits) parameters"
  }
}

extension TrainedClassifier {
  /// What the user should know of how the model's features are joined to those of `data`.
  public func notes(on data: NodeDataset) -> [DataNote] {
    guard let preparation else {
      return [
        DataNote(
          "the model's file does not say how features are prepared: they are \(FeatureScaling(suiting: data.features) == .row ? "divided by the sum of their row, as suits words" : "taken as they are"), in the order of their columns"
        )
      ]
    }
    guard preparation.source == nil, data.featureSource == nil else { return [] }
    var notes: [DataNote] = []
    if (preparation.featureNames == nil) != (data.featureNames == nil) {
      notes.append(
        DataNote(
          "the features of \(data.featureNames == nil ? "data set '\(data.name)'" : "the model") have no names: they were joined by position"
        ))
    }
    if data.featureIndexBase != nil, data.featureCount < preparation.featureCount {
      notes.append(
        DataNote(
          "data set '\(data.name)' has \(data.featureCount) features, the model takes \(preparation.featureCount): the others were read as 0"
        ))
    }
    return notes
  }
}
