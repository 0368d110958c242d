internal import Autograd
public import TensorCore

/// A number that a layer observes during training and uses in evaluation: not learnt, without a gradient, but part of the model's
/// state and files.
///
/// Layers do not change during a pass: what they observe is noted in the ``ForwardContext``, goes with the ``Gradients`` and is put
/// into the model by the optimiser's update.
public struct RunningStatistic: Sendable {
  /// Tells statistics of this process apart.
  private(set) var identity: Parameter.Identity
  /// The numbers.
  public var value: Tensor

  /// Creates a statistic of its own identity.
  public init(_ value: Tensor) {
    identity = Parameter(value).identity
    self.value = value
  }

  /// Makes this a statistic of its own.
  mutating func separate() { identity = Parameter(value).identity }
}

extension ForwardContext {
  /// What this pass has observed of `statistic` so far: its value, unless a layer that is used several times has noted another.
  public func observed(_ statistic: RunningStatistic) -> Tensor {
    observations[statistic.identity] ?? statistic.value
  }

  /// Notes what the statistic is to be after this pass.
  public func note(_ statistic: RunningStatistic, _ value: Tensor) {
    observations[statistic.identity] = value
  }
}

extension Module {
  /// Takes over the statistics that a pass has observed.
  mutating func takeObservations(from gradients: Gradients) {
    guard !gradients.observations.isEmpty else { return }
    visitParameters(
      ParameterVisitor { _, _, _ in
      } statistic: { _, statistic in
        if let value = gradients.observations[statistic.identity] { statistic.value = value }
      })
  }
}
