// SPDX-License-Identifier: Apache-2.0

/// A schedule that lowers the learning rate when a metric has stopped improving, as PyTorch's
/// `ReduceLROnPlateau` does.
///
/// ```swift
/// var plateau = Plateau(from: 0.01, patience: 10)
/// optimizer.learningRate = plateau.record(validationLoss)
/// ```
public struct Plateau: Sendable, Hashable {
  /// The current learning rate.
  public private(set) var learningRate: Float
  /// The factor applied to the rate.
  public let factor: Float
  /// The number of consecutive records without improvement that do not yet lower the rate.
  public let patience: Int
  /// The fraction of the best metric by which a new metric must be better to count as an improvement.
  public let threshold: Double
  /// The number of records after a change during which missing improvements are not counted.
  public let cooldown: Int
  /// The lower bound of the rate.
  public let minimum: Float
  /// Whether a larger metric is better, as for an accuracy.
  public let isLargerBetter: Bool
  private var best: Double?
  private var stale = 0
  private var rest = 0

  /// Creates a schedule that starts at a learning rate. The defaults are those of PyTorch.
  public init(
    from learningRate: Float, factor: Float = 0.1, patience: Int = 10, threshold: Double = 1e-4,
    cooldown: Int = 0, minimum: Float = 0, isLargerBetter: Bool = false
  ) {
    self.learningRate = learningRate
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.minimum = minimum
    self.isLargerBetter = isLargerBetter
  }

  /// Records a metric and returns the learning rate to use from now on. NaN does not count as an
  /// improvement.
  public mutating func record(_ metric: Double) -> Float {
    if isImprovement(metric) {
      best = metric
      stale = 0
    } else {
      stale += 1
    }
    if rest > 0 {
      rest -= 1
      stale = 0
    }
    if stale > patience {
      learningRate = max(learningRate * factor, minimum)
      rest = cooldown
      stale = 0
    }
    return learningRate
  }

  private func isImprovement(_ metric: Double) -> Bool {
    guard let best else { return !metric.isNaN }
    return isLargerBetter ? metric > best * (1 + threshold) : metric < best * (1 - threshold)
  }
}
