// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), as computed by PyTorch.
///
/// `m = beta1 m + (1 - beta1) g`, `v = beta2 v + (1 - beta2) g^2`,
/// `w -= learningRate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)`.
///
/// Weight decay is either added to the gradient (Adam; this is an L2 penalty of half the decay) or
/// subtracted from the weight (AdamW; see ``isDecoupled``).
public struct Adam: ParameterwiseOptimizer {
  /// The learning rate.
  public var learningRate: Float
  /// The decay of the running mean of the gradient.
  public var beta1: Float
  /// The decay of the running mean of the squared gradient.
  public var beta2: Float
  /// A small number that keeps the division finite.
  public var epsilon: Float
  /// The weight decay of parameters that belong to no group.
  public var weightDecay: Float
  /// Whether weight decay is subtracted from the weight (AdamW) instead of added to the gradient.
  public var isDecoupled: Bool
  /// Separate settings for some parameters.
  public var groups: [ParameterGroup]
  var states = ParameterStates<State>()

  struct State: Sendable {
    var step = 0
    var first: Tensor
    var second: Tensor
  }

  /// Creates an Adam optimiser. The defaults are those of PyTorch.
  public init(
    learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
    weightDecay: Float = 0, isDecoupled: Bool = false, groups: [ParameterGroup] = []
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
    self.groups = groups
  }

  func initialState(shape: Shape) -> State {
    State(first: Tensor(zeros: shape), second: Tensor(zeros: shape))
  }

  func step(
    _ state: inout State, _ settings: GroupSettings, _ weights: UnsafeMutablePointer<Float>,
    _ gradient: UnsafePointer<Float>, count: Int
  ) {
    state.step += 1
    let kernel = gnk_adam_t(
      learningRate: settings.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: settings.weightDecay,
      correction1: Float(1 - power(Double(beta1), state.step)),
      correction2: Float(1 - power(Double(beta2), state.step)),
      decoupled: isDecoupled ? 1 : 0)
    let first = unsafe state.first.uniquePointer()
    let second = unsafe state.second.uniquePointer()
    forEachPart(count, nanoseconds: count / 2) { start, count in
      unsafe gnk_adam(kernel, weights + start, gradient + start, first + start, second + start, count)
    }
  }
}

/// base^exponent by repeated squaring.
private func power(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var factor = base
  var remaining = exponent
  while remaining > 0 {
    if remaining & 1 == 1 { result *= factor }
    factor *= factor
    remaining >>= 1
  }
  return result
}

extension Optimizer where Self == Adam {
  /// Creates an Adam optimiser that adds weight decay to the gradient.
  public static func adam(
    learningRate: Float = 0.001, weightDecay: Float = 0, groups: [ParameterGroup] = []
  ) -> Adam {
    Adam(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
  }

  /// Creates an AdamW optimiser, which subtracts weight decay from the weight.
  public static func adamW(
    learningRate: Float = 0.001, weightDecay: Float = 0.01, groups: [ParameterGroup] = []
  ) -> Adam {
    Adam(learningRate: learningRate, weightDecay: weightDecay, isDecoupled: true, groups: groups)
  }
}
