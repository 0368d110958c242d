// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// Adagrad (Duchi, Hazan and Singer 2011), as computed by PyTorch.
///
/// In step t: `g += weightDecay w`, `sum += g^2`,
/// `w -= learningRate / (1 + (t - 1) learningRateDecay) g / (sqrt(sum) + epsilon)`.
public struct Adagrad: ParameterwiseOptimizer {
  /// The learning rate.
  public var learningRate: Float
  /// The rate at which the learning rate decreases from step to step.
  public var learningRateDecay: Float
  /// The initial value of the sums of squared gradients.
  public var initialSum: Float
  /// A small number that keeps the division finite.
  public var epsilon: Float
  /// The weight decay of parameters that belong to no group.
  public var weightDecay: Float
  /// Separate settings for some parameters.
  public var groups: [ParameterGroup]
  var states = ParameterStates<State>()

  struct State: Sendable {
    var step = 0
    var sum: Tensor
  }

  /// Creates an Adagrad optimiser. The defaults are those of PyTorch.
  public init(
    learningRate: Float = 0.01, learningRateDecay: Float = 0, initialSum: Float = 0, epsilon: Float = 1e-10,
    weightDecay: Float = 0, groups: [ParameterGroup] = []
  ) {
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.initialSum = initialSum
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.groups = groups
  }

  func initialState(shape: Shape) -> State { State(sum: Tensor(repeating: initialSum, shape: shape)) }

  func step(
    _ state: inout State, _ settings: GroupSettings, _ weights: UnsafeMutablePointer<Float>,
    _ gradient: UnsafePointer<Float>, count: Int
  ) {
    let rate = settings.learningRate / (1 + Float(state.step) * learningRateDecay)
    state.step += 1
    let sum = unsafe state.sum.uniquePointer()
    forEachPart(count, nanoseconds: count / 2) { start, count in
      unsafe gnk_adagrad(
        rate, epsilon, settings.weightDecay, weights + start, gradient + start, sum + start, count)
    }
  }
}

extension Optimizer where Self == Adagrad {
  /// Creates an Adagrad optimiser.
  public static func adagrad(
    learningRate: Float = 0.01, weightDecay: Float = 0, groups: [ParameterGroup] = []
  ) -> Adagrad {
    Adagrad(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
  }
}
