internal import GraphLearning

/// Says on standard error how far a piece of work is: one live line with a bar on a terminal, else a plain line now and then.
struct ProgressLine {
  private let style: Style
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant?

  private enum Style { case none, plain, live(isColored: Bool) }

  init(_ options: OutputOptions) {
    if options.quiet {
      style = .none
    } else if StandardError.isTerminal {
      style = .live(isColored: options.isColored)
    } else {
      style = .plain
    }
    start = clock.now
  }

  /// `share` of the work is done, in 0...1.
  ///
  /// - Parameters:
  ///   - isLast: whether the line is shown however short ago the last one was.
  ///   - text: what is done.
  ///   - pace: what a terminal shows beside the time left, after so many seconds.
  mutating func show(
    _ share: Double, isLast: Bool = false, _ text: () -> String, pace: (_ seconds: Double) -> String
  ) {
    if case .none = style { return }
    let now = clock.now
    let pause: Duration = if case .live = style { .milliseconds(100) } else { .seconds(2) }
    guard isLast || lastShown.map({ now - $0 >= pause }) ?? true else { return }
    if lastShown == nil { StandardError.flushNotes() }
    lastShown = now
    guard case .live(let isColored) = style else { return StandardError.write(text() + "\n") }
    var line = "\r\u{1B}[K" + Self.bar(share, isColored) + " " + text()
    let seconds = start.duration(to: now) / .seconds(1)
    if seconds > 0 && share > 0 {
      line += "  \(pace(seconds)), \(Format.decimal(seconds * (1 - share) / share, 0)) s left"
    }
    StandardError.write(line)
  }

  /// The work has ended: the live line goes.
  func finish() {
    if case .live = style { StandardError.write("\r\u{1B}[K") }
  }

  private static func bar(_ share: Double, _ isColored: Bool) -> String {
    let width = 20
    let filled = Int((min(max(share, 0), 1) * Double(width)).rounded(.down))
    let done = String(repeating: "=", count: filled)
    let open = String(repeating: " ", count: width - filled)
    return "[" + (isColored ? "\u{1B}[32m\(done)\u{1B}[0m" : done) + open + "]"
  }
}
