// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Topology-adaptive graph convolution: Y is the sum of `S^k X W_k` over 0 <= k <= K, plus b, with
/// `S = D^-1/2 A D^-1/2` (Du et al. 2017, "Topology adaptive graph convolutional networks", equation 5).
///
/// Shapes: X `[sources, inputSize]`, Y `[targets, outputSize]`. Parameter names: `lins.0.weight`,
/// `lins.1.weight`, ..., `bias`.
public struct TAGConv: GraphConvolution {
  /// The linear layers with W_0, W_1, ...
  public var lins: [Linear]
  /// The bias b, `[outputSize]`; nil if there is none.
  public var bias: Parameter?

  /// Creates the layer with Glorot-uniform initial weights and, if `hasBias` is true, a bias that starts
  /// at 0.
  ///
  /// - Parameter hops: the number of steps, K. Traps if it is negative.
  public init(inputSize: Int, outputSize: Int, hops: Int = 3, hasBias: Bool = true) {
    guard hops >= 0 else { fatalError("TAGConv: hops must be at least 0, found \(hops)") }
    lins = (0...hops).map { _ in
      Linear(
        inputSize: inputSize, outputSize: outputSize, hasBias: false)
    }
    bias = hasBias ? Parameter([outputSize], .zeros) : nil
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lins.", &lins, first: 0)
    visitor("bias", &bias)
  }

  /// The number of steps, K.
  public var stepCount: Int { lins.count - 1 }

  /// Returns S for each step.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] {
    [MessageEdges](repeating: structure.edges(.symmetric(selfLoopWeight: nil)), count: stepCount)
  }

  /// Returns the output for dense or sparse features of the sources.
  public func callAsFunction(
    _ features: FeatureVariable, along steps: ArraySlice<MessageEdges>, _ context: ForwardContext
  ) -> Variable {
    steps.first?.requireForm(of: Self.self)
    let output = steps.powers(of: lins.map { $0(features, context) }, context)
    return bias.map { output + context[$0] } ?? output
  }
}
