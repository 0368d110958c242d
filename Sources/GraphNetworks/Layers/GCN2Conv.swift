// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import Synchronization
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Graph convolution with initial residual and identity mapping: `Y = (1 - beta) P + beta P W` with
/// `P = (1 - alpha) S X + alpha X_0`, `S = D~^-1/2 (A + I) D~^-1/2` and `beta = log(theta / layer + 1)`
/// (Chen et al. 2020, "Simple and deep graph convolutional networks", equation 5).
///
/// Shapes: X `[sources, size]`, X_0 and Y `[targets, size]`. Parameter names: `weight1`.
public struct GCN2Conv: Module {
  /// W, `[size, size]`.
  public var weight: Parameter
  /// The share of the initial rows X_0.
  public let alpha: Float
  /// The share of W, beta; the rest is the identity mapping.
  public let beta: Float
  /// (1 - beta) I.
  private let identityShare: IdentityShare

  /// Creates the layer with a Glorot-uniform initial W.
  ///
  /// - Parameters:
  ///   - theta: the strength of W, which the paper calls lambda.
  ///   - layer: the number of the layer, counted from 1. The larger it is, the closer the layer is to
  ///     the identity mapping.
  public init(size: Int, alpha: Float, theta: Float, layer: Int) {
    weight = Parameter([size, size], .glorotUniform)
    self.alpha = alpha
    beta = Float(log(Double(theta) / Double(layer) + 1))
    identityShare = IdentityShare(size: size, share: 1 - beta)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("weight1", &weight) }

  /// Returns the output, one row per target.
  ///
  /// - Parameters:
  ///   - x: the rows X of the sources.
  ///   - initial: the initial rows X_0 of the targets.
  public func callAsFunction(
    _ x: Variable, initial: Variable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.requireForm(of: Self.self)
    let heard = edges.aggregate(x, .sum, context)
    guard alpha < 1 else { return initial.matmul(mapping(context)) }
    return output(heard, scaledInitial: scaled(initial), context)
  }

  /// Returns the output for all nodes of a graph, with `S = D~^-1/2 (A + I) D~^-1/2`.
  public func callAsFunction(
    _ x: Variable, initial: Variable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    self(x, initial: initial, on: structure.edges(.symmetric(selfLoopWeight: 1)), context)
  }

  /// Returns `alpha / (1 - alpha) X_0`, which is the same for all layers.
  func scaled(_ initial: Variable) -> Variable { initial * (alpha / (1 - alpha)) }

  /// Returns the output from S X and ``scaled(_:)``. Alpha must be less than 1. The factor 1 - alpha is
  /// applied to the weights, which have fewer elements than the rows.
  func output(_ heard: Variable, scaledInitial: Variable, _ context: ForwardContext) -> Variable {
    (heard + scaledInitial).matmul(mapping(context) * (1 - alpha))
  }

  /// Returns `(1 - beta) I + beta W`, so that one matrix product computes both terms.
  private func mapping(_ context: ForwardContext) -> Variable {
    context[weight] * beta + Variable(identityShare.matrix)
  }
}

/// A multiple of the identity matrix, created when it is first needed, so that a layer takes no memory
/// for it until then, for instance while its weights are read from a file.
private final class IdentityShare: Sendable {
  private let size: Int
  private let share: Float
  private let made = Mutex<Tensor?>(nil)

  init(size: Int, share: Float) {
    self.size = size
    self.share = share
  }

  /// The matrix, `[size, size]`.
  var matrix: Tensor {
    made.withLock { made in
      if let made { return made }
      var matrix = Tensor(zeros: [size, size])
      for index in 0..<size { matrix[index, index] = share }
      made = matrix
      return matrix
    }
  }
}
