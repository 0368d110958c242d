// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Checks the settings of a generator.
struct GeneratorSettings {
  /// The name of the generator, for errors.
  let generator: String

  /// Throws `usage` if a setting is out of range.
  func require<Value: Comparable>(_ name: String, _ value: Value, in range: ClosedRange<Value>)
    throws(DataError)
  {
    guard range.contains(value) else {
      throw DataError(
        .usage, "\(name) is \(value); expected \(range.lowerBound) to \(range.upperBound)",
        at: .argument(generator))
    }
  }
}
