public import Autograd
public import NeuralNetworks
internal import Synchronization
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Graph convolution with initial residual and identity mapping: with S = D~^-1/2 (A + I) D~^-1/2 and
/// P = (1 - alpha) S X + alpha X_0, Y = (1 - beta) P + beta P W, beta = log(theta / layer + 1) (Chen et al. 2020, "Simple and deep graph
/// convolutional networks", equation 5).
///
/// Shapes: X `[sources, size]`, X_0 and Y `[targets, size]`. Names: `weight1`.
public struct GCN2Conv: Module {
  /// W, `[size, size]`.
  public var weight: Parameter
  /// The share of the first layer's input.
  public let alpha: Float
  /// The share of the weights, beta.
  public let beta: Float
  /// (1 - beta) I.
  private let identityShare: IdentityShare

  /// The initial W is drawn after Glorot and Bengio.
  ///
  /// - Parameter layer: the number of the layer, from 1: the deeper, the closer to the identity.
  public init(size: Int, alpha: Float, theta: Float, layer: Int) {
    weight = Parameter([size, size], .glorotUniform)
    self.alpha = alpha
    beta = Float(log(Double(theta) / Double(layer) + 1))
    identityShare = IdentityShare(size: size, share: 1 - beta)
  }

  /// Shows `weight1`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("weight1", &weight) }

  /// The output.
  ///
  /// - Parameters:
  ///   - x: of the sources.
  ///   - initial: X_0 of the targets.
  public func callAsFunction(
    _ x: Variable, initial: Variable, on edges: MessageEdges, _ context: ForwardContext
  ) -> Variable {
    edges.requireForm(of: Self.self)
    let heard = edges.aggregate(x, .sum, context)
    guard alpha < 1 else { return initial.matmul(mapping(context)) }
    return output(heard, scaledInitial: scaled(initial), context)
  }

  /// The output for all nodes of a graph, along D~^-1/2 (A + I) D~^-1/2.
  public func callAsFunction(
    _ x: Variable, initial: Variable, in structure: GraphStructure, _ context: ForwardContext
  ) -> Variable {
    self(x, initial: initial, on: structure.edges(.symmetric(selfLoopWeight: 1)), context)
  }

  /// alpha / (1 - alpha) X_0, the same for all layers.
  func scaled(_ initial: Variable) -> Variable { initial * (alpha / (1 - alpha)) }

  /// The output from S X and ``scaled(_:)``, alpha below 1: the factor 1 - alpha travels with the weights, which are few.
  func output(_ heard: Variable, scaledInitial: Variable, _ context: ForwardContext) -> Variable {
    (heard + scaledInitial).matmul(mapping(context) * (1 - alpha))
  }

  /// (1 - beta) I + beta W, so that one product does for both.
  private func mapping(_ context: ForwardContext) -> Variable {
    context[weight] * beta + Variable(identityShare.matrix)
  }
}

/// A multiple of the identity, made when it is first needed: a layer whose weights come from a file takes no memory before.
private final class IdentityShare: Sendable {
  private let size: Int
  private let share: Float
  private let made = Mutex<Tensor?>(nil)

  init(size: Int, share: Float) {
    self.size = size
    self.share = share
  }

  /// `[size, size]`.
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
