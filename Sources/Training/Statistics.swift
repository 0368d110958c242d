/// Summaries of a few numbers.
public enum Statistics {
  /// The mean; not a number for none.
  public static func mean(_ values: [Double]) -> Double {
    guard let first = values.first else { return .nan }
    // From the first value on, so that the mean of equal values is that value, and their deviation 0.
    return first + values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
  }

  /// The sample standard deviation, over n - 1; 0 for fewer than two.
  public static func standardDeviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// The share of the elements that satisfy `predicate`; not a number, without a sign, for none.
  static func share<Element>(of elements: [Element], where predicate: (Element) -> Bool) -> Double {
    elements.isEmpty ? .nan : Double(elements.count(where: predicate)) / Double(elements.count)
  }

  /// The median, the mean of the middle two of an even number; not a number for none.
  public static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
  /// The value below which `share` of the values lie, interpolated between the two nearest; not a number for none.
  public static func quantile(_ share: Double, of values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let place = min(max(share, 0), 1) * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
