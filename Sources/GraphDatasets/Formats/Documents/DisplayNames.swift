/// What a document calls its nodes besides their ids.
///
/// Many writers invent ids (`n0`, `n1`, ...) and keep the names that users know as a label or an attribute. Such names become the
/// ids where every node has one, no two are the same, and the ids are invented; else the ids stay.
struct DisplayNames {
  /// What the names are called in the file, as notes quote it.
  let what: String
  /// The name of every node; nil where it has none.
  let names: [String?]
  /// Whether the format asks for these names, so that its ids count as invented whatever they are.
  let isStandard: Bool

  init(_ what: String, _ names: [String?], isStandard: Bool = false) {
    self.what = what
    self.names = names
    self.isStandard = isStandard
  }

  /// The names of the nodes by the first of `candidates` that can be used, else by their ids.
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
      if invented { return (names, "nodes are called by their \(candidate.what), not by their ids") }
    }
    let standard = candidates.first { $0.isStandard && $0.names.contains(where: { $0 != nil }) }
    if let standard, standard.names != ids.map(Optional.some) {
      return (ids, "nodes are called by their ids: the \(standard.what) is missing or not unique")
    }
    return (ids, nil)
  }

  /// Whether `ids` are what a writer makes up: `n` or `v` and a number, or all numbers from 0 or 1 on.
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
