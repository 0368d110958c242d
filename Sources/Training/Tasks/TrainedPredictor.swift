// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import Foundation
public import GraphCore
public import GraphDatasets
public import GraphNetworks
internal import NeuralNetworks
internal import TensorCore

/// A model that was trained on numbers of nodes, or on classes or numbers of edges, with everything that is
/// needed to use it.
///
/// ```swift
/// try run.predictor.save(to: "prices.safetensors")
/// let predictor = try TrainedPredictor(contentsOf: "prices.safetensors")
/// let predictions = try predictor.predictions(for: houses)
/// ```
public struct TrainedPredictor: Sendable {
  /// What the model predicts.
  public let task: GraphTargets.Task
  /// The model of the nodes.
  public let encoder: any NodeClassifier
  /// The decoder of edges; nil for numbers of nodes.
  public let decoder: EdgeDecoder?
  /// The preparation of the node features.
  public let preparation: FeaturePreparation
  /// The names of the classes of edges; empty for numbers.
  public let classNames: [String]
  /// The names of the edge features, the weight of the edge first if the graph has weights.
  public let edgeFeatureNames: [String]
  /// The ids of the nodes of the graph that the model was trained on.
  public let nodeIdentifiers: [String]
  /// Whether the graph that the model was trained on was directed.
  public let isDirected: Bool
  /// The training, validation and test part of the nodes or edges of the training.
  let places: TrainedPlaces
  private let sizes: DatasetSizes
  private let scale: TargetScale
  private let edgeScale: EdgeFeatureScale

  /// A prediction for a node or an edge.
  public struct Prediction: Sendable, Hashable {
    /// The name of the node, or of the source of the edge.
    public let node: String
    /// The name of the target of the edge; nil for a node.
    public let end: String?
    /// The predicted number; nil for classes.
    public let value: Double?
    /// The most probable class; nil for numbers.
    public let label: String?
    /// The probability of ``label``.
    public let probability: Double?
    /// The probability of each class, in the order of the model's ``TrainedPredictor/classNames``; empty for
    /// numbers.
    public let probabilities: [Double]
  }

  init(
    task: GraphTargets.Task, encoder: any NodeClassifier, decoder: EdgeDecoder?,
    preparation: FeaturePreparation,
    sizes: DatasetSizes, classNames: [String], scale: TargetScale, edgeScale: EdgeFeatureScale,
    edgeFeatureNames: [String], nodeIdentifiers: [String], isDirected: Bool, places: TrainedPlaces
  ) {
    self.nodeIdentifiers = nodeIdentifiers
    self.isDirected = isDirected
    self.places = places
    self.task = task
    self.encoder = encoder
    self.decoder = decoder
    self.preparation = preparation
    self.sizes = sizes
    self.classNames = classNames
    self.scale = scale
    self.edgeScale = edgeScale
    self.edgeFeatureNames = edgeFeatureNames
  }

  /// Returns the predictions for all nodes or edges of `data`. Each pair of an undirected graph is one edge.
  /// Throws the errors of ``predictions(for:at:)``.
  public func predictions(for data: NodeDataset) throws(DataError) -> [Prediction] {
    try predictions(for: data, at: places(in: data))
  }

  /// Returns all nodes or edges of `data` as places without known targets.
  package func places(in data: NodeDataset) throws(DataError) -> GraphTargets {
    guard task.isOnEdges else { return GraphTargets(allNodesOf: data) }
    try data.requireGraph()
    return GraphTargets(allEdgesOf: data.graph, for: task, classNames: classNames)
  }

  /// Returns the predictions for the nodes or edges of `places`; their targets are not used.
  ///
  /// Throws `badData` if the features of the nodes or edges are not those of the training, if the model cannot use
  /// the edge weights, or if a score is not finite.
  public func predictions(for data: NodeDataset, at places: GraphTargets) throws(DataError) -> [Prediction] {
    guard places.task.isOnEdges == task.isOnEdges else {
      throw DataError(
        .usage,
        "the model predicts \(task.isOnEdges ? "edges" : "nodes"), not \(task.isOnEdges ? "nodes" : "edges")")
    }
    let scores = try scores(encoder, data, try withMatchedFeatures(places, data))
    let names = data.nodeIdentifiers
    let probabilities = task.isRegression ? nil : scores.softmax()
    let best = probabilities?.argmax(axis: 1)
    return places.nodes.indices.map { index in
      let end = task.isOnEdges ? names[Int(places.ends[index])] : nil
      guard let probabilities, let best else {
        return Prediction(
          node: names[Int(places.nodes[index])], end: end,
          value: scale.rounded(scale.original(scores[index, 0])),
          label: nil, probability: nil, probabilities: [])
      }
      let chosen = Int(best[index])
      return Prediction(
        node: names[Int(places.nodes[index])], end: end, value: nil, label: classNames[chosen],
        probability: Double(probabilities[index, chosen]),
        probabilities: classNames.indices.map { Double(probabilities[index, $0]) })
    }
  }

