internal import Autograd
internal import TensorCore

/// What weights must fulfil after every step.
public enum Constraint: Sendable, Hashable {
  /// No weight is below 0: those are set to 0.
  case nonNegative
  /// No norm is above a bound: larger vectors are shortened to it (Srivastava et al. 2014).
  case maximumNorm(Float, axes: [Int]? = nil)
  /// Every norm is 1.
  case unitNorm(axes: [Int]? = nil)
  /// Norms within bounds: vectors outside are taken the share `rate` of the way to the bound.
  case norms(in: ClosedRange<Float>, rate: Float = 1, axes: [Int]? = nil)

  /// The weights that fulfil it. Norms are Euclidean, over `axes`; over all but the first where nil, over the only one of a vector: in
  /// PyTorch's layout those of the weights that lead into one unit (of transposed convolutions, out of one input channel). Vectors that fulfil it already keep their bits, those of 0
  /// stay 0.
  func applied(to weights: Tensor) -> Tensor {
    switch self {
    case .nonNegative: return weights.map(.relu)
    case .maximumNorm(let bound, let axes):
      return weights.scaled(along: axes) { min($0, bound) }
    case .unitNorm(let axes): return weights.scaled(along: axes) { _ in 1 }
    case .norms(let bounds, let rate, let axes):
      return weights.scaled(along: axes) { norm in
        let nearest = min(max(norm, bounds.lowerBound), bounds.upperBound)
        return nearest == norm ? norm : rate * nearest + (1 - rate) * norm
      }
    }
  }
}

extension Tensor {
  /// Every vector along `axes` scaled so that its norm becomes `length` of it.
  fileprivate func scaled(along axes: [Int]?, to length: (Float) -> Float) -> Tensor {
    let axes =
      axes?.map { shape.resolved(axis: $0, in: "constrain") } ?? Array((rank == 1 ? 0 : min(1, rank))..<rank)
    var squares = map(.square)
    for axis in axes { squares = squares.sum(axis: axis, keepingDimension: true) }
    let factors = squares.scalars.map { square in
      let norm = square.squareRoot()
      let wanted = length(norm)
      return norm == 0 || wanted == norm ? 1 : wanted / norm
    }
    return factors.allSatisfy { $0 == 1 } ? self : self * Tensor(factors, shape: squares.shape)
  }
}

/// A constraint on some of a model's weights.
public struct WeightConstraint: Sendable, Hashable {
  /// The constraint; axes count as in files, where the weights of ``Linear`` are `[out, in]`.
  public var constraint: Constraint
  /// The weights that it is for.
  public var selection: WeightSelection

  /// Creates a constraint.
  public init(_ constraint: Constraint, on selection: WeightSelection) {
    self.constraint = constraint
    self.selection = selection
  }
}

extension Module {
  /// Changes the weights that do not fulfil the constraints, in their order, after an optimiser's step. Frozen weights stay as they
  /// are.
  public mutating func constrain(_ constraints: [WeightConstraint]) {
    changeParameters { path, parameter, layout in
      for rule in constraints where rule.selection.contains(path) {
        let isTransposed = layout == .transposed
        let weights = isTransposed ? parameter.value.transposed() : parameter.value
        let result = rule.constraint.applied(to: weights)
        parameter.value = isTransposed ? result.transposed() : result
      }
    }
  }
}

/// An optimiser after each step of which constraints are applied.
public struct ConstrainedOptimizer: Optimizer {
  /// The optimiser that takes the steps.
  public var optimizer: any Optimizer
  /// What the weights must fulfil after each of them.
  public var constraints: [WeightConstraint]

  /// The step size of the optimiser.
  public var learningRate: Float {
    get { optimizer.learningRate }
    set { optimizer.learningRate = newValue }
  }

  /// Takes one step and applies the constraints.
  public mutating func update(_ model: inout some Module, along gradients: Gradients) {
    optimizer.update(&model, along: gradients)
    model.constrain(constraints)
  }
}

extension Optimizer {
  /// This optimiser with constraints on weights: `.adam().constrained(by: [WeightConstraint(.nonNegative, on: .named("weight"))])`.
  public func constrained(by constraints: [WeightConstraint]) -> ConstrainedOptimizer {
    ConstrainedOptimizer(optimizer: self, constraints: constraints)
  }
}
