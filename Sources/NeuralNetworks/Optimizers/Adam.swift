internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// Adam (Kingma and Ba 2015) and AdamW (Loshchilov and Hutter 2019), as PyTorch computes them:
/// m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, w -= rate (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon).
///
/// Weight decay is added to the gradient (Adam: an L2 penalty of half the decay) or taken from the weight
/// (AdamW: `isDecoupled`).
public struct Adam: Optimizer {
  /// The step size.
  public var learningRate: Float
  /// The decay of the gradient's mean.
  public var beta1: Float
  /// The decay of the squared gradient's mean.
  public var beta2: Float
  /// Keeps the division finite.
  public var epsilon: Float
  /// The decay of parameters that no group names.
  public var weightDecay: Float
  /// Whether decay is taken from the weight (AdamW) and not added to the gradient.
  public var isDecoupled: Bool
  /// Settings of their own for some parameters.
  public var groups: [ParameterGroup]
  private var groupCheck = GroupCheck()
  private var states = ParameterStates<State>()

  private struct State: Sendable {
    var step = 0
    var first: Tensor
    var second: Tensor
  }

  /// Creates the optimiser.
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

  /// Takes one step.
  public mutating func update(_ model: inout some Module, along gradients: Gradients) {
    groupCheck(groups, model)
    model.forEachGradient(gradients) { path, parameter, gradient in
      let settings = GroupSettings(
        path: path, groups: groups, learningRate: learningRate, weightDecay: weightDecay)
      // Taken out and put back, so that the moments are changed in place.
      var state =
        states.take(path, for: parameter)
        ?? State(first: Tensor(zeros: parameter.shape), second: Tensor(zeros: parameter.shape))
      step(&state, settings, &parameter, gradient)
      states.put(state, path, for: parameter)
    }
  }

  private func step(
    _ state: inout State, _ settings: GroupSettings, _ parameter: inout Parameter, _ gradient: Tensor
  ) {
    state.step += 1
    let kernel = gnk_adam_t(
      learningRate: settings.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      weightDecay: settings.weightDecay,
      correction1: Float(1 - power(Double(beta1), state.step)),
      correction2: Float(1 - power(Double(beta2), state.step)),
      decoupled: isDecoupled ? 1 : 0)
    let count = parameter.value.count
    let weight = unsafe parameter.value.uniquePointer()
    let first = unsafe state.first.uniquePointer()
    let second = unsafe state.second.uniquePointer()
    Parallelism.forEachRange(count, grain: 16_384, nanoseconds: count / 2) { range in
      let start = range.lowerBound
      unsafe gnk_adam(
        kernel, weight + start, gradient.pointer + start, first + start, second + start, Int64(range.count))
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
  /// Adam with weight decay added to the gradient.
  public static func adam(
    learningRate: Float = 0.001, weightDecay: Float = 0, groups: [ParameterGroup] = []
  ) -> Adam {
    Adam(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
  }

  /// Adam with weight decay taken from the weight.
  public static func adamW(
    learningRate: Float = 0.001, weightDecay: Float = 0.01, groups: [ParameterGroup] = []
  ) -> Adam {
    Adam(learningRate: learningRate, weightDecay: weightDecay, isDecoupled: true, groups: groups)
  }
}
