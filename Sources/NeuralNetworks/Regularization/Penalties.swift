public import Autograd
internal import TensorCore

/// A penalty on numbers for being large, in proportion to their sizes and their squares: l1 sum |x| + l2 sum x^2.
public struct Regularizer: Sendable, Hashable {
  /// What sizes count.
  public var l1: Float
  /// What squares count.
  public var l2: Float

  /// c sum |x|
  public static func l1(_ factor: Float) -> Regularizer { Regularizer(l1: factor, l2: 0) }
  /// c sum x^2
  public static func l2(_ factor: Float) -> Regularizer { Regularizer(l1: 0, l2: factor) }
  /// l1 sum |x| + l2 sum x^2
  public static func l1l2(l1: Float, l2: Float) -> Regularizer { Regularizer(l1: l1, l2: l2) }

  /// The penalty of the elements of a variable, through which gradients flow: a single number.
  public func callAsFunction(_ variable: Variable) -> Variable {
    variable.penalty(absolute: l1, square: l2)
  }
}

/// A penalty on some of a model's weights.
public struct WeightPenalty: Sendable, Hashable {
  /// The penalty.
  public var regularizer: Regularizer
  /// The weights that it is for.
  public var selection: WeightSelection

  /// Creates a penalty.
  public init(_ regularizer: Regularizer, on selection: WeightSelection) {
    self.regularizer = regularizer
    self.selection = selection
  }
}

/// Lets its input pass and adds a penalty on it to a training pass: an activity regulariser for the layer before it. The pass's loss must
/// take it up by ``ForwardContext/penalized(_:_:_:)``.
public struct ActivityPenalty: Layer {
  /// The penalty.
  public let regularizer: Regularizer

  /// Creates the layer.
  public init(_ regularizer: Regularizer) { self.regularizer = regularizer }

  /// Shows nothing: the layer has no parameters.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {}

  /// The input.
  public func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable {
    if context.mode == .training { context.addPenalty(regularizer(input)) }
    return input
  }
}

extension ForwardContext {
  /// Adds a number to the loss of this pass, which must take it up by ``penalized(_:_:_:)``.
  public func addPenalty(_ penalty: Variable) { penalties.append(penalty) }

  /// `loss` with the penalties on the weights of `model` and those that layers have added in this pass.
  ///
  /// ```swift
  /// let loss = context.penalized(scores.crossEntropy(labels: labels), model, [WeightPenalty(.l2(1e-4), on: .named("weight"))])
  /// let gradients = context.gradients(of: loss)
  /// ```
  ///
  /// Weights that several rules are for have the sum of their penalties, tied weights are penalised once, frozen ones not at all.
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
