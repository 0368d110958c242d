internal import GraphLearning

/// Shows how training goes on standard error: one live line on a terminal, else a plain line now and then.
final class Progress {
  private let runCount: Int
  private let epochs: Int
  private let label: String?
  private let style: Style
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant?
  private var epochsDone = 0

  private enum Style { case none, plain, live(isColored: Bool) }

  /// - Parameter label: what is trained, where there are several.
  init(runCount: Int, epochs: Int, options: OutputOptions, label: String? = nil) {
    self.label = label
    self.runCount = runCount
    self.epochs = epochs
    if options.quiet {
      style = .none
    } else if StandardError.isTerminal {
      style = .live(isColored: options.isColored)
    } else {
      style = .plain
    }
    start = clock.now
  }

  /// An epoch has ended.
  func show(run: Int, _ report: EpochReport) {
    epochsDone += 1
    if case .none = style { return }
    let now = clock.now
    let pause: Duration = if case .live = style { .milliseconds(100) } else { .seconds(2) }
    let isDue = lastShown.map { now - $0 >= pause } ?? true
    guard isDue || (runCount == 1 && report.epoch == epochs) else { return }
    lastShown = now
    var text = "epoch \(report.epoch)/\(epochs)  train loss \(Format.decimal(report.trainLoss, 4))"
    if let validation = report.validation {
      text +=
        "  validation loss \(Format.decimal(validation.loss, 4)), accuracy \(Format.percent(validation.accuracy))"
    }
    if runCount > 1 { text = "run \(run + 1)/\(runCount)  " + text }
    if let label { text = "\(label)  " + text }
    switch style {
    case .none: break
    case .plain: StandardError.write(text + "\n")
    case .live(let isColored):
      StandardError.write("\r\u{1B}[K" + bar(run, report, isColored) + " " + text + rate(run, report, now))
    }
  }

  /// Training has ended: the live line goes.
  func finish() {
    if case .live = style { StandardError.write("\r\u{1B}[K") }
  }

  private func share(_ run: Int, _ report: EpochReport) -> Double {
    (Double(run) + Double(report.epoch) / Double(max(1, epochs))) / Double(runCount)
  }

  private func bar(_ run: Int, _ report: EpochReport, _ isColored: Bool) -> String {
    let width = 20
    let filled = Int((share(run, report) * Double(width)).rounded(.down))
    let done = String(repeating: "=", count: filled)
    let open = String(repeating: " ", count: width - filled)
    return "[" + (isColored ? "\u{1B}[32m\(done)\u{1B}[0m" : done) + open + "]"
  }

  private func rate(_ run: Int, _ report: EpochReport, _ now: ContinuousClock.Instant) -> String {
    let elapsed = start.duration(to: now) / .seconds(1)
    let share = share(run, report)
    guard elapsed > 0, share > 0 else { return "" }
    let left = elapsed * (1 - share) / share
    return "  \(Format.decimal(Double(epochsDone) / elapsed, 0)) epochs/s, \(Format.decimal(left, 0)) s left"
  }
}
