// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import NeuralNetworks

/// A description of a model that has not been created yet: its type and its settings.
///
/// ```swift
/// let models = [ModelBlueprint(GCN.self), ModelBlueprint(GAT.self, GAT.Configuration(heads: 4))]
/// ```
public struct ModelBlueprint: Sendable {
  /// The type of the model.
  public let type: any NodeClassifier.Type
  /// The settings, an instance of the type's `Configuration`.
  public let configuration: any ModelConfiguration

  private let make: @Sendable (DatasetSizes) -> any NodeClassifier
  private let reread: @Sendable () throws(DataError) -> ModelBlueprint
  private let replace: @Sendable (any ModelConfiguration) -> ModelBlueprint?
  private let change: @Sendable (JSONValue) throws(DataError) -> ModelBlueprint

  /// Creates a blueprint of a model of the given type and settings.
  public init<Model: NodeClassifier>(
    _ type: Model.Type, _ configuration: Model.Configuration = Model.Configuration()
  ) {
    self.type = type
    self.configuration = configuration
    make = { type.init(configuration, for: $0) }
    reread = { () throws(DataError) in
      let read = try Model.Configuration().changed(by: configuration.json())
      guard read == configuration else {
        throw DataError(
          .usage,
          "the configuration \(configuration) of \(type) is decoded as \(read) after encoding; it must be equal to itself after encoding and decoding"
        )
      }
      return ModelBlueprint(type, read)
    }
    replace = { ($0 as? Model.Configuration).map { ModelBlueprint(type, $0) } }
    change = { (json) throws(DataError) in ModelBlueprint(type, try configuration.changed(by: json)) }
  }

  /// Creates a blueprint of models with the type and settings of `model`.
  public init(of model: some NodeClassifier) { self.init(Swift.type(of: model), model.configuration) }

  /// The data that the model uses in addition to the features.
  public var input: ModelInput { type.input }

  /// Whether the scores of the model depend on the edge weights of a graph.
  public var usesEdgeWeights: Bool { type.usesEdgeWeights }

  /// Creates the model and draws its initial weights from `seed`. Throws `usage` if the configuration
  /// has a ``ModelConfiguration/problem``.
  public func model(for data: DatasetSizes, seed: UInt64) throws(DataError) -> any NodeClassifier {
    if let problem = configuration.problem { throw DataError(.usage, "\(type.name): \(problem)") }
    var model = model(for: data)
    model.initialize(seed: seed)
    return model
  }

  /// Throws `usage` if another model type of this library has the same name: a saved file could not be
  /// loaded, and reports would confuse the two types.
  package func requireUniqueName() throws(DataError) {
    guard let other = ModelRegistry.standard[type.name], other.model.type != type else { return }
    throw DataError(
      .usage,
      "model types \(type) and \(other.model.type) have the same name '\(type.name)'; give \(type) a unique static `name`"
    )
  }

  /// Returns the blueprint as it is after saving and loading. Throws `usage` if this changes the
  /// configuration.
  package func rereadFromFile() throws(DataError) -> ModelBlueprint { try reread() }

  /// Creates the model; its parameters have no values yet.
  package func model(for data: DatasetSizes) -> any NodeClassifier { make(data) }

  /// Returns the same type with other settings. Traps if they are not an instance of its `Configuration`.
  package func with(_ configuration: any ModelConfiguration) -> ModelBlueprint {
    guard let blueprint = replace(configuration) else {
      fatalError("ModelBlueprint: \(type) has no settings of type \(Swift.type(of: configuration))")
    }
    return blueprint
  }

  /// Returns the same type with settings changed by a JSON object, as by
  /// ``ModelConfiguration/changed(by:)``.
  package func changed(by json: JSONValue) throws(DataError) -> ModelBlueprint { try change(json) }
}
