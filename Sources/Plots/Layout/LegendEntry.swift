// SPDX-License-Identifier: Apache-2.0

/// A name in the legend and the symbol next to it.
struct LegendEntry: Hashable {
  enum Symbol: Hashable {
    case marker(category: Int)
    case line(series: Int, isDashed: Bool)
    case fill(series: Int, style: String)
  }

  let name: String
  let symbol: Symbol

  /// The maximum number of entries. If there are more, the last entry gives the number of those left
  /// out.
  static let limit = 120

  /// Returns the entries of all layers without duplicates. Categories are in ascending order.
  static func all(in layers: [Layer]) -> [LegendEntry] {
    var entries = [LegendEntry]()
    for layer in layers {
      switch layer.content {
      case .points(let points): entries += pointEntries(points)
      case .line(let curve) where !curve.name.isEmpty:
        let symbol = Symbol.line(series: curve.series, isDashed: curve.isDashed)
        entries.append(LegendEntry(name: curve.name, symbol: symbol))
      case .area(let band) where !band.name.isEmpty:
        entries.append(
          LegendEntry(name: band.name, symbol: .fill(series: band.series, style: band.styleClass)))
      case .bars(let bars) where !bars.name.isEmpty:
        entries.append(LegendEntry(name: bars.name, symbol: .fill(series: bars.series, style: "bars")))
      default: break
      }
    }
    var known = Set<LegendEntry>()
    entries = entries.filter { known.insert($0).inserted }
    guard entries.count > limit else { return entries }
    let rest = LegendEntry(
      name: "and \(entries.count - limit + 1) more", symbol: .marker(category: -1))
    return entries.prefix(limit - 1) + [rest]
  }

  private static func pointEntries(_ points: PointSet) -> [LegendEntry] {
    switch points.coloring {
    case .values: return []
    case .series(let series, let name):
      return name.isEmpty ? [] : [LegendEntry(name: name, symbol: .marker(category: series))]
    case .categories(_, let names):
      let present = Set((0..<points.count).map { points.category($0) })
      let categories = present.union(names.indices).filter { $0 >= 0 }.sorted()
      var entries = categories.map { category in
        let name = category < names.count ? names[category] : ""
        return LegendEntry(name: name.isEmpty ? "\(category)" : name, symbol: .marker(category: category))
      }
      if present.contains(-1) {
        entries.append(LegendEntry(name: "none", symbol: .marker(category: -1)))
      }
      return entries
    }
  }
}

extension Band {
  /// The style class of the band. A band between two curves is darker than an area, because it is drawn
  /// over areas.
  var styleClass: String { lower == nil ? "area" : "band" }
}
