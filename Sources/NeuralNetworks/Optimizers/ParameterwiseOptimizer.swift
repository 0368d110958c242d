// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// An optimiser whose step for a parameter depends only on this parameter, its gradient and the state of
/// earlier steps.
///
/// The protocol implements ``Optimizer/update(_:along:)`` for all of them: groups, frozen and tied
/// parameters, and the states of the parameters.
protocol ParameterwiseOptimizer: Optimizer {
  /// What the optimiser keeps for each parameter between steps.
  associatedtype State: Sendable
  var weightDecay: Float { get }
  var groups: [ParameterGroup] { get }
  var states: ParameterStates<State> { get set }

  /// Returns the state of a parameter before its first step.
  func initialState(shape: Shape) -> State
  /// Changes the weights of one parameter and its state, both of `count` elements.
  func step(
    _ state: inout State, _ settings: GroupSettings, _ weights: UnsafeMutablePointer<Float>,
    _ gradient: UnsafePointer<Float>, count: Int)
}

extension ParameterwiseOptimizer {
  public mutating func update(_ model: inout some Module, along gradients: Gradients) {
    states.requireMatches(groups, in: model)
    // Taken out of the optimiser, so that the closure can read its settings.
    var states = ParameterStates<State>()
    swap(&states, &self.states)
    model.forEachGradient(gradients) { path, parameter, gradient in
      let settings = GroupSettings(
        path: path, groups: groups, learningRate: learningRate, weightDecay: weightDecay)
      // Taken out and put back, so that its tensors are changed in place.
      var state = states.take(path, for: parameter) ?? initialState(shape: parameter.shape)
      unsafe step(
        &state, settings, parameter.value.uniquePointer(), gradient.pointer, count: gradient.count)
      states.put(state, path, for: parameter)
    }
    swap(&states, &self.states)
  }

  /// Divides the elements of a parameter among the threads. `body` receives the position of the first
  /// element of each part and the number of elements.
  func forEachPart(_ count: Int, nanoseconds: Int, _ body: (_ start: Int, _ count: Int64) -> Void) {
    Parallelism.forEachRange(count, grain: 16_384, nanoseconds: nanoseconds) { range in
      body(range.lowerBound, Int64(range.count))
    }
  }
}
