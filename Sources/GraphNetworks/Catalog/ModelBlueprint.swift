public import GraphCore
internal import NeuralNetworks

/// A model that is still to be made: its type and its settings.
///
/// ```swift
/// let models = [ModelBlueprint(GCN.self), ModelBlueprint(GAT.self, GAT.Configuration(heads: 4))]
/// ```
public struct ModelBlueprint: Sendable {
  /// The type of the model.
  public let type: any NodeClassifier.Type
  /// The settings, of the type's `Configuration`.
  public let configuration: any ModelConfiguration

  private let make: @Sendable (DatasetSizes) -> any NodeClassifier
  private let reread: @Sendable () throws(DataError) -> ModelBlueprint
  private let change: @Sendable (JSONValue) throws(DataError) -> ModelBlueprint

  /// Describes a model.
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
          "a configuration \(configuration) of \(type) becomes \(read) when it is written and read; it must be equal to itself after coding"
        )
      }
      return ModelBlueprint(type, read)
    }
    change = { (json) throws(DataError) in ModelBlueprint(type, try configuration.changed(by: json)) }
  }

  /// Describes a model like `model`.
  public init(of model: some NodeClassifier) { self.init(Swift.type(of: model), model.configuration) }

  /// What the model uses besides features.
  public var input: ModelInput { type.input }

  /// Whether the model's scores depend on the weights of the edges of a graph.
  public var usesEdgeWeights: Bool { type.usesEdgeWeights }

  /// The model with initial weights that `seed` decides. Throws `usage` where the configuration has a ``ModelConfiguration/problem``.
  public func model(for data: DatasetSizes, seed: UInt64) throws(DataError) -> any NodeClassifier {
    if let problem = configuration.problem { throw DataError(.usage, "\(type.name): \(problem)") }
    var model = model(for: data)
    model.initialize(seed: seed)
    return model
  }

  /// Throws `usage` where a model of this library has the name: what is saved could not be loaded, and reports would confuse the two.
  package func requireNameOfItsOwn() throws(DataError) {
    guard let other = ModelRegistry.standard[type.name], other.model.type != type else { return }
    throw DataError(
      .usage,
      "the name of model type \(type), '\(type.name)', is that of \(other.model.type); give it a static `name` of its own"
    )
  }

  /// The model as a file gives it back. Throws `usage` where its configuration does not survive that.
  package func rereadFromFile() throws(DataError) -> ModelBlueprint { try reread() }

  /// The model without initial weights.
  package func model(for data: DatasetSizes) -> any NodeClassifier { make(data) }

  /// The same type with settings that are changed by a JSON object: see ``ModelConfiguration/changed(by:)``.
  package func changed(by json: JSONValue) throws(DataError) -> ModelBlueprint { try change(json) }
}
