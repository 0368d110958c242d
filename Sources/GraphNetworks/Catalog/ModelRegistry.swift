internal import GraphCore
internal import NeuralNetworks

/// The models that can be made by their names: from files, and by programs that take names from their users.
///
/// ```swift
/// let models = ModelRegistry.standard.adding(MyNetwork.self)
/// let classifier = try TrainedClassifier(contentsOf: "mine.safetensors", models: models)
/// ```
public struct ModelRegistry: Sendable {
  /// A model with the settings that its name stands for.
  public struct Entry: Sendable {
    /// The name. Several names may stand for one type with different settings, such as `sage` and `sage-max`.
    public let name: String
    /// The name in the papers, and the paper.
    public let title: String
    /// The model with the default settings of this name.
    public let model: ModelBlueprint
    /// Whether settings of the type are those of this name.
    private let stands: @Sendable (any ModelConfiguration) -> Bool

    /// A type under its own name.
    init<Model: NodeClassifier>(_ type: Model.Type, _ title: String) {
      name = Model.name
      self.title = title
      model = ModelBlueprint(type)
      stands = { _ in true }
    }

    /// A type of whose settings one has a value that gives it a name of its own.
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

    /// Whether a model is one that this name stands for.
    func matches(_ model: ModelBlueprint) -> Bool {
      self.model.type == model.type && stands(model.configuration)
    }
  }

  /// The models.
  public private(set) var entries: [Entry]

  init(_ entries: [Entry]) { self.entries = entries }

  /// The registry with one more model, under its ``NodeClassifier/name``. Traps if another model has that name.
  ///
  /// - Parameter title: what the model is, in a few words.
  public func adding<Model: NodeClassifier>(_ type: Model.Type, title: String = "") -> ModelRegistry {
    if let other = self[type.name] {
      if other.model.type == type { return self }
      fatalError(
        "ModelRegistry: a model '\(type.name)' is there already (\(other.model.type)); give \(type) a static `name` of its own"
      )
    }
    return ModelRegistry(entries + [Entry(type, title)])
  }

  /// The names.
  public var names: [String] { entries.map(\.name) }

  /// The model of a name; nil where there is none.
  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// The name of a model: the one that stands for its settings, or that of its type.
  public func name(of model: ModelBlueprint) -> String {
    // A name for special settings comes before the one for all.
    entries.last { $0.matches(model) }?.name ?? model.type.name
  }

  /// The name of a model: the one that stands for its settings, or that of its type.
  public func name(of model: some NodeClassifier) -> String { name(of: ModelBlueprint(of: model)) }
}
