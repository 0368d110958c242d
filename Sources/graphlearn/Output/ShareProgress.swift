internal import GraphLearning

/// Shows on standard error which share of a piece of work is done: one live line on a terminal, else a plain line now and then.
final class ShareProgress {
  private let label: String
  private let isShown: Bool
  private let isLive: Bool
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant?

  init(_ label: String, options: OutputOptions) {
    self.label = label
    isShown = !options.quiet
    isLive = StandardError.isTerminal
    start = clock.now
  }

  /// `share` of the work is done, in 0...1.
  func show(_ text: String, share: Double) {
    guard isShown else { return }
    let now = clock.now
    let pause: Duration = isLive ? .milliseconds(100) : .seconds(2)
    guard lastShown.map({ now - $0 >= pause }) ?? true else { return }
    lastShown = now
    guard isLive else { return StandardError.write("\(label)  \(text)\n") }
    let elapsed = start.duration(to: now) / .seconds(1)
    let left = share > 0 ? "  \(Format.decimal(elapsed * (1 - share) / share, 0)) s left" : ""
    StandardError.write("\r\u{1B}[K\(label)  \(text)  \(Format.percent(share))\(left)")
  }

  /// The work has ended: the live line goes.
  func finish() {
    if isShown && isLive { StandardError.write("\r\u{1B}[K") }
  }
}
