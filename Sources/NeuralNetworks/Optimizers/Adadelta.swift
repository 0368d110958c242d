// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// Adadelta (Zeiler 2012), as computed by PyTorch.
///
/// `g += weightDecay w`, `v = decay v + (1 - decay) g^2`,
/// `step = sqrt(d + epsilon) / sqrt(v + epsilon) g`, `d = decay d + (1 - decay) step^2`,
/// `w -= learningRate step`.
public struct Adadelta: ParameterwiseOptimizer {
  /// The factor applied to the steps, whose size the method itself determines.
  public var learningRate: Float
  /// The decay of the running means of squared gradients and squared steps.
  public var decay: Float
  /// A small number that keeps the division finite and makes the first step larger than 0.
  public var epsilon: Float
  /// The weight decay of parameters that belong to no group.
  public var weightDecay: Float
  /// Separate settings for some parameters.
  public var groups: [ParameterGroup]
  var states = ParameterStates<State>()

  struct State: Sendable {
    var square: Tensor
    var change: Tensor
  }

  /// Creates an Adadelta optimiser. The defaults are those of PyTorch.
  public init(
    learningRate: Float = 1, decay: Float = 0.9, epsilon: Float = 1e-6, weightDecay: Float = 0,
    groups: [ParameterGroup] = []
  ) {
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.groups = groups
  }

  func initialState(shape: Shape) -> State {
    State(square: Tensor(zeros: shape), change: Tensor(zeros: shape))
  }

  func step(
    _ state: inout State, _ settings: GroupSettings, _ weights: UnsafeMutablePointer<Float>,
    _ gradient: UnsafePointer<Float>, count: Int
  ) {
    let square = unsafe state.square.uniquePointer()
    let change = unsafe state.change.uniquePointer()
    forEachPart(count, nanoseconds: count / 2) { start, count in
      unsafe gnk_adadelta(
        settings.learningRate, decay, epsilon, settings.weightDecay, weights + start, gradient + start,
        square + start, change + start, count)
    }
  }
}

extension Optimizer where Self == Adadelta {
  /// Creates an Adadelta optimiser.
  public static func adadelta(
    learningRate: Float = 1, weightDecay: Float = 0, groups: [ParameterGroup] = []
  ) -> Adadelta {
    Adadelta(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
  }
}
