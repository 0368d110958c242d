public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Chebyshev graph convolution: Y = the sum of T_k(L^) X W_k over k < K, plus b, with L^ the Laplacian scaled to -1...1 (Defferrard,
/// Bresson and Vandergheynst 2016, "Convolutional neural networks on graphs with fast localized spectral filtering", equation 4).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Names: `lins.0.weight`, `lins.1.weight`, ..., `bias`.
public struct ChebConv: GraphConvolution {
  /// W_0, W_1, ...
  public var lins: [Linear]
  /// b, `[outputSize]`.
  public var bias: Parameter?
  /// The largest eigenvalue of the normalised Laplacian, or a bound of it; 2 bounds all graphs.
  public let largestEigenvalue: Double

  /// Initial weights are drawn after Glorot and Bengio; the bias, where there is one, starts at 0.
  ///
  /// - Parameter order: K, the number of terms, at least 1.
  public init(
    inputSize: Int, outputSize: Int, order: Int, largestEigenvalue: Double = 2, hasBias: Bool = true
  ) {
    guard order >= 1 else { fatalError("ChebConv: order \(order) is below 1") }
    self.largestEigenvalue = largestEigenvalue
    lins = (0..<order).map { _ in
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

  /// One less than there are terms.
  public var stepCount: Int { lins.count - 1 }

  /// The scaled Laplacian every time.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    let edges = structure.edges(.scaledLaplacian(largestEigenvalue: largestEigenvalue))
    return [MessageEdges](repeating: edges, count: stepCount)
  }

  /// The output for dense or sparse features.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    let output = steps.chebyshev(of: lins.map { $0(features, context) }, context)
    return bias.map { output + context[$0] } ?? output
  }
}
