// SPDX-License-Identifier: Apache-2.0

/// Suggests a name that the user may have meant.
package enum NearestName {
  /// Returns the name in `names` that is closest to `name`, or nil if more than a third of the letters
  /// differ. If several are equally close, the first in alphabetical order is returned.
  package static func of(_ name: String, among names: some Sequence<String>) -> String? {
    names.map { ($0, distance(name, $0)) }.filter { $0.1 <= max(1, name.count / 3) }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// Returns `; did you mean 'gat'?`, or an empty string if no name is close or `name` is one of them.
  package static func suggestion(for name: String, among names: some Sequence<String>) -> String {
    guard let nearest = of(name, among: names), nearest != name else { return "" }
    return "; did you mean '\(nearest)'?"
  }

  /// Returns the smallest number of letters that must be changed, inserted, deleted or swapped with the
  /// next one to turn one word into the other, where no letter is edited twice (Damerau 1964).
  static func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.lowercased().prefix(64)), Array(right.lowercased().prefix(64)))
    var beforeLast = [Int]()
    var last = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var row = [i + 1]
      for (j, other) in right.enumerated() {
        var best = min(last[j] + (letter == other ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}
