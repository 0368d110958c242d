// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

extension FeatureReads {
  /// Returns a line on what was read from a file of features that is larger than the memory.
  func text(_ amplification: Double) -> String {
    let cached = Double(cachedByteCount) / Double(neededByteCount)
    return
      "batches needed \(MemoryLimit.megabytes(Double(neededByteCount))) of features; \(NumberText.percent(cached, 0)) were in the row cache, and \(MemoryLimit.megabytes(Double(readByteCount))) were read for the rest (read amplification \(NumberText.decimal(amplification, 2)))"
  }
}
