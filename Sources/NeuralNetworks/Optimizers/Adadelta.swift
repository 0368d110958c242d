internal import Autograd
internal import CGraphKernels
internal import TensorCore

/// Adadelta (Zeiler 2012), as PyTorch computes it: g += weight decay w, v = decay v + (1 - decay) g^2,
/// step = sqrt(d + epsilon) / sqrt(v + epsilon) g, d = decay d + (1 - decay) step^2, w -= rate step.
public struct Adadelta: Optimizer {
  /// What the steps, which have a size of their own, are multiplied by.
  public var learningRate: Float
  /// The decay of the means of squared gradients and squared steps.
  public var decay: Float
  /// Keeps the division finite and lets the first step begin.
  public var epsilon: Float
  /// The decay of parameters that no group names.
  public var weightDecay: Float
  /// Settings of their own for some parameters.
  public var groups: [ParameterGroup]
  private var groupCheck = GroupCheck()
  private var states = ParameterStates<State>()

  private struct State: Sendable {
    var square: Tensor
    var change: Tensor
  }

  /// Creates the optimiser.
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

  /// Takes one step.
  public mutating func update(_ model: inout some Module, along gradients: Gradients) {
    groupCheck(groups, model)
    model.forEachGradient(gradients) { path, parameter, gradient in
      let settings = GroupSettings(
        path: path, groups: groups, learningRate: learningRate, weightDecay: weightDecay)
      // Taken out and put back, so that the means are changed in place.
      var state =
        states.take(path, for: parameter)
        ?? State(square: Tensor(zeros: parameter.shape), change: Tensor(zeros: parameter.shape))
      let count = parameter.value.count
      let weight = unsafe parameter.value.uniquePointer()
      let square = unsafe state.square.uniquePointer()
      let change = unsafe state.change.uniquePointer()
      Parallelism.forEachRange(count, grain: 16_384, nanoseconds: count / 2) { range in
        let start = range.lowerBound
        unsafe gnk_adadelta(
          settings.learningRate, decay, epsilon, settings.weightDecay, weight + start,
          gradient.pointer + start, square + start, change + start, Int64(range.count))
      }
      states.put(state, path, for: parameter)
    }
  }
}

extension Optimizer where Self == Adadelta {
  /// Adadelta.
  public static func adadelta(
    learningRate: Float = 1, weightDecay: Float = 0, groups: [ParameterGroup] = []
  ) -> Adadelta {
    Adadelta(learningRate: learningRate, weightDecay: weightDecay, groups: groups)
  }
}