  /// Returns how well the predictions match all known targets, those that the model was trained on included.
  /// Throws the errors of ``predictions(for:at:)``, and `badData` if a class is not one that the model knows.
  public func evaluate(_ targets: GraphTargets, of data: NodeDataset) throws(DataError) -> TargetFigures {
    try evaluate(targets, of: data, on: .all).figures
  }

  /// Returns how well the predictions match the known targets, their number, and how many of them belonged to the
  /// training part. Throws the errors of ``predictions(for:at:)``, and `badData` if a class is not one that the
  /// model knows.
  ///
  /// - Parameter part: `test` for the nodes or edges that were the test part in training, `all` for all.
  package func evaluate(_ targets: GraphTargets, of data: NodeDataset, on part: EvaluatedTargets)
    throws(DataError) -> (figures: TargetFigures, count: Int, trained: Int)
  {
    guard targets.task == task else {
      throw DataError(
        .usage, "the model was trained for the task '\(task.rawValue)', not '\(targets.task.rawValue)'")
    }
    var classes: [Int32] = []
    for name in targets.classNames {
      guard let number = classNames.firstIndex(of: name) else {
        throw DataError(
          .badData,
          "the class '\(name.prefix(40))' is none of the model's: \(classNames.prefix(12).joined(separator: ", "))"
        )
      }
      classes.append(Int32(number))
    }
    let renumbered = targets.renumbered(classes, names: classNames)
    let targets = try withMatchedFeatures(renumbered, data)
    let parts = places.parts(of: targets, in: data, trainedOn: nodeIdentifiers)
    let evaluated = part == .all ? targets.known : targets.known.filter { parts[Int($0)] == .test }
    let trained = evaluated.count { parts[Int($0)] == .train }
    guard !evaluated.isEmpty else { return (TargetFigures(of: targets), 0, 0) }
    let scores = try scores(encoder, data, targets).rows(evaluated)
    return (TargetFigures(scores, evaluated, targets, scale: scale), evaluated.count, trained)
  }

  /// Returns the places with their edge features in the order of the model, matched by name. Throws `badData` if
  /// they are not the features of the training.
  private func withMatchedFeatures(_ places: GraphTargets, _ data: NodeDataset) throws(DataError)
    -> GraphTargets
  {
    let names = places.edgeFeatureNames
    guard names != edgeFeatureNames else { return places }
    // Columns without names are called by their numbers.
    let order = edgeFeatureNames.map { names.firstIndex(of: $0) }
    guard names.count == edgeFeatureNames.count, !order.contains(nil) else {
      let list = { (names: [String]) in names.isEmpty ? "none" : names.prefix(8).joined(separator: ", ") }
      throw DataError(
        .badData,
        "the features of the edges are not those of the training: the model expects \(list(edgeFeatureNames)); data set '\(data.name)' has \(list(names))",
        hint:
          "the weight of an edge is a feature; others are given with \(swift: "features:", option: "--edge-features")"
      )
    }
    return places.withEdgeFeatures(columns: order.compactMap(\.self))
  }

  private func scores(_ encoder: some NodeClassifier, _ data: NodeDataset, _ places: GraphTargets)
    throws(DataError) -> Tensor
  {
    guard data.isDirected == isDirected else {
      throw DataError(
        .badData,
        "the model was trained on \(isDirected ? "a directed" : "an undirected") graph, but data set '\(data.name)' is \(isDirected ? "undirected" : "directed")",
        hint:
          "read the graph \(isDirected ? "with" : "without") \(swift: "directed: true", option: "--directed")"
      )
    }
    try encoder.requireOrder(of: data, trainedOn: nodeIdentifiers)
    let node = try NodeTask(
      model: encoder, data: data, preparation: preparation.knowing(nodes: nodeIdentifiers),
      classCount: sizes.classCount)
    if let problem = node.problem { throw problem }
    let part = TargetPart(
      places, places.nodes.indices.map { Int32($0) }, edgeFeatures: edgeScale.scaled(places.edgeFeatures),
      scale: scale, in: node)
    let model = GraphPredictor(encoder: encoder, decoder: decoder)
    let scores = model.scores(part, ForwardContext()).value
    guard scores.isFinite else {
      throw DataError(
        .badData, "a score of data set '\(data.name)' is not a finite number",
        hint: "Do the features have the same meaning and scale as those that the model was trained on?")
    }
    return scores
  }
}

extension TrainedPredictor {
  /// What a file contains in addition to the model of the nodes.
  private struct Contents: Codable {
    var task: String
    var classNames: [String]
    var scale: TargetScale
    var edgeScale: EdgeFeatureScale
    var edgeFeatureNames: [String]
    var hiddenSize: Int
    var isDirected: Bool
    var nodes: [String]
    var places: TrainedPlaces
  }

  enum Key {
    static let model = "graphlearn.model"
    static let preparation = "graphlearn.preprocessing"
    static let task = "graphlearn.task"
  }

  /// Whether a file of weights is that of a predictor.
  package static func isContained(in path: String) -> Bool {
    (try? SafeTensors(contentsOf: path))?.metadata[Key.task] != nil
  }

  /// Writes the predictor to a file, as ``TrainedClassifier/save(to:)-(String)`` does.
  public func save(to path: String) throws(DataError) { try FileOutput.write(bytes(), to: path) }

