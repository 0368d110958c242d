// SPDX-License-Identifier: Apache-2.0

/// A rule for when training ends before the last epoch, and for which epoch's weights are kept.
///
/// Papers use different rules; these are the four in use. Without validation nodes no rule applies: all
/// epochs run, and the weights of the last one are kept.
public struct EarlyStopping: Sendable, Hashable {
  /// A rule for when to stop.
  public enum Rule: Sendable, Hashable {
    /// Runs all epochs.
    case never
    /// Stops when the validation loss exceeds the mean of the `window` previous losses, from epoch
    /// `start` + 1 on, counted from 0 (Kipf and Welling 2017).
    case windowMean(window: Int, start: Int)
    /// Stops when the validation loss has not fallen below its minimum for `patience` epochs (Shchur et
    /// al. 2018).
    case loss(patience: Int)
    /// Stops when the validation accuracy has not exceeded its maximum for `patience` epochs.
    case accuracy(patience: Int)
    /// Stops when neither the validation loss nor the accuracy has reached its best value again for
    /// `patience` epochs (Velickovic et al. 2018).
    case lossOrAccuracy(patience: Int)
  }

  /// A rule for which weights are kept.
  public enum Keeping: Sendable, Hashable {
    /// Keeps the weights of the last epoch.
    case last
    /// Keeps the weights of the epoch with the lowest validation loss.
    case lowestLoss
    /// Keeps the weights of the epoch with the highest validation accuracy and, among those, the lowest
    /// loss.
    case highestAccuracy
    /// Keeps the weights of the last epoch in which both loss and accuracy were at least as good as in
    /// all epochs before (Velickovic et al. 2018).
    case bestBoth
  }

  /// The rule for when to stop.
  public var rule: Rule
  /// The rule for which weights are kept.
  public var keeping: Keeping

  /// Creates a rule from its two parts.
  public init(_ rule: Rule, keeping: Keeping) {
    self.rule = rule
    self.keeping = keeping
  }

  /// Whether the rule runs until the validation stops improving, so that the number of epochs is only a
  /// limit.
  package var waitsForImprovement: Bool {
    switch rule {
    case .never, .windowMean: false
    case .loss, .accuracy, .lossOrAccuracy: true
    }
  }

  /// Runs all epochs and keeps the weights of the last one.
  public static let never = EarlyStopping(.never, keeping: .last)
  /// The rule of Kipf and Welling's code: a window of 10 epochs, keeping the weights of the last epoch.
  public static let kipf = EarlyStopping(.windowMean(window: 10, start: 10), keeping: .last)

  /// Stops when the validation loss has not fallen below its minimum for `patience` epochs, and keeps the
  /// weights of the lowest loss.
  public static func loss(patience: Int) -> EarlyStopping {
    EarlyStopping(.loss(patience: patience), keeping: .lowestLoss)
  }

  /// Stops when the validation accuracy has not exceeded its maximum for `patience` epochs, and keeps the
  /// weights of the highest accuracy.
  public static func accuracy(patience: Int) -> EarlyStopping {
    EarlyStopping(.accuracy(patience: patience), keeping: .highestAccuracy)
  }

  /// Stops when neither the validation loss nor the accuracy has reached its best value again for
  /// `patience` epochs, and keeps the weights of the last epoch in which both were at their best.
  public static func lossOrAccuracy(patience: Int) -> EarlyStopping {
    EarlyStopping(.lossOrAccuracy(patience: patience), keeping: .bestBoth)
  }
}

/// The state of an early stopping rule during a run.
package struct StoppingJudge {
  /// The decisions after the validation of an epoch.
  package struct Verdict {
    package var isBest: Bool
    package var stops: Bool
  }

  private let stopping: EarlyStopping
  private var losses: [Double] = []
  private var lowestLoss = Double.infinity
  private var highestAccuracy = -1.0
  private var lossOfHighestAccuracy = Double.infinity
  private var epochsWithoutGain = 0

  package init(_ stopping: EarlyStopping) { self.stopping = stopping }

  /// Judges the next epoch by its validation loss and accuracy. A loss that is NaN is never the best.
  package mutating func judge(loss: Double, accuracy: Double) -> Verdict {
    let epoch = losses.count
    let lossFell = loss < lowestLoss
    let accuracyRose = accuracy > highestAccuracy
    let reachesBoth = loss <= lowestLoss && accuracy >= highestAccuracy
    let isBest =
      switch stopping.keeping {
      case .last: true
      case .lowestLoss: lossFell
      case .highestAccuracy: accuracyRose || (accuracy == highestAccuracy && loss < lossOfHighestAccuracy)
      case .bestBoth: reachesBoth
      }
    let gains =
      switch stopping.rule {
      case .never, .windowMean: true
      case .loss: lossFell
      case .accuracy: accuracyRose
      case .lossOrAccuracy: loss <= lowestLoss || accuracy >= highestAccuracy
      }
    epochsWithoutGain = gains ? 0 : epochsWithoutGain + 1
    if accuracyRose || (accuracy == highestAccuracy && loss < lossOfHighestAccuracy) {
      lossOfHighestAccuracy = loss
    }
    lowestLoss = min(lowestLoss, loss.isNaN ? .infinity : loss)
    highestAccuracy = max(highestAccuracy, accuracy)
    let stops =
      switch stopping.rule {
      case .never: false
      case .windowMean(let window, let start):
        epoch > start && losses.count >= window
          && loss > losses.suffix(window).reduce(0, +) / Double(window)
      case .loss(let patience), .accuracy(let patience), .lossOrAccuracy(let patience):
        epochsWithoutGain >= patience
      }
    losses.append(loss)
    return Verdict(isBest: isBest, stops: stops)
  }
}
