public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

/// A network that looks at each node alone: linear layers with ReLU between them and dropout on what enters
/// them. The baseline that tells whether the graph helps. Names: `lin1.weight`, `lin1.bias`, `lin2...`.
public struct MLP: NodeClassifier {
  /// The linear layers.
  public var layers: [Linear]
  /// Dropout on the input of every layer.
  public var dropout: Dropout

  /// Creates a network of `hidden.count + 1` linear layers.
  public init(
    featureCount: Int, hidden: [Int] = [16], classCount: Int, dropout: Float = 0.5, hasBias: Bool = true,
    seed: UInt64 = 0
  ) {
    let sizes = [featureCount] + hidden + [classCount]
    layers = zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      Linear(
        inputSize: size.0, outputSize: size.1, hasBias: hasBias,
        stream: RandomStream(seed: seed, purpose: .initialization, ordinal: UInt64(index)))
    }
    self.dropout = Dropout(rate: dropout)
  }

  /// Shows the layers as `lin1`, `lin2`, ...
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &layers, first: 1) }

  /// None: no node hears from another.
  public func messageSteps(of graph: Graph) -> [MessageEdges] { [] }

  /// The sizes and rates of this network.
  public var architecture: ModelArchitecture {
    ModelArchitecture(
      name: "mlp", featureCount: layers.first?.inputSize ?? 0,
      hidden: layers.dropLast().map(\.outputSize),
      classCount: layers.last?.outputSize ?? 0, dropout: dropout.rate, inputDropout: dropout.rate,
      hasBias: layers.contains { $0.bias != nil })
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    var input = dropout(features, context)
    for layer in layers.dropLast() {
      input = .dense(dropout(layer(input, context).relu(), context))
    }
    guard let last = layers.last else { fatalError("MLP: has no layer") }
    return last(input, context)
  }
}
