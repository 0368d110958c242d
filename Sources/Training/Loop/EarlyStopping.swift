/// When training ends before its last epoch, and which epoch's weights are kept.
///
/// Every paper has its own rule; these are the four in use. None applies without validation nodes: then the last
/// epoch counts.
public struct EarlyStopping: Sendable, Hashable {
  /// When to stop.
  public enum Rule: Sendable, Hashable {
    /// After the last epoch.
    case never
    /// When the validation loss exceeds the mean of the `window` losses before it, from epoch `start` + 1 on
    /// (counted from 0) (Kipf and Welling 2017).
    case windowMean(window: Int, start: Int)
    /// When the validation loss has not fallen below its lowest for `patience` epochs (Shchur et al. 2018).
    case loss(patience: Int)
    /// When the validation accuracy has not exceeded its highest for `patience` epochs.
    case accuracy(patience: Int)
    /// When neither loss nor accuracy has reached its best again for `patience` epochs (Velickovic et al. 2018).
    case lossOrAccuracy(patience: Int)
  }

  /// Which weights count.
  public enum Keeping: Sendable, Hashable {
    /// Those of the last epoch.
    case last
    /// Those of the lowest validation loss.
    case lowestLoss
    /// Those of the highest validation accuracy, of equal ones the lower loss.
    case highestAccuracy
    /// Those of the last epoch at which both loss and accuracy were at least as good as ever (Velickovic et al.).
    case bestBoth
  }

  /// When to stop.
  public var rule: Rule
  /// Which weights count.
  public var keeping: Keeping

  /// Creates a rule.
  public init(_ rule: Rule, keeping: Keeping) {
    self.rule = rule
    self.keeping = keeping
  }

  /// All epochs, last weights.
  public static let never = EarlyStopping(.never, keeping: .last)
  /// The rule of Kipf and Welling's code: window of 10, last weights.
  public static let kipf = EarlyStopping(.windowMean(window: 10, start: 10), keeping: .last)
}

/// Follows a run and says when it ends.
package struct StoppingJudge {
  /// What an epoch's validation means.
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

  /// Takes the validation loss and accuracy of the next epoch. A loss that is not a number is never best.
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
