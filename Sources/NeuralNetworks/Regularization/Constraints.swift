// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// A condition that weights must satisfy after each optimiser step.
public enum Constraint: Sendable, Hashable {
  /// No weight is negative. Negative weights are set to 0.
  case nonNegative
  /// No norm exceeds a bound. Longer vectors are scaled down to it (Srivastava et al. 2014).
  case maximumNorm(Float, axes: [Int]? = nil)
  /// Every norm is 1.
  case unitNorm(axes: [Int]? = nil)
  /// Norms lie within bounds. Vectors outside are moved towards the nearer bound by the fraction `rate`
  /// of the distance.
  case norms(in: ClosedRange<Float>, rate: Float = 1, axes: [Int]? = nil)

  /// Returns weights that satisfy the constraint.
  ///
  /// Norms are Euclidean and taken over `axes`. Nil means all axes except the first, or the only axis of
  /// a vector: in PyTorch's layout these are the weights into one unit (for transposed convolutions, out
  /// of one input channel). Vectors that already satisfy the constraint keep their exact bits, and zero
  /// vectors stay zero.
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
  /// Scales each vector along `axes` so that its norm becomes `length(norm)`.
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

/// A constraint on some of the weights of a model.
public struct WeightConstraint: Sendable, Hashable {
  /// The constraint. Its axes are those in files, where the weights of ``Linear`` are `[out, in]`.
  public var constraint: Constraint
  /// The weights that the constraint applies to.
  public var selection: WeightSelection

  /// Creates a constraint on the selected weights.
  public init(_ constraint: Constraint, on selection: WeightSelection) {
    self.constraint = constraint
    self.selection = selection
  }
}

extension Module {
  /// Applies the constraints in order, as after an optimiser step. Frozen weights do not change.
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

/// An optimiser that applies constraints after each step.
public struct ConstrainedOptimizer: Optimizer {
  /// The optimiser that performs the steps.
  public var optimizer: any Optimizer
  /// The constraints to apply after each step.
  public var constraints: [WeightConstraint]

  /// The learning rate of the wrapped optimiser.
  public var learningRate: Float {
    get { optimizer.learningRate }
    set { optimizer.learningRate = newValue }
  }

  /// Updates the model with the wrapped optimiser, then applies the constraints.
  public mutating func update(_ model: inout some Module, along gradients: Gradients) {
    optimizer.update(&model, along: gradients)
    model.constrain(constraints)
  }
}

extension Optimizer {
  /// Returns this optimiser with constraints on weights:
  /// `.adam().constrained(by: [WeightConstraint(.nonNegative, on: .named("weight"))])`.
  public func constrained(by constraints: [WeightConstraint]) -> ConstrainedOptimizer {
    ConstrainedOptimizer(optimizer: self, constraints: constraints)
  }
}
