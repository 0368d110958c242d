// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// RMSprop (Hinton 2012, lecture 6e), as computed by PyTorch.
///
/// `g += weightDecay w`, `v = decay v + (1 - decay) g^2`, `step = g / (sqrt(v) + epsilon)`,
/// `w -= learningRate step`.
///
/// If ``isCentered`` is true, the square of the running mean of the gradient is subtracted from v under
/// the root (Graves 2013). With momentum, the step is `momentum` times the previous step plus the
/// quotient.
public struct RMSprop: ParameterwiseOptimizer {
  /// The learning rate.
  public var learningRate: Float
  /// The decay of the running mean of the squared gradient.
  public var decay: Float
  /// A small number that keeps the division finite.
  public var epsilon: Float
  /// The fraction of the previous step that is added to each step.
  public var momentum: Float
  /// Whether to divide by the standard deviation of the gradient instead of its root mean square.
  public var isCentered: Bool
  /// The weight decay of parameters that belong to no group.
  public var weightDecay: Float
  /// Separate settings for some parameters.
  public var groups: [ParameterGroup]
  var states = ParameterStates<State>()

  struct State: Sendable {
    var square: Tensor
    var mean: Tensor?
    var velocity: Tensor?
  }

  /// Creates an RMSprop optimiser. The defaults are those of PyTorch.
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

  func initialState(shape: Shape) -> State { State(square: Tensor(zeros: shape)) }

  func step(
    _ state: inout State, _ settings: GroupSettings, _ weights: UnsafeMutablePointer<Float>,
    _ gradient: UnsafePointer<Float>, count: Int
  ) {
    let kernel = gnk_rmsprop_t(
      learningRate: settings.learningRate, decay: decay, epsilon: epsilon,
      weightDecay: settings.weightDecay, momentum: momentum)
    // The settings may change between steps.
    if isCentered && state.mean == nil { state.mean = Tensor(zeros: state.square.shape) }
    if momentum != 0 && state.velocity == nil { state.velocity = Tensor(zeros: state.square.shape) }
    let square = unsafe state.square.uniquePointer()
    let mean = unsafe isCentered ? state.mean?.uniquePointer() : nil
    let velocity = unsafe momentum != 0 ? state.velocity?.uniquePointer() : nil
    forEachPart(count, nanoseconds: count / 2) { start, count in
      unsafe gnk_rmsprop(
        kernel, weights + start, gradient + start, square + start, mean.map { unsafe $0 + start },
        velocity.map { unsafe $0 + start }, count)
    }
  }
}

extension Optimizer where Self == RMSprop {
  /// Creates an RMSprop optimiser, optionally with momentum.
  public static func rmsProp(
    learningRate: Float = 0.01, momentum: Float = 0, isCentered: Bool = false, weightDecay: Float = 0,
    groups: [ParameterGroup] = []
  ) -> RMSprop {
    RMSprop(
      learningRate: learningRate, momentum: momentum, isCentered: isCentered, weightDecay: weightDecay,
      groups: groups)
  }
}
