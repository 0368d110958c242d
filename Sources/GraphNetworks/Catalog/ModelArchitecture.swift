package import GraphCore
internal import NeuralNetworks
package import TensorCore

/// What kind of model, and how large: all that is needed to make one whose weights a file then fills.
public struct ModelArchitecture: Sendable, Hashable {
  /// The model's name on the command line.
  public var name: String
  /// The number of features of a node.
  public var featureCount: Int
  /// The sizes of the hidden layers.
  public var hidden: [Int]
  /// The number of classes.
  public var classCount: Int
  /// The dropout rate of hidden layers.
  public var dropout: Float
  /// The dropout rate of the features.
  public var inputDropout: Float
  /// Whether layers have a bias.
  public var hasBias: Bool
  /// Settings that only some models have; those that are missing have the value of the family.
  public var settings: [ModelSetting: Float]
  /// How the layers of a network of graph convolutions are connected.
  public var connections: Connections
  /// What is done to rows between the layers of a network of graph convolutions.
  public var normalization: Normalization

  /// How the layers of a network are connected.
  public enum Connections: String, Sendable, Hashable, CaseIterable {
    /// Each takes the output of the one before.
    case plain
    /// The input of a hidden layer is added to its output, where the sizes agree (He et al. 2016).
    case residual
    /// Each takes the outputs of all hidden layers before, side by side (Huang et al. 2017).
    case dense
    /// The scores are a linear function of the outputs of all layers, side by side (Xu et al. 2018).
    case jumping
    /// The same of their largest elements.
    case jumpingMaximum = "jumping-max"
    /// The same of their sum by learnt shares.
    case jumpingAttention = "jumping-attention"
  }

  /// What is done to rows between layers.
  public enum Normalization: String, Sendable, Hashable, CaseIterable {
    /// Nothing.
    case none
    /// ``PairNorm``
    case pair
    /// ``GraphNorm``
    case graph
    /// `LayerNorm`
    case layer
  }

  /// Describes a model.
  public init(
    name: String, featureCount: Int, hidden: [Int], classCount: Int, dropout: Float = 0.5,
    inputDropout: Float? = nil, hasBias: Bool = true, settings: [ModelSetting: Float] = [:],
    connections: Connections = .plain, normalization: Normalization = .none
  ) {
    self.name = name
    self.featureCount = featureCount
    self.hidden = hidden
    self.classCount = classCount
    self.dropout = dropout
    self.inputDropout = inputDropout ?? dropout
    self.hasBias = hasBias
    self.settings = settings
    self.connections = connections
    self.normalization = normalization
  }

  /// The names of the models that can be made.
  public static var modelNames: [String] { ModelFamily.all.map(\.name) }

  /// The family of the name; nil where it is unknown.
  public var family: ModelFamily? { ModelFamily(named: name) }

  /// The value of a setting: that given here, else that of the family. One that the family has not stops the program.
  public subscript(setting: ModelSetting) -> Float {
    guard let value = settings[setting] ?? family?.settings[setting] else {
      fatalError("ModelArchitecture: a model '\(name)' has no setting '\(setting.rawValue)'")
    }
    return value
  }

  /// The value of a setting that is a whole number.
  func count(_ setting: ModelSetting) -> Int { Int(self[setting]) }

  /// Makes the model with weights drawn from `seed`; nil where the name is unknown.
  public func model(seed: UInt64 = 0) -> (any NodeClassifier)? { family?.make(self, seed) }

  /// Whether there is such a model: one that has these hidden layers, settings, connections and this normalisation.
  public var isPossible: Bool {
    guard let family,
      family.hiddenLayers.accepts(hidden, heads: family.settings[.heads].map { _ in count(.heads) } ?? 1),
      settings.keys.allSatisfy({ family.settings[$0] != nil }),
      family.isConvolutionNetwork || (connections == .plain && normalization == .none)
    else { return false }
    switch connections {
    case .plain, .residual, .dense: return true
    case .jumping: return !hidden.isEmpty
    case .jumpingMaximum, .jumpingAttention: return Set(hidden).count == 1
    }
  }

