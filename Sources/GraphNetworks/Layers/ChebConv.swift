// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Chebyshev graph convolution: Y is the sum of `T_k(L^) X W_k` over k < K, plus b, where L^ is the
/// Laplacian with its spectrum scaled to -1...1 (Defferrard, Bresson and Vandergheynst 2016,
/// "Convolutional neural networks on graphs with fast localized spectral filtering", equation 4).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Parameter names: `lins.0.weight`,
/// `lins.1.weight`, ..., `bias`.
public struct ChebConv: GraphConvolution {
  /// The linear layers with W_0, W_1, ...
  public var lins: [Linear]
  /// The bias b, `[outputSize]`; nil if there is none.
  public var bias: Parameter?
  /// The largest eigenvalue of the normalised Laplacian, or an upper bound; 2 is a bound for all graphs.
  public let largestEigenvalue: Double

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  ///
  /// - Parameter order: the number of terms, K. Traps if it is less than 1.
  public init(
    inputSize: Int, outputSize: Int, order: Int, largestEigenvalue: Double = 2, hasBias: Bool = true
  ) {
    guard order >= 1 else { fatalError("ChebConv: order must be at least 1, found \(order)") }
    self.largestEigenvalue = largestEigenvalue
    lins = (0..<order).map { _ in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: false)
    }
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lins.", &lins, first: 0)
    visitor("bias", &bias)
  }

  /// The number of steps, K - 1.
  public var stepCount: Int { lins.count - 1 }

  /// Returns the scaled Laplacian for each step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    let edges = structure.edges(.scaledLaplacian(largestEigenvalue: largestEigenvalue))
    return [MessageEdges](repeating: edges, count: stepCount)
  }

  /// Returns the output for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    let output = steps.chebyshev(of: lins.map { $0(features, context) }, context)
    return bias.map { output + context[$0] } ?? output
  }
}
