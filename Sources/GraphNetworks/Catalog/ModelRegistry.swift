// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import NeuralNetworks

/// A registry of models by name, for loading files and for programs whose users choose models by name.
///
/// ```swift
/// let models = ModelRegistry.standard.adding(MyNetwork.self)
/// let classifier = try TrainedClassifier(contentsOf: "mine.safetensors", models: models)
/// ```
public struct ModelRegistry: Sendable {
  /// A model type with the settings that its name implies.
  public struct Entry: Sendable {
    /// The name. Several names may belong to one type with different settings, such as `sage` and
    /// `sage-max`.
    public let name: String
    /// The name used in the literature, and the paper.
    public let title: String
    /// The model with the default settings for this name.
    public let model: ModelBlueprint
    /// Returns whether this name applies to the given settings of the type.
    private let stands: @Sendable (any ModelConfiguration) -> Bool

    /// Creates an entry for a type under its ``NodeClassifier/name``.
    init<Model: NodeClassifier>(_ type: Model.Type, _ title: String) {
      name = Model.name
      self.title = title
      model = ModelBlueprint(type)
      stands = { _ in true }
    }

    /// Creates an entry for a type with a separate name, which applies if one setting has the given
    /// value.
    init<Model: NodeClassifier, Value: Equatable & Sendable>(
      _ name: String, _ type: Model.Type,
      _ setting: any WritableKeyPath<Model.Configuration, Value> & Sendable,
      _ value: Value, _ title: String
    ) {
      var configuration = Model.Configuration()
      configuration[keyPath: setting] = value
      self.name = name
      self.title = title
      model = ModelBlueprint(type, configuration)
      stands = { ($0 as? Model.Configuration)?[keyPath: setting] == value }
    }

    /// Returns whether this name applies to a model.
    func matches(_ model: ModelBlueprint) -> Bool {
      self.model.type == model.type && stands(model.configuration)
    }
  }

  /// The models, in the order in which they were added.
  public private(set) var entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries }

  /// Returns the registry with one more model, under its ``NodeClassifier/name``. Traps if another model
  /// type has that name.
  ///
  /// - Parameter title: a short description of the model.
  public func adding<Model: NodeClassifier>(_ type: Model.Type, title: String = "") -> ModelRegistry {
    if let other = self[type.name] {
      if other.model.type == type { return self }
      fatalError(
        "ModelRegistry: duplicate model name '\(type.name)' (\(other.model.type) and \(type)); give \(type) a unique static `name`"
      )
    }
    return ModelRegistry(entries + [Entry(type, title)])
  }

  /// The names of all models.
  public var names: [String] { entries.map(\.name) }

  /// Returns the model with the given name, or nil if there is none.
  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// Returns the name of a model: the one that applies to its settings, or else the name of its type.
  public func name(of model: ModelBlueprint) -> String {
    // The last match wins, because names for special settings come after the name for all settings of a
    // type.
    entries.last { $0.matches(model) }?.name ?? model.type.name
  }

  /// Returns the name of a model: the one that applies to its settings, or else the name of its type.
  public func name(of model: some NodeClassifier) -> String { name(of: ModelBlueprint(of: model)) }
}