  /// Returns the bytes of the predictor's file.
  package func bytes() throws(DataError) -> [UInt8] {
    let description = ModelDescription(ModelBlueprint(of: encoder), for: sizes)
    try description.requireSaving(encoder)
    let contents = Contents(
      task: task.rawValue, classNames: classNames, scale: scale, edgeScale: edgeScale,
      edgeFeatureNames: edgeFeatureNames, hiddenSize: decoder?.hidden.outputSize ?? 0,
      isDirected: isDirected, nodes: nodeIdentifiers, places: places)
    let metadata = [
      "format": "pt", Key.model: try description.json().text(), Key.preparation: preparation.json.text(),
      Key.task: JSONValue(encoding: contents).text(),
    ]
    return SafeTensors(tensors: tensors(encoder), metadata: metadata).bytes()
  }

  private func tensors(_ encoder: some NodeClassifier) -> [(name: String, tensor: Tensor)] {
    GraphPredictor(encoder: encoder, decoder: decoder).stateDictionary()
  }

  /// Reads a predictor from a file. Throws `missingInput` if there is no such file, or `badData` if it does not
  /// contain a predictor.
  ///
  /// - Parameter models: the models that the file may contain.
  public init(contentsOf path: String, models: ModelRegistry = .standard) throws(DataError) {
    let file = try SafeTensors(contentsOf: path)
    let bad = { (message: String) in DataError(.badData, message, at: .file(path)) }
    func member(_ key: String) throws(DataError) -> JSONValue? {
      guard let text = file.metadata[key] else { return nil }
      return try JSONValue.parse(Array(text.utf8), path: path, isEmbedded: true)
    }
    guard let model = try member(Key.model), let text = file.metadata[Key.task] else {
      throw bad("does not contain a model of numbers of nodes, or of classes or numbers of edges")
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let contents = try? decoder.decode(Contents.self, from: Data(text.utf8)),
      let task = GraphTargets.Task(rawValue: contents.task),
      let preparation = try member(Key.preparation).flatMap({ FeaturePreparation(json: $0) })
    else { throw bad("is inconsistent: its task or its preparation of features cannot be read") }
    let description: ModelDescription
    do throws(DataError) {
      description = try ModelDescription(json: model, models: models)
    } catch {
      var located = error
      located.place = .file(path)
      throw located
    }
    let width = contents.edgeFeatureNames.count
    let (mostOutputs, mostUnits) = (1_000_000, 1_000_000)
    guard preparation.featureCount == description.sizes.featureCount, description.sizes.featureCount > 0,
      (1...mostOutputs).contains(description.sizes.classCount), contents.edgeScale.means.count == width,
      contents.edgeScale.deviations.count == width, contents.edgeScale.deviations.allSatisfy({ $0 != 0 }),
      !task.isOnEdges || (1...mostUnits).contains(contents.hiddenSize),
      task.isRegression || contents.classNames.count > 0,
      contents.places.isValid(nodeCount: contents.nodes.count, isOnEdges: task.isOnEdges)
    else { throw bad("is inconsistent: its sizes do not match") }
    let head =
      task.isOnEdges
      ? EdgeDecoder(
        encodingSize: description.sizes.classCount, edgeFeatureCount: width, hiddenSize: contents.hiddenSize,
        outputSize: task.isRegression ? 1 : contents.classNames.count, isDirected: contents.isDirected) : nil
    let loaded = try Self.loaded(description.model.model(for: description.sizes), head, file, path)
    self.init(
      task: task, encoder: loaded.encoder, decoder: loaded.decoder, preparation: preparation,
      sizes: description.sizes, classNames: contents.classNames, scale: contents.scale,
      edgeScale: contents.edgeScale, edgeFeatureNames: contents.edgeFeatureNames,
      nodeIdentifiers: contents.nodes, isDirected: contents.isDirected, places: contents.places)
  }

  private static func loaded(
    _ encoder: some NodeClassifier, _ decoder: EdgeDecoder?, _ file: SafeTensors, _ path: String
  )
    throws(DataError) -> (encoder: any NodeClassifier, decoder: EdgeDecoder?)
  {
    var model = GraphPredictor(encoder: encoder, decoder: decoder)
    try model.load(file.tensors, from: path)
    if let layer = model.layerOfWeightThatIsNotFinite {
      throw DataError(.badData, "the weights of layer \(layer) are not finite numbers", at: .file(path))
    }
    return (model.encoder, model.decoder)
  }
}

extension TrainedPredictor: CustomStringConvertible {
  /// The name of the model.
  public var modelName: String { ModelRegistry.standard.name(of: encoder) }
  /// The settings of the model.
  public var configuration: any ModelConfiguration { encoder.configuration }

  /// The model, what it predicts and its sizes in one line.
  public var description: String {
    let outputs =
      switch task {
      case .nodeRegression: "numbers of nodes"
      case .edgeClassification: "\(classNames.count) classes of edges"
      case .edgeRegression: "numbers of edges"
      }
    return "\(modelName): \(outputs), \(sizes.featureCount.groupedDigits) features"
  }
}
