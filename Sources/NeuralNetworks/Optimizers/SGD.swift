internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// Stochastic gradient descent with momentum, as PyTorch computes it: g += decay w, v = momentum v + g (v = g in
/// the first step), w -= rate v, or w -= rate (g + momentum v) with Nesterov's momentum.
public struct SGD: Optimizer {
  /// The step size.
  public var learningRate: Float
  /// How much of the last step is kept.
  public var momentum: Float
  /// Whether the gradient looks ahead along the momentum.
  public var isNesterov: Bool
  /// The decay of parameters that no group names.
  public var weightDecay: Float
  /// Settings of their own for some parameters.
  public var groups: [ParameterGroup]
  private var velocities: [String: Tensor] = [:]

  /// Creates the optimiser.
  public init(
    learningRate: Float, momentum: Float = 0, isNesterov: Bool = false, weightDecay: Float = 0,
    groups: [ParameterGroup] = []
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.weightDecay = weightDecay
    self.groups = groups
  }

  /// Takes one step.
  public mutating func update(_ model: inout some Module, along gradients: Gradients) {
    model.forEachGradient(gradients) { path, parameter, gradient in
      let settings = GroupSettings(
        path: path, groups: groups, learningRate: learningRate, weightDecay: weightDecay)
      let isFirst = velocities[path] == nil
      if isFirst && momentum != 0 { velocities[path] = Tensor(zeros: parameter.shape) }
      let velocity = unsafe velocities[path]?.uniquePointer()
      let weight = unsafe parameter.value.uniquePointer()
      let count = gradient.count
      Parallelism.forEachRange(count, grain: 16_384, nanoseconds: count / 3) { range in
        let start = range.lowerBound
        unsafe gnk_sgd(
          settings.learningRate, momentum, settings.weightDecay, isNesterov ? 1 : 0, isFirst ? 1 : 0,
          weight + start, gradient.pointer + start, velocity.map { unsafe $0 + start }, Int64(range.count))
      }
    }
  }
}

extension Optimizer where Self == SGD {
  /// Gradient descent with momentum.
  public static func sgd(
    learningRate: Float, momentum: Float = 0, isNesterov: Bool = false, weightDecay: Float = 0,
    groups: [ParameterGroup] = []
  ) -> SGD {
    SGD(
      learningRate: learningRate, momentum: momentum, isNesterov: isNesterov, weightDecay: weightDecay,
      groups: groups)
  }
}
