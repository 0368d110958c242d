public import Autograd
public import NeuralNetworks
internal import TensorCore

/// A network that looks at each node alone: linear layers with ReLU between them and dropout on what enters
/// them. The baseline that tells whether the graph helps. Names: `lin1.weight`, `lin1.bias`, `lin2...`.
public struct MLP: NodeClassifier {
  /// The sizes and rates.
  public let architecture: ModelArchitecture
  /// The linear layers.
  public var layers: [Linear]
  /// Dropout on the features.
  public let inputDropout: Dropout
  /// Dropout on the input of every later layer.
  public let dropout: Dropout

  /// Creates a network of `hidden.count + 1` linear layers.
  public init(
    featureCount: Int, hidden: [Int] = [16], classCount: Int, dropout: Float = 0.5, hasBias: Bool = true,
    seed: UInt64 = 0
  ) {
    self.init(
      ModelArchitecture(
        name: "mlp", featureCount: featureCount, hidden: hidden, classCount: classCount, dropout: dropout,
        hasBias: hasBias), seed: seed)
  }

  init(_ architecture: ModelArchitecture, seed: UInt64) {
    self.architecture = architecture
    let sizes = [architecture.featureCount] + architecture.hidden + [architecture.classCount]
    layers = zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      Linear(
        inputSize: size.0, outputSize: size.1, hasBias: architecture.hasBias,
        stream: RandomStream(seed: seed, purpose: .initialization, ordinal: UInt64(index)))
    }
    inputDropout = Dropout(rate: architecture.inputDropout)
    dropout = Dropout(rate: architecture.dropout)
  }

  /// Shows the layers as `lin1`, `lin2`, ...
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &layers, first: 1) }

  /// None: no node hears from another.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] { [] }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    scores(features, context)
  }

  /// The scores of the nodes whose features are given.
  func scores(_ features: FeatureVariable, _ context: ForwardContext) -> Variable {
    var input = inputDropout(features, context)
    for layer in layers.dropLast() {
      let output = layer(input, context)
      context.activations?.append(output.value)
      input = .dense(dropout.afterReLU(output, context))
    }
    guard let last = layers.last else { fatalError("MLP: has no layer") }
    return last(input, context)
  }
}

extension ModelFamily {
  static let mlp = ModelFamily("mlp", "network that looks at each node alone", input: .features) {
    MLP($0, seed: $1)
  }
}
