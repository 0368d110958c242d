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

  /// Describes a model.
  public init(
    name: String, featureCount: Int, hidden: [Int], classCount: Int, dropout: Float, inputDropout: Float,
    hasBias: Bool
  ) {
    self.name = name
    self.featureCount = featureCount
    self.hidden = hidden
    self.classCount = classCount
    self.dropout = dropout
    self.inputDropout = inputDropout
    self.hasBias = hasBias
  }

  /// The names of the models that can be made.
  public static let modelNames = ["gcn", "mlp"]

  /// Makes the model with weights drawn from `seed`; nil where the name is unknown.
  public func model(seed: UInt64 = 0) -> (any NodeClassifier)? {
    switch name {
    case "gcn":
      GCN(
        featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout,
        inputDropout: inputDropout, hasBias: hasBias, seed: seed)
    case "mlp":
      MLP(
        featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout,
        hasBias: hasBias,
        seed: seed)
    default: nil
    }
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
        classCount: sizes[sizes.count - 1], dropout: 0.5, inputDropout: 0.5,
        hasBias: weights["\(prefix)1.bias"] != nil)
      return
    }
    return nil
  }
}

extension ModelArchitecture {
  /// The description as it stands in a model file.
  package var json: JSONValue {
    .object([
      ("name", .string(name)), ("feature_count", .integer(featureCount)),
      ("hidden", .array(hidden.map { .integer($0) })), ("class_count", .integer(classCount)),
      ("dropout", .number(Double(dropout))), ("input_dropout", .number(Double(inputDropout))),
      ("bias", .bool(hasBias)),
    ])
  }

  /// Reads a description; nil where it is none of a possible model.
  package init?(json: JSONValue) {
    guard let name = json["name"]?.string, let features = json["feature_count"]?.integer,
      let hidden = json["hidden"]?.array?.map(\.integer), let classes = json["class_count"]?.integer,
      let dropout = json["dropout"]?.double, let inputDropout = json["input_dropout"]?.double,
      let hasBias = json["bias"]?.bool, !hidden.contains(nil)
    else { return nil }
    let sizes = [features, classes] + hidden.compactMap(\.self)
    guard sizes.allSatisfy({ $0 >= 0 && $0 <= 1 << 31 }), (0...1).contains(dropout),
      (0...1).contains(inputDropout)
    else { return nil }
    self.init(
      name: name, featureCount: features, hidden: hidden.compactMap(\.self), classCount: classes,
      dropout: Float(dropout), inputDropout: Float(inputDropout), hasBias: hasBias)
  }
}
