// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

/// A penalty on the size of numbers: `l1 sum |x| + l2 sum x^2`.
public struct Regularizer: Sendable, Hashable {
  /// The factor applied to the sum of absolute values.
  public var l1: Float
  /// The factor applied to the sum of squares.
  public var l2: Float

  /// Creates the penalty `factor sum |x|`.
  public static func l1(_ factor: Float) -> Regularizer { Regularizer(l1: factor, l2: 0) }
  /// Creates the penalty `factor sum x^2`.
  public static func l2(_ factor: Float) -> Regularizer { Regularizer(l1: 0, l2: factor) }
  /// Creates the penalty `l1 sum |x| + l2 sum x^2`.
  public static func l1l2(l1: Float, l2: Float) -> Regularizer { Regularizer(l1: l1, l2: l2) }

  /// Returns the penalty of the elements of a variable as a single number, through which gradients flow.
  public func callAsFunction(_ variable: Variable) -> Variable {
    variable.penalty(absolute: l1, square: l2)
  }
}

/// A penalty on some of the weights of a model.
public struct WeightPenalty: Sendable, Hashable {
  /// The penalty.
  public var regularizer: Regularizer
  /// The weights that the penalty applies to.
  public var selection: WeightSelection

  /// Creates a penalty on the selected weights.
  public init(_ regularizer: Regularizer, on selection: WeightSelection) {
    self.regularizer = regularizer
    self.selection = selection
  }
}

/// A layer that returns its input and, in training, adds a penalty on it: an activity regulariser for
/// the preceding layer. The penalty must be included in the loss of the pass with
/// ``ForwardContext/penalized(_:_:_:)``; ``Module/valueAndGradients(seed:step:penalties:_:)`` does this.
public struct ActivityPenalty: Layer {
  /// The penalty.
  public let regularizer: Regularizer

  /// Creates the layer.
  public init(_ regularizer: Regularizer) { self.regularizer = regularizer }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// Returns the input, after adding its penalty to the pass in training.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    if context.mode == .training { context.addPenalty(regularizer(input)) }
    return input
  }
}

extension ForwardContext {
  /// Adds a penalty to this pass. The loss must include it with ``penalized(_:_:_:)``.
  public func addPenalty(_ penalty: Variable) { penalties.append(penalty) }

  /// Returns `loss` plus the penalties on the weights of `model` and the penalties that layers have
  /// added in this pass.
  ///
  /// ```swift
  /// let penalty = WeightPenalty(.l2(1e-4), on: .named("weight"))
  /// let loss = context.penalized(scores.crossEntropy(labels: labels), model, [penalty])
  /// let gradients = context.gradients(of: loss)
  /// ```
  ///
  /// Weights that several penalties apply to contribute the sum of these penalties. Tied weights are
  /// penalised once, frozen weights not at all.
  public func penalized(_ loss: Variable, _ model: some Module, _ weightPenalties: [WeightPenalty] = [])
    -> Variable
  {
    var total = penalties.reduce(loss) { $0 + $1 }
    penalties = []
    var seen: Set<Parameter.Identity> = []
    model.forEachParameter { path, parameter, _ in
      let rules = weightPenalties.filter { $0.selection.contains(path) }
      guard !parameter.isFrozen && !rules.isEmpty && seen.insert(parameter.identity).inserted else { return }
      let sum = Regularizer.l1l2(
        l1: rules.reduce(0) { $0 + $1.regularizer.l1 }, l2: rules.reduce(0) { $0 + $1.regularizer.l2 })
      total = total + sum(self[parameter])
    }
    return total
  }
}
