// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import TensorCore

/// A tensor that a layer observes during training and uses in evaluation, such as a running mean. It is
/// not trained and has no gradient, but it is part of the model's state and of its files.
///
/// Layers do not change during a pass. The values that they observe are noted in the ``ForwardContext``,
/// returned with the ``Gradients``, and stored in the model when the optimiser updates it.
public struct RunningStatistic: Sendable {
  /// A value that distinguishes the statistics of this process.
  private(set) var identity: Parameter.Identity
  /// The current value.
  public var value: Tensor

  /// Creates a statistic with a new identity.
  public init(_ value: Tensor) {
    identity = Parameter(value).identity
    self.value = value
  }

  /// Makes this statistic independent of its copies.
  mutating func separate() { identity = Parameter(value).identity }
}

extension ForwardContext {
  /// Returns the value of `statistic` in this pass: the value noted last if a layer has already noted
  /// one, as a layer that is used several times may have, otherwise the value of the statistic.
  public func observed(_ statistic: RunningStatistic) -> Tensor {
    observations[statistic.identity] ?? statistic.value
  }

  /// Notes the value that the statistic will have after this pass.
  public func note(_ statistic: RunningStatistic, _ value: Tensor) {
    observations[statistic.identity] = value
  }
}

extension Module {
  /// Stores the statistics that a pass has observed.
  mutating func takeObservations(from gradients: Gradients) {
    guard !gradients.observations.isEmpty else { return }
    visitParameters(
      ParameterVisitor { _, _, _ in
      } statistic: { _, statistic in
        if let value = gradients.observations[statistic.identity] { statistic.value = value }
      })
  }
}
