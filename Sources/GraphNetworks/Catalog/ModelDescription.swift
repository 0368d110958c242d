// SPDX-License-Identifier: Apache-2.0

internal import Autograd
package import GraphCore
internal import NeuralNetworks
package import TensorCore

/// The description of a model in a file: everything that is needed to create the model before its
/// weights are loaded.
package struct ModelDescription: Sendable {
  /// The model.
  package let model: ModelBlueprint
  /// The sizes of the data for which the model is created.
  package let sizes: DatasetSizes

  package init(_ model: ModelBlueprint, for sizes: DatasetSizes) {
    self.model = model
    self.sizes = sizes
  }

  /// Returns the description as it is stored in a file. Throws `usage` if the configuration cannot be
  /// encoded as JSON.
  package func json() throws(DataError) -> JSONValue {
    .object([
      ("name", .string(model.type.name)), ("featureCount", .integer(sizes.featureCount)),
      ("classCount", .integer(sizes.classCount)), ("nodeCount", .integer(sizes.nodeCount)),
      ("configuration", try model.configuration.json()),
    ])
  }

  /// Throws `usage` if a file with this description and the weights of `model` could not be loaded.
  package func requireSaving(_ model: any NodeClassifier) throws(DataError) {
    let type = self.model.type
    try self.model.requireUniqueName()
    // A configuration that does not contain everything that the model was created with would create a
    // different model.
    let remade = try self.model.rereadFromFile().model(for: sizes)
    guard let difference = model.differencesOfShape(from: remade).first else { return }
    throw DataError(
      .usage,
      "cannot save a model of type \(type): its configuration creates a model whose parameter '\(difference.name)' has shape \(difference.other.map(String.init(describing:)) ?? "none") instead of \(difference.own.map(String.init(describing:)) ?? "none")"
    )
  }

  /// Throws `usage` if `model` was created for data of other sizes than those of this description, which
  /// is the case if a dimension that follows from the data differs. Dimensions that the configuration
  /// leaves open may differ.
  package func requireSizes(of model: any NodeClassifier, dataset: String) throws(DataError) {
    let remade = self.model.model(for: sizes)
    let ofData = [sizes.featureCount, sizes.classCount, sizes.nodeCount]
    for (name, own, other) in model.differencesOfShape(from: remade) {
      guard let own, let other, own.rank == other.rank,
        zip(own, other).contains(where: { $0 != $1 && ofData.contains($1) })
      else { continue }
      throw DataError(
        .usage,
        "the model was created for data of other sizes: its parameter '\(name)' has shape \(own); for data set '\(dataset)', with \(sizes.featureCount) features and \(sizes.classCount) classes, expected \(other)",
        hint: "create the model for its training data: Model(configuration, for: data, seed: 1)")
    }
  }

  /// Reads a description. Throws `badData` if it is invalid or its model is not in `models`.
  package init(json: JSONValue, models: ModelRegistry) throws(DataError) {
    guard let name = json["name"]?.string else {
      throw DataError(.badData, "the model description has no name")
    }
    guard let entry = models[name] else {
      throw DataError(
        .badData, "contains an unknown model '\(name)'",
        hint:
          "Known models: \(models.names.joined(separator: ", ")).\(swift: " Add yours with ModelRegistry.standard.adding(MyNetwork.self)", option: " A model of your own can only be loaded in Swift, by a program that contains it.")"
      )
    }
    let old = json["configuration"] == nil
    let sizes = old ? EarlierDescription.sizes(json) : Self.sizes(json)
    guard let sizes,
      let changes = old ? EarlierDescription.changes(json, to: entry.model) : json["configuration"]
    else { throw DataError(.badData, "the description of model '\(name)' is incomplete") }
    do throws(DataError) {
      model = try entry.model.changed(by: changes)
      if !old { try Self.requireKnownSettings(changes, of: model, default: entry.model) }
    } catch {
      throw DataError(.badData, "the description of model '\(name)' is invalid: \(error.message)")
    }
    self.sizes = sizes
  }

  /// Throws `badData` if a setting in a file is neither in the default settings of the model nor in those
  /// that were read, as after a setting was renamed.
  private static func requireKnownSettings(
    _ settings: JSONValue, of model: ModelBlueprint, default other: ModelBlueprint
  ) throws(DataError) {
    guard case .object(let members) = settings else { return }
    let known = try [model.configuration.json(), other.configuration.json()]
    if let (name, _) = members.first(where: { member in known.allSatisfy { $0[member.0] == nil } }) {
      throw DataError(.badData, "it has the setting '\(name)', which this model does not have")
    }
  }

  private static func sizes(_ json: JSONValue) -> DatasetSizes? {
    guard let features = json["featureCount"]?.integer, let classes = json["classCount"]?.integer,
      let nodes = json["nodeCount"]?.integer
    else { return nil }
    return DatasetSizes(checked: features, classes, nodes)
  }

  /// Infers the model from the names and shapes of weights saved by PyTorch: `conv1.lin.weight`,
  /// `conv2.lin.weight`, ... are those of a GCN, `lin1.weight`, `lin2.weight`, ... those of an MLP.
  /// Returns nil for all other weights.
  package init?(inferredFrom tensors: [(name: String, tensor: Tensor)]) {
    var weights: [String: Shape] = [:]
    for (name, tensor) in tensors { weights[name] = tensor.shape }
    for (prefix, suffix) in [("conv", ".lin.weight"), ("lin", ".weight")] {
      var sizes: [Int] = []
      while let shape = weights["\(prefix)\(max(1, sizes.count))\(suffix)"], shape.rank == 2 {
        if sizes.isEmpty { sizes.append(shape[1]) }
        guard shape[1] == sizes[sizes.count - 1] else { return nil }
        sizes.append(shape[0])
      }
      guard sizes.count >= 2 else { continue }
      let hidden = Array(sizes[1..<(sizes.count - 1)])
      let hasBias = weights["\(prefix)1.bias"] != nil
      if prefix == "conv" {
        var configuration = GCN.Configuration(hasBias: hasBias)
        configuration.hiddenSizes = hidden
        model = ModelBlueprint(GCN.self, configuration)
      } else {
        var configuration = MLP.Configuration(hasBias: hasBias)
        configuration.hiddenSizes = hidden
        model = ModelBlueprint(MLP.self, configuration)
      }
      self.sizes = DatasetSizes(featureCount: sizes[0], classCount: sizes[sizes.count - 1])
      if model.configuration.problem != nil { return nil }
      return
    }
    return nil
  }
}

extension DatasetSizes {
  /// Creates the sizes given in a file, or returns nil if one is negative or greater than 2^31.
  init?(checked features: Int, _ classes: Int, _ nodes: Int) {
    guard [features, classes, nodes].allSatisfy({ $0 >= 0 && $0 <= 1 << 31 }) else { return nil }
    self.init(featureCount: features, classCount: classes, nodeCount: nodes)
  }
}

extension NodeClassifier {
  /// The shape of each parameter, by name.
  private var parameterShapes: [String: Shape] {
    var shapes: [String: Shape] = [:]
    forEachParameter { path, parameter, _ in shapes[path] = parameter.shape }
    return shapes
  }

  /// Returns the parameters whose shape is different in `other`, sorted by name. A shape is nil if the
  /// model has no such parameter.
  fileprivate func differencesOfShape(from other: any NodeClassifier) -> [(
    name: String, own: Shape?, other: Shape?
  )] {
    let (own, other) = (parameterShapes, other.parameterShapes)
    return Set(own.keys).union(other.keys).sorted().filter { own[$0] != other[$0] }.map {
      ($0, own[$0], other[$0])
    }
  }
}
