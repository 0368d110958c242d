// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Simple graph convolution: `Y = S^K X W + b` with `S = D~^-1/2 (A + I) D~^-1/2` (Wu et al. 2019,
/// "Simplifying graph convolutional networks", equation 8).
///
/// W is applied first, `S^K (X W)`, so that the products are only as wide as the output, and sparse
/// features stay sparse.
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Parameter names: `lin.weight`,
/// `lin.bias`.
public struct SGConv: GraphConvolution {
  /// The linear layer with W and b.
  public var lin: Linear
  /// The number of steps, K.
  public let stepCount: Int

  /// Creates the layer with a Glorot-uniform initial W and, if `hasBias` is true, a bias that starts
  /// at 0. Traps if `hops`, K, is negative.
  public init(inputSize: Int, outputSize: Int, hops: Int = 2, hasBias: Bool = true) {
    guard hops >= 0 else { fatalError("SGConv: hops must be at least 0, found \(hops)") }
    stepCount = hops
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  /// Returns S for each step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: stepCount)
  }

  /// Returns the output for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    // Dense features are propagated once for all epochs, unless a copy of them might not fit in memory.
    if case .dense(let x) = features, !x.value.isMapped, let first = steps.first {
      let propagated = first.constantProduct(
        .power(steps: steps.count), of: x, along: steps.dropFirst(), context
      ) {
        steps.reduce(x) { $1.aggregate($0, .sum, context) }
      }
      return lin(propagated, context)
    }
    let output = steps.reduce(features.multiplied(by: context[lin.weight])) {
      $1.aggregate($0, .sum, context)
    }
    return lin.bias.map { output + context[$0] } ?? output
  }
}

/// Simple spectral graph convolution: Y is `(alpha X + ((1 - alpha) / K) Z) W + b`, where Z is the sum
/// of `S^k X` over 1 <= k <= K, with `S = D~^-1/2 (A + I) D~^-1/2` (Zhu and Koniusz 2021, "Simple
/// spectral graph convolution", equation 6).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Parameter names: `lin.weight`,
/// `lin.bias`.
public struct SSGConv: GraphConvolution {
  /// The linear layer with W and b.
  public var lin: Linear
  /// The share of the features X themselves.
  public let alpha: Float
  /// The number of steps, K.
  public let stepCount: Int

  /// Creates the layer with a Glorot-uniform initial W and, if `hasBias` is true, a bias that starts
  /// at 0. Traps if `hops`, K, is negative.
  public init(
    inputSize: Int, outputSize: Int, hops: Int = 16, alpha: Float = 0.05, hasBias: Bool = true
  ) {
    guard hops >= 0 else { fatalError("SSGConv: hops must be at least 0, found \(hops)") }
    stepCount = hops
    self.alpha = alpha
    lin = Linear(inputSize: inputSize, outputSize: outputSize, hasBias: hasBias)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("lin", &lin) }

  /// Returns S for each step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: 1)), count: stepCount)
  }

  /// Returns the output for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    if case .dense(let x) = features, !x.value.isMapped, let first = steps.first {
      let kind = ConstantProduct.Kind.meanOfPowers(steps: steps.count, share: alpha)
      let propagated = first.constantProduct(kind, of: x, along: steps.dropFirst(), context) {
        meanOfPowers(x, steps, context)
      }
      return lin(propagated, context)
    }
    let output = meanOfPowers(features.multiplied(by: context[lin.weight]), steps, context)
    return lin.bias.map { output + context[$0] } ?? output
  }

  /// Returns the mean of the powers of the edges times x, and the share alpha of x itself.
  private func meanOfPowers(_ x: Variable, _ steps: ArraySlice<MessageEdges>, _ context: ForwardContext)
    -> Variable
  {
    let scaled = x * ((1 - alpha) / Float(Swift.max(1, stepCount)))
    let terms = [x * alpha] + [Variable](repeating: scaled, count: stepCount)
    return steps.powers(of: terms, context)
  }
}
