// SPDX-License-Identifier: Apache-2.0

/// Names for the nodes of a document that may be better than their ids.
///
/// Many programs generate ids (`n0`, `n1`, ...) and store the names that users know as a label or an
/// attribute. Such names are used instead of the ids if every node has one, no two are equal, and the
/// ids are generated; otherwise the ids are used.
struct DisplayNames {
  /// What the names are in the file, for notes.
  let what: String
  /// The name of each node; nil if it has none.
  let names: [String?]
  /// Whether these names are the standard ones of the format, so that its ids always count as generated.
  let isStandard: Bool

  init(_ what: String, _ names: [String?], isStandard: Bool = false) {
    self.what = what
    self.names = names
    self.isStandard = isStandard
  }

  /// Returns the names of the nodes from the first of `candidates` that can be used, or their ids if
  /// there is none.
  static func choose(_ candidates: [DisplayNames], ids: [String]) -> (names: [String], note: String?) {
    var areInvented: Bool?
    for candidate in candidates {
      let names = candidate.names.compactMap(\.self)
      guard names.count == ids.count, !names.isEmpty, names != ids, !names.contains(""),
        Set(names.map { Array($0.utf8) }).count == names.count
      else { continue }
      if candidate.isStandard { return (names, nil) }
      let invented = areInvented ?? isInvented(ids)
      areInvented = invented
      if invented { return (names, "nodes are named by their \(candidate.what) instead of their id") }
    }
    let standard = candidates.first { $0.isStandard && $0.names.contains(where: { $0 != nil }) }
    if let standard, standard.names != ids.map(Optional.some) {
      return (ids, "nodes are named by their id because the \(standard.what) is missing or not unique")
    }
    return (ids, nil)
  }

  /// Returns whether `ids` are likely to be generated: `n` or `v` and a number, or all numbers from 0 or
  /// 1 on.
  private static func isInvented(_ ids: [String]) -> Bool {
    guard let first = ids.first else { return false }
    for prefix in ["n", "v"] where first.hasPrefix(prefix) {
      return ids.allSatisfy { $0.hasPrefix(prefix) && UInt32($0.dropFirst()) != nil }
    }
    let numbers = Set(ids.compactMap { Int($0) })
    guard numbers.count == ids.count, let least = numbers.min(), let largest = numbers.max() else {
      return false
    }
    return (least == 0 || least == 1) && largest - least == ids.count - 1
  }
}
