public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Topology-adaptive graph convolution: Y = the sum of S^k X W_k over k <= K, plus b, with S = D^-1/2 A D^-1/2 (Du et al. 2017,
/// "Topology adaptive graph convolutional networks", equation 5).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Names: `lins.0.weight`, `lins.1.weight`, ..., `bias`.
public struct TAGConv: GraphConvolution {
  /// W_0, W_1, ...
  public var lins: [Linear]
  /// b, `[outputSize]`.
  public var bias: Parameter?

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  ///
  /// - Parameter hops: K.
  public init(inputSize: Int, outputSize: Int, hops: Int = 3, hasBias: Bool = true) {
    guard hops >= 0 else { fatalError("TAGConv: \(hops) hops") }
    lins = (0...hops).map { _ in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: false)
    }
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  /// Shows all weights.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lins.", &lins, first: 0)
    visitor("bias", &bias)
  }

  /// K.
  public var stepCount: Int { lins.count - 1 }

  /// D^-1/2 A D^-1/2 every time.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: nil)), count: stepCount)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    let output = steps.powers(of: lins.map { $0(features, context) }, context)
    return bias.map { output + context[$0] } ?? output
  }
}
