// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A module that turns several tensors into one or more, such as attention of queries to keys and values.
///
/// In a functional ``Model``, it is called with the values of the model:
/// `attention(query, key, value)`.
public protocol MultipleInputLayer: Module {
  /// The outputs for `inputs`.
  func callAsFunction(_ inputs: [Variable], _ context: ForwardContext) -> [Variable]
  /// Creates the parameters whose shapes depend on those of the inputs, `[batch, ...]`; see
  /// ``Layer/build(inputShape:)``. The default does nothing.
  mutating func build(inputShapes: [Shape])
}

extension MultipleInputLayer {
  public mutating func build(inputShapes: [Shape]) {}
}

/// A layer with one input and one output among the layers of a ``Model``.
struct SingleInputLayer: MultipleInputLayer {
  var layer: any Layer

  mutating func visitParameters(_ visitor: ParameterVisitor) { layer.visitParameters(visitor) }

  mutating func build(inputShapes: [Shape]) { layer.build(inputShape: inputShapes[0]) }

  func callAsFunction(_ inputs: [Variable], _ context: ForwardContext) -> [Variable] {
    [layer(inputs[0], context)]
  }
}

/// Joins several values into one: their sum, product, mean, maximum or concatenation.
public struct Joining: MultipleInputLayer {
  /// How the values are joined.
  public enum Rule: Sendable, Hashable {
    /// The sum of the elements.
    case sum
    /// The product of the elements.
    case product
    /// The mean of the elements.
    case mean
    /// The concatenation along an axis; -1 is the last one.
    case concatenation(axis: Int)
  }

  /// How the values are joined.
  public let rule: Rule

  /// Creates the layer.
  public init(_ rule: Rule) { self.rule = rule }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the joined value. Traps if there are no values, or if their shapes do not fit.
  public func callAsFunction(_ inputs: [Variable], _ context: ForwardContext) -> [Variable] {
    guard let first = inputs.first else { fatalError("Joining: expected at least one value, found none") }
    let rest = inputs.dropFirst()
    switch rule {
    case .sum: return [rest.reduce(first) { $0 + $1 }]
    case .product: return [rest.reduce(first) { $0 * $1 }]
    case .mean: return [rest.reduce(first) { $0 + $1 } * (1 / Float(inputs.count))]
    case .concatenation(let axis):
      return [.concatenated(inputs, axis: axis < 0 ? axis + first.shape.rank : axis)]
    }
  }
}
