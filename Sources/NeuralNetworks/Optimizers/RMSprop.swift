internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// RMSprop (Hinton 2012, lecture 6e), as PyTorch computes it: g += weight decay w, v = decay v + (1 - decay) g^2,
/// step = g / (sqrt(v) + epsilon), w -= rate step.
///
/// Centred, v less the square of the gradient's decaying mean stands under the root (Graves 2013). With momentum the step is
/// momentum times the last one plus the quotient.
public struct RMSprop: Optimizer {
  /// The step size.
  public var learningRate: Float
  /// The decay of the squared gradient's mean.
  public var decay: Float
  /// Keeps the division finite.
  public var epsilon: Float
  /// How much of the last step is kept.
  public var momentum: Float
  /// Whether the gradient's variance is meant and not its mean square.
  public var isCentered: Bool
  /// The decay of parameters that no group names.
  public var weightDecay: Float
  /// Settings of their own for some parameters.
  public var groups: [ParameterGroup]
  private var groupCheck = GroupCheck()
  private var states = ParameterStates<State>()

  private struct State: Sendable {
    var square: Tensor
    var mean: Tensor?
    var velocity: Tensor?
  }

  /// Creates the optimiser.
  public init(
    learningRate: Float = 0.01, decay: Float = 0.99, epsilon: Float = 1e-8, momentum: Float = 0,
    isCentered: Bool = false, weightDecay: Float = 0, groups: [ParameterGroup] = []
  ) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
    self.momentum = momentum
    self.isCentered = isCentered
    self.weightDecay = weightDecay
    self.groups = groups
  }

  /// Takes one step.
  public mutating func update(_ model: inout some Module, along gradients: Gradients) {
    groupCheck(groups, model)
    model.forEachGradient(gradients) { path, parameter, gradient in
      let settings = GroupSettings(
        path: path, groups: groups, learningRate: learningRate, weightDecay: weightDecay)
      // Taken out and put back, so that what is kept is changed in place.
      var state = states.take(path, for: parameter) ?? State(square: Tensor(zeros: parameter.shape))
      if isCentered && state.mean == nil { state.mean = Tensor(zeros: parameter.shape) }
      if momentum != 0 && state.velocity == nil { state.velocity = Tensor(zeros: parameter.shape) }
      step(&state, settings, &parameter, gradient)
      states.put(state, path, for: parameter)
    }
  }

  private func step(
    _ state: inout State, _ settings: GroupSettings, _ parameter: inout Parameter, _ gradient: Tensor
  ) {
    let kernel = gnk_rmsprop_t(
      learningRate: settings.learningRate, decay: decay, epsilon: epsilon,
      weightDecay: settings.weightDecay, momentum: momentum)
    let count = parameter.value.count
    let weight = unsafe parameter.value.uniquePointer()
    let square = unsafe state.square.uniquePointer()
    let mean = unsafe isCentered ? state.mean?.uniquePointer() : nil
    let velocity = unsafe momentum != 0 ? state.velocity?.uniquePointer() : nil
    Parallelism.forEachRange(count, grain: 16_384, nanoseconds: count / 2) { range in
      let start = range.lowerBound
      unsafe gnk_rmsprop(
        kernel, weight + start, gradient.pointer + start, square + start, mean.map { unsafe $0 + start },
        velocity.map { unsafe $0 + start }, Int64(range.count))
    }
  }
}

extension Optimizer where Self == RMSprop {
  /// RMSprop, plain or with momentum.
  public static func rmsProp(
    learningRate: Float = 0.01, momentum: Float = 0, isCentered: Bool = false, weightDecay: Float = 0,
    groups: [ParameterGroup] = []
  ) -> RMSprop {
    RMSprop(
      learningRate: learningRate, momentum: momentum, isCentered: isCentered, weightDecay: weightDecay,
      groups: groups)
  }
}
