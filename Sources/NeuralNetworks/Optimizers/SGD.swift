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
  private var groupCheck = GroupCheck()
  private var velocities = ParameterStates<Tensor>()

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
    groupCheck(groups, model)
    model.forEachGradient(gradients) { path, parameter, gradient in
      let settings = GroupSettings(
        path: path, groups: groups, learningRate: learningRate, weightDecay: weightDecay)
      // Taken out and put back, so that the velocity is changed in place.
      var velocity = velocities.take(path, for: parameter)
      let isFirst = velocity == nil
      if isFirst && momentum != 0 { velocity = Tensor(zeros: parameter.shape) }
      let pointer = unsafe velocity?.uniquePointer()
      let weight = unsafe parameter.value.uniquePointer()
      let count = gradient.count
      Parallelism.forEachRange(count, grain: 16_384, nanoseconds: count / 3) { range in
        let start = range.lowerBound
        unsafe gnk_sgd(
          settings.learningRate, momentum, settings.weightDecay, isNesterov ? 1 : 0, isFirst ? 1 : 0,
          weight + start, gradient.pointer + start, pointer.map { unsafe $0 + start }, Int64(range.count))
      }
      if let velocity { velocities.put(velocity, path, for: parameter) }
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
