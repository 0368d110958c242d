// SPDX-License-Identifier: Apache-2.0

/// Summary statistics of small samples.
package enum Statistics {
  /// Returns the mean; NaN for an empty array.
  package static func mean(_ values: [Double]) -> Double {
    guard let first = values.first else { return .nan }
    // Differences from the first value are summed, so that the mean of equal values is exactly that
    // value and their deviation is 0.
    return first + values.reduce(0) { $0 + ($1 - first) } / Double(values.count)
  }

  /// Returns the sample standard deviation, with n - 1 in the denominator; 0 for fewer than two values.
  package static func standardDeviation(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  /// Returns the share of the elements that satisfy `predicate`; NaN, always with a positive sign, if
  /// there are none.
  static func share<Element>(of elements: [Element], where predicate: (Element) -> Bool) -> Double {
    elements.isEmpty ? .nan : Double(elements.count(where: predicate)) / Double(elements.count)
  }

  /// Returns the median, which is the mean of the two middle values if their number is even; NaN for an
  /// empty array.
  package static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
  /// Returns the quantile below which `share` of the values lie, interpolated linearly between the two
  /// nearest values; NaN for an empty array.
  package static func quantile(_ share: Double, of values: [Double]) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let place = min(max(share, 0), 1) * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
