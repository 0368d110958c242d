// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// Shows on standard error the share of the work that is done.
final class ShareProgress {
  private let label: String
  private var line: ProgressLine

  init(_ label: String, options: OutputOptions) {
    self.label = label
    line = ProgressLine(options)
  }

  /// Shows that `share` of the work, in 0...1, is done.
  func show(_ text: String, share: Double) {
    line.show(share) {
      "\(label)  \(text)"
    } pace: { _ in
      NumberText.decimal(100 * share, 0) + " %"
    }
  }

  /// Removes the live line. Call it after the work.
  func finish() { line.finish() }
}
