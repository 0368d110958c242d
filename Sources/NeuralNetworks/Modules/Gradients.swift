public import Autograd
public import TensorCore

/// Gradients by parameter, and the running statistics that layers have observed in the pass.
///
/// Those of several passes are added up before a step, so that a batch may be larger than memory:
/// `total += context.gradients(of: loss)` for each part, then `total *= 1 / 4`.
public struct Gradients: Sendable {
  private var tensors: [Parameter.Identity: Tensor] = [:]
  /// What running statistics are to be.
  var observations: [Parameter.Identity: Tensor] = [:]

  /// Creates an empty set of gradients.
  public init() {}

  /// The gradient by a parameter; nil where the parameter was not used.
  public subscript(parameter: Parameter) -> Tensor? { tensors[parameter.identity] }

  subscript(identity: Parameter.Identity) -> Tensor? {
    get { tensors[identity] }
    set { tensors[identity] = newValue }
  }

  /// Adds the gradients of another pass; a parameter that only one of them has used has that one's. Of what both have observed, the
  /// other's stays.
  public static func += (left: inout Gradients, right: Gradients) {
    left.observations.merge(right.observations) { $1 }
    for (identity, gradient) in right.tensors {
      if left.tensors[identity] == nil {
        left.tensors[identity] = gradient
      } else {
        left.tensors[identity]?.accumulate(gradient)
      }
    }
  }

  /// Multiplies every gradient by a number.
  public static func *= (gradients: inout Gradients, factor: Float) {
    gradients.tensors = gradients.tensors.mapValues { $0 * factor }
  }
}

extension Gradients {
  /// The Euclidean norm of all gradients as one vector.
  public var norm: Double {
    // Parameters have no order, their squares have: added up by size, any order gives the same bits.
    tensors.values.map { $0.squareSum() }.sorted().reduce(0, +).squareRoot()
  }

  /// Scales all gradients alike so that their common norm is at most `bound` (Pascanu et al. 2013), and returns the norm that they
  /// had. As in PyTorch, the factor is bound / (norm + 1e-6).
  @discardableResult
  public mutating func clip(norm bound: Float) -> Double {
    let norm = norm
    let factor = Double(bound) / (norm + 1e-6)
    // A norm that is no number shows in all gradients.
    if !(factor >= 1) { self *= Float(factor) }
    return norm
  }

  /// The gradients, scaled alike so that their common norm is at most `bound`: see ``clip(norm:)``.
  ///
  /// ```swift
  /// optimizer.update(&model, along: gradients.clipped(norm: 5))
  /// ```
  public func clipped(norm bound: Float) -> Gradients {
    var result = self
    result.clip(norm: bound)
    return result
  }

  /// The gradients with every element moved into -bound...bound. Traps if `bound` is below 0.
  public func clipped(value bound: Float) -> Gradients {
    var result = self
    result.clip(value: bound)
    return result
  }

  /// Moves every element into -bound...bound. Traps if `bound` is below 0.
  public mutating func clip(value bound: Float) {
    guard bound >= 0 else { fatalError("clip: bound \(bound) is below 0") }
    tensors = tensors.mapValues { $0.map(.hardTanh(-bound...bound)) }
  }
}
