/// Lowers the learning rate where a metric has stopped to improve, as PyTorch's `ReduceLROnPlateau`.
///
/// ```swift
/// var plateau = Plateau(from: 0.01, patience: 10)
/// optimizer.learningRate = plateau.record(validationLoss)
/// ```
public struct Plateau: Sendable, Hashable {
  /// The rate in effect.
  public private(set) var learningRate: Float
  /// What the rate is multiplied by.
  public let factor: Float
  /// How many records without improvement are borne.
  public let patience: Int
  /// By which share of the best a metric must be better to be an improvement.
  public let threshold: Double
  /// For how many records after a change none is counted.
  public let cooldown: Int
  /// The rate does not fall below.
  public let minimum: Float
  /// Whether a larger metric is better, such as an accuracy.
  public let isLargerBetter: Bool
  private var best: Double?
  private var stale = 0
  private var rest = 0

  /// Starts at a learning rate.
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

  /// Takes note of a metric and returns the rate from now on. What is not a number is no improvement.
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
