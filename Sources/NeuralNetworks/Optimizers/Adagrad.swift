internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// Adagrad (Duchi, Hazan and Singer 2011), as PyTorch computes it: g += weight decay w, sum += g^2,
/// w -= rate / (1 + (t - 1) rate decay) g / (sqrt(sum) + epsilon) in step t.
public struct Adagrad: Optimizer {
  /// The step size.
  public var learningRate: Float
  /// By how much the step size falls from step to step.
  public var learningRateDecay: Float
  /// What the sums of squares start at.
  public var initialSum: Float
  /// Keeps the division finite.
  public var epsilon: Float
  /// The decay of parameters that no group names.
  public var weightDecay: Float
  /// Settings of their own for some parameters.
  public var groups: [ParameterGroup]
  private var groupCheck = GroupCheck()
  private var states = ParameterStates<State>()

  private struct State: Sendable {
    var step = 0
    var sum: Tensor
  }

  /// Creates the optimiser.
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

  /// Takes one step.
  public mutating func update(_ model: inout some Module, along gradients: Gradients) {
    groupCheck(groups, model)
    model.forEachGradient(gradients) { path, parameter, gradient in
      let settings = GroupSettings(
        path: path, groups: groups, learningRate: learningRate, weightDecay: weightDecay)
      // Taken out and put back, so that the sums are changed in place.
      var state =
        states.take(path, for: parameter)
        ?? State(sum: Tensor(repeating: initialSum, shape: parameter.shape))
      let rate = settings.learningRate / (1 + Float(state.step) * learningRateDecay)
      state.step += 1
      let count = parameter.value.count
      let weight = unsafe parameter.value.uniquePointer()
      let sum = unsafe state.sum.uniquePointer()
      Parallelism.forEachRange(count, grain: 16_384, nanoseconds: count / 2) { range in
        let start = range.lowerBound
        unsafe gnk_adagrad(
          rate, epsilon, settings.weightDecay, weight + start, gradient.pointer + start, sum + start,
          Int64(range.count))
      }
      states.put(state, path, for: parameter)
    }
  }
}

extension Optimizer where Self == Adagrad {
  /// Adagrad.
  public static func adagrad(
    learningRate: Float = 0.01, weightDecay: Float = 0, groups: [ParameterGroup] = []
  ) -> Adagrad {
    Adagrad(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
  }
}
