// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// Shows progress on standard error: one live line with a bar on a terminal, else a plain line every few
/// seconds.
struct ProgressLine {
  private let style: Style
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant?

  private enum Style { case none, plain, live(isColored: Bool) }

  /// Whether the work may end early, so that the time left is an upper bound.
  private let isUpperBound: Bool

  init(_ options: OutputOptions, isUpperBound: Bool = false) {
    self.isUpperBound = isUpperBound
    if options.quiet {
      style = .none
    } else if StandardError.isTerminal {
      style = .live(isColored: options.isColored)
    } else {
      style = .plain
    }
    start = clock.now
  }

  /// Shows that `share` of the work, in 0...1, is done.
  ///
  /// - Parameters:
  ///   - isLast: Whether this line is shown even if the previous one was shown only just before.
  ///   - text: Returns the description of the current step.
  ///   - pace: Returns the speed after the given number of seconds, which a terminal shows next to the
  ///     time left.
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
      line +=
        "  \(pace(seconds)), \(isUpperBound ? "at most " : "")\(NumberText.decimal(seconds * (1 - share) / share, 0)) s left"
    }
    StandardError.write(line)
  }

  /// Removes the live line. Call it after the work.
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