  /// Whether a size is 0, of which nothing can be learnt.
  package var hasEmptyLayer: Bool { ([featureCount, classCount] + hidden).contains { $0 < 1 } }

  /// A lower bound of the number of weights.
  public var leastWeightCount: Double {
    let sizes = ([featureCount] + hidden + [classCount]).map(Double.init)
    let products = zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    return family?.leastWeightCount(self, products) ?? products
  }

  /// The architecture of weights saved by PyTorch, from their names and shapes: `conv1.lin.weight` and so on is
  /// a GCN, `lin1.weight` an MLP. Nil for any other weights.
  package init?(inferredFrom tensors: [(name: String, tensor: Tensor)]) {
    var weights: [String: Shape] = [:]
    for (name, tensor) in tensors { weights[name] = tensor.shape }
    for (name, prefix, suffix) in [("gcn", "conv", ".lin.weight"), ("mlp", "lin", ".weight")] {
      var sizes: [Int] = []
      while let shape = weights["\(prefix)\(max(1, sizes.count))\(suffix)"], shape.rank == 2 {
        if sizes.isEmpty { sizes.append(shape[1]) }
        guard shape[1] == sizes[sizes.count - 1] else { return nil }
        sizes.append(shape[0])
      }
      guard sizes.count >= 2 else { continue }
      self.init(
        name: name, featureCount: sizes[0], hidden: Array(sizes[1..<(sizes.count - 1)]),
        classCount: sizes[sizes.count - 1], hasBias: weights["\(prefix)1.bias"] != nil)
      return
    }
    return nil
  }
}

extension ModelArchitecture {
  /// The description as it stands in a model file.
  package var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("name", .string(name)), ("feature_count", .integer(featureCount)),
      ("hidden", .array(hidden.map { .integer($0) })), ("class_count", .integer(classCount)),
      ("dropout", .number(Double(dropout))), ("input_dropout", .number(Double(inputDropout))),
      ("bias", .bool(hasBias)),
    ]
    let given = ModelSetting.allCases.compactMap { setting in
      settings[setting].map { (setting.rawValue, JSONValue.number(Double($0))) }
    }
    if !given.isEmpty { members.append(("settings", .object(given))) }
    if connections != .plain { members.append(("connections", .string(connections.rawValue))) }
    if normalization != .none { members.append(("normalization", .string(normalization.rawValue))) }
    return .object(members)
  }

  /// Reads a description; nil where it is none of a possible model.
  package init?(json: JSONValue) {
    guard let name = json["name"]?.string, let features = json["feature_count"]?.integer,
      let hidden = json["hidden"]?.array?.map(\.integer), let classes = json["class_count"]?.integer,
      let dropout = json["dropout"]?.double, let inputDropout = json["input_dropout"]?.double,
      let hasBias = json["bias"]?.bool, !hidden.contains(nil), let settings = Self.settings(json),
      let connections = json["connections"].map({ $0.string.flatMap(Connections.init) }) ?? .plain,
      let normalization = json["normalization"].map({ $0.string.flatMap(Normalization.init) })
        ?? Normalization.none
    else { return nil }
    let sizes = [features, classes] + hidden.compactMap(\.self)
    guard sizes.allSatisfy({ $0 >= 0 && $0 <= 1 << 31 }), (0...1).contains(dropout),
      (0...1).contains(inputDropout)
    else { return nil }
    self.init(
      name: name, featureCount: features, hidden: hidden.compactMap(\.self), classCount: classes,
      dropout: Float(dropout), inputDropout: Float(inputDropout), hasBias: hasBias, settings: settings,
      connections: connections, normalization: normalization)
    guard isPossible else { return nil }
  }

  private static func settings(_ json: JSONValue) -> [ModelSetting: Float]? {
    guard let member = json["settings"] else { return [:] }
    guard case .object(let members) = member else { return nil }
    var settings: [ModelSetting: Float] = [:]
    for (name, value) in members {
      guard let setting = ModelSetting(rawValue: name), let number = value.double,
        setting.accepts(Float(number))
      else { return nil }
      settings[setting] = Float(number)
    }
    return settings
  }
}
