// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// The gradients of a pass by parameter, and the running statistics that layers have observed in it.
///
/// The gradients of several passes can be added before an optimiser step, so that a batch can be larger
/// than memory allows: `total += context.gradients(of: loss)` for each of four parts, then
/// `total *= 1 / 4`.
public struct Gradients: Sendable {
  private var tensors: [Parameter.Identity: Tensor] = [:]
  /// The new values of the running statistics.
  var observations: [Parameter.Identity: Tensor] = [:]

  /// Creates an empty set of gradients.
  public init() {}

  /// The gradient of a parameter; nil if the parameter was not used.
  public subscript(parameter: Parameter) -> Tensor? { tensors[parameter.identity] }

  subscript(identity: Parameter.Identity) -> Tensor? {
    get { tensors[identity] }
    set { tensors[identity] = newValue }
  }

  /// Adds the gradients of another pass. A parameter that only one of the passes used keeps the gradient
  /// of that pass. A statistic that both passes observed takes the value of the right side.
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
  /// The Euclidean norm of all gradients taken as one vector.
  public var norm: Double {
    // The parameters have no fixed order. Adding their squares sorted by size gives the same bits in
    // any order.
    tensors.values.map { $0.squareSum() }.sorted().reduce(0, +).squareRoot()
  }

  /// Scales all gradients by the same factor so that their joint norm is at most `bound` (Pascanu et al.
  /// 2013), and returns the norm before scaling. As in PyTorch, the factor is `bound / (norm + 1e-6)`.
  @discardableResult
  public mutating func clip(norm bound: Float) -> Double {
    let norm = norm
    let factor = Double(bound) / (norm + 1e-6)
    // The condition is also true for a NaN norm, which then shows in all gradients.
    if !(factor >= 1) { self *= Float(factor) }
    return norm
  }

  /// Returns the gradients scaled so that their joint norm is at most `bound`; see ``clip(norm:)``.
  ///
  /// ```swift
  /// optimizer.update(&model, along: gradients.clipped(norm: 5))
  /// ```
  public func clipped(norm bound: Float) -> Gradients {
    var result = self
    result.clip(norm: bound)
    return result
  }

  /// Returns the gradients with every element limited to `-bound...bound`. Traps if `bound` is below 0.
  public func clipped(value bound: Float) -> Gradients {
    var result = self
    result.clip(value: bound)
    return result
  }

  /// Limits every element to `-bound...bound`. Traps if `bound` is below 0.
  public mutating func clip(value bound: Float) {
    guard bound >= 0 else { fatalError("clip: bound \(bound) must be at least 0") }
    tensors = tensors.mapValues { $0.map(.hardTanh(-bound...bound)) }
  }
}
