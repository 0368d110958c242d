internal import GraphLearning

/// Shows on standard error which share of a piece of work is done.
final class ShareProgress {
  private let label: String
  private var line: ProgressLine

  init(_ label: String, options: OutputOptions) {
    self.label = label
    line = ProgressLine(options)
  }

  /// `share` of the work is done, in 0...1.
  func show(_ text: String, share: Double) {
    line.show(share) {
      "\(label)  \(text)"
    } pace: { _ in
      Format.decimal(100 * share, 0) + " %"
    }
  }

  /// The work has ended: the live line goes.
  func finish() { line.finish() }
}
