// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// Stochastic gradient descent with momentum, as computed by PyTorch.
///
/// `g += weightDecay w`, `v = momentum v + g` (`v = g` in the first step), `w -= learningRate v`, or
/// `w -= learningRate (g + momentum v)` with Nesterov momentum.
public struct SGD: ParameterwiseOptimizer {
  /// The learning rate.
  public var learningRate: Float
  /// The fraction of the previous step that is added to each step.
  public var momentum: Float
  /// Whether to use Nesterov momentum.
  public var isNesterov: Bool
  /// The weight decay of parameters that belong to no group.
  public var weightDecay: Float
  /// Separate settings for some parameters.
  public var groups: [ParameterGroup]
  var states = ParameterStates<State>()

  struct State: Sendable {
    let shape: Shape
    var velocity: Tensor?
  }

  /// Creates an optimiser for gradient descent.
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

  func initialState(shape: Shape) -> State { State(shape: shape) }

  func step(
    _ state: inout State, _ settings: GroupSettings, _ weights: UnsafeMutablePointer<Float>,
    _ gradient: UnsafePointer<Float>, count: Int
  ) {
    let isFirst = state.velocity == nil
    if isFirst && momentum != 0 { state.velocity = Tensor(zeros: state.shape) }
    let velocity = unsafe state.velocity?.uniquePointer()
    forEachPart(count, nanoseconds: count / 3) { start, count in
      unsafe gnk_sgd(
        settings.learningRate, momentum, settings.weightDecay, isNesterov ? 1 : 0, isFirst ? 1 : 0,
        weights + start, gradient + start, velocity.map { unsafe $0 + start }, count)
    }
  }
}

extension Optimizer where Self == SGD {
  /// Creates an optimiser for gradient descent, optionally with momentum.
  public static func sgd(
    learningRate: Float, momentum: Float = 0, isNesterov: Bool = false, weightDecay: Float = 0,
    groups: [ParameterGroup] = []
  ) -> SGD {
    SGD(
      learningRate: learningRate, momentum: momentum, isNesterov: isNesterov, weightDecay: weightDecay,
      groups: groups)
  }
}
