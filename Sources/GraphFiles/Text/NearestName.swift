/// The name that someone may have meant.
package enum NearestName {
  /// The one of `names` that is nearest to `name`, where at most a third of its letters differ; the first in alphabetical order where
  /// several are as near.
  package static func of(_ name: String, among names: some Sequence<String>) -> String? {
    names.map { ($0, distance(name, $0)) }.filter { $0.1 <= max(1, name.count / 3) }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// `; did you mean 'gat'?`, or nothing where no name is near or `name` is one of them.
  package static func suggestion(for name: String, among names: some Sequence<String>) -> String {
    guard let nearest = of(name, among: names), nearest != name else { return "" }
    return "; did you mean '\(nearest)'?"
  }

  /// How many letters must be changed, added, dropped or swapped with the next to make one word of the other, none twice (Damerau 1964).
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
