internal import Autograd
public import NeuralNetworks
internal import TensorCore

/// What stands before and behind the convolutions of a deep network: a linear layer from the features to the one hidden size, one from there
/// to the classes, and dropout. Names: `lin1...`, `lin2...`.
public struct LinearEnds: Module {
  /// From features to the hidden size.
  public var inputLin: Linear
  /// From the hidden size to the classes.
  public var outputLin: Linear
  /// Dropout on the features.
  public let inputDropout: Dropout
  /// Dropout on what enters later layers.
  public let dropout: Dropout

  /// Hidden sizes that differ, or none, stop the program.
  init(_ architecture: ModelArchitecture, seed: UInt64) {
    guard let size = architecture.hidden.first, architecture.hidden.allSatisfy({ $0 == size }) else {
      fatalError("\(architecture.name): hidden sizes \(architecture.hidden) are not one size")
    }
    inputLin = Linear(
      inputSize: architecture.featureCount, outputSize: size, stream: Self.stream(seed, 0))
    outputLin = Linear(
      inputSize: size, outputSize: architecture.classCount,
      stream: Self.stream(seed, architecture.hidden.count + 1))
    inputDropout = Dropout(rate: architecture.inputDropout)
    dropout = Dropout(rate: architecture.dropout)
  }

  /// The random numbers of layer `layer`, those of the features being 0.
  static func stream(_ seed: UInt64, _ layer: Int) -> RandomStream {
    RandomStream(seed: seed, purpose: .initialization, ordinal: UInt64(layer))
  }

  /// Shows both layers.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lin1", &inputLin)
    visitor("lin2", &outputLin)
  }

  /// The hidden rows of the nodes, before ReLU.
  func hidden(_ features: FeatureVariable, _ context: ForwardContext) -> Variable {
    inputLin(inputDropout(features, context), context)
  }
}
