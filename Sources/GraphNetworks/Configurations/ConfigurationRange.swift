/// The values that settings may have.
enum ConfigurationRange {
  static let size = 1...(1 << 24)
  static let layers = 1...1000
}

/// That a setting is outside its range; nil where it is not.
func outside<Value: Comparable>(_ name: String, _ value: Value, _ range: ClosedRange<Value>) -> String? {
  range.contains(value)
    ? nil : "\(name) is \(value); expected \(range.lowerBound) to \(range.upperBound)"
}

/// That one of the sizes of hidden layers, or their number, is outside its range; nil where none is.
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
  /// `count` layers of one size. Traps if there is no such number of layers.
  static func equal(_ hiddenSize: Int, count: Int) -> [Int] {
    guard count >= 0 else {
      fatalError("Configuration: too few layers for a network of hidden size \(hiddenSize)")
    }
    return [Int](repeating: hiddenSize, count: count)
  }
}
