// SPDX-License-Identifier: Apache-2.0

/// The valid ranges of settings that several models have.
enum ConfigurationRange {
  static let size = 1...(1 << 24)
  static let layers = 1...1000
}

/// Returns a message if the value of a setting is outside its range, or nil otherwise.
func outside<Value: Comparable>(_ name: String, _ value: Value, _ range: ClosedRange<Value>) -> String? {
  range.contains(value)
    ? nil : "\(name) is \(value); expected \(range.lowerBound) to \(range.upperBound)"
}

/// Returns a message if the number of hidden layers or the size of one of them is outside its range, or
/// nil otherwise.
func outside(_ hiddenSizes: [Int]) -> String? {
  if hiddenSizes.count >= ConfigurationRange.layers.upperBound {
    return
      "hiddenSizes has \(hiddenSizes.count) elements; expected fewer than \(ConfigurationRange.layers.upperBound)"
  }
  return hiddenSizes.enumerated().lazy.compactMap {
    outside("hiddenSizes[\($0)]", $1, ConfigurationRange.size)
  }.first
}

extension [Int] {
  /// Returns `count` hidden layers of one size. Traps if `count` is negative.
  static func equal(_ hiddenSize: Int, count: Int) -> [Int] {
    guard count >= 0 else {
      fatalError("Configuration: the number of layers must be at least 1 (hidden size \(hiddenSize))")
    }
    return [Int](repeating: hiddenSize, count: count)
  }
}
