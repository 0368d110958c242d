// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// An algorithm that changes the weights of a model along their gradients.
public protocol Optimizer: Sendable {
  /// The learning rate of parameters whose group does not set one. A schedule sets it before each step:
  /// `optimizer.learningRate = schedule.learningRate(at: step)`.
  var learningRate: Float { get set }
  /// Updates the weights of a model along their gradients. Parameters without a gradient and frozen
  /// parameters do not change. Running statistics receive the values that the pass has observed.
  mutating func update(_ model: inout some Module, along gradients: Gradients)
}

/// Settings for the parameters whose path starts with `prefix`. If several groups match, the one with
/// the longest prefix applies. The first step of an optimiser traps if the prefix matches no parameter.
public struct ParameterGroup: Sendable, Hashable {
  /// The start of the paths, such as `conv1.`.
  public var prefix: String
  /// The learning rate of the group, which schedules do not change; nil means the learning rate of the
  /// optimiser.
  public var learningRate: Float?
  /// The factor applied to the learning rate, so that the group follows a schedule at a different level.
  public var learningRateFactor: Float
  /// The weight decay of the group; nil means the weight decay of the optimiser.
  public var weightDecay: Float?

  /// Creates a group of the parameters whose path starts with `prefix`.
  public init(
    prefix: String, learningRate: Float? = nil, learningRateFactor: Float = 1, weightDecay: Float? = nil
  ) {
    self.prefix = prefix
    self.learningRate = learningRate
    self.learningRateFactor = learningRateFactor
    self.weightDecay = weightDecay
  }
}

/// The settings that apply to one parameter.
struct GroupSettings {
  var learningRate: Float
  var weightDecay: Float

  init(path: String, groups: [ParameterGroup], learningRate: Float, weightDecay: Float) {
    let group = groups.filter { path.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }
    self.learningRate = (group?.learningRate ?? learningRate) * (group?.learningRateFactor ?? 1)
    self.weightDecay = group?.weightDecay ?? weightDecay
  }
}

extension Module {
  /// Calls `body` for every parameter that has a gradient and is not frozen. Running statistics receive
  /// the values that the pass has observed.
  mutating func forEachGradient(
    _ gradients: Gradients, _ body: (_ path: String, _ parameter: inout Parameter, _ gradient: Tensor) -> Void
  ) {
    takeObservations(from: gradients)
    changeParameters { path, parameter, _ in
      guard let gradient = gradients[parameter] else { return }
      guard gradient.shape == parameter.shape else {
        shapeFailure(
          "update", [parameter.shape, gradient.shape], "the gradient of '\(path)' has a different shape")
      }
      body(path, &parameter, gradient)
      if let projection = parameter.projection { parameter.value = projection(parameter.value) }
    }
  }

  /// Calls `body`, which may change the weights, for every parameter that is not frozen. A parameter
  /// that occurs in several places is recognised by its identity: it is changed at the first place, and
  /// the others receive the result.
  mutating func changeParameters(
    _ body: (_ path: String, _ parameter: inout Parameter, _ layout: ParameterLayout) -> Void
  ) {
    var places: [Parameter.Identity: Int] = [:]
    forEachParameter { _, parameter, _ in places[parameter.identity, default: 0] += 1 }
    var tied: [Parameter.Identity: Tensor] = [:]
    withoutActuallyEscaping(body) { body in
      visitParameters(
        ParameterVisitor { path, parameter, layout in
          guard !parameter.isFrozen else { return }
          if let value = tied[parameter.identity] {
            parameter.value = value
          } else {
            body(path, &parameter, layout)
            if places[parameter.identity] != 1 { tied[parameter.identity] = parameter.value }
          }
        })
    }
  }
}
