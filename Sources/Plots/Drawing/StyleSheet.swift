// SPDX-License-Identifier: Apache-2.0

/// The style rules of a chart. All selectors begin with `.plot`, so that they do not affect the rest of
/// a page.
enum StyleSheet {
  static func rules(for layers: [Layer]) -> [String] {
    let slots = usedSlots(layers)
    let light =
      colors(.light)
      + slots.flatMap { slot in
        [
          ".plot .fill\(slot) { fill: \(Palette.fills[slot].hexadecimal) }",
          ".plot .stroke\(slot) { stroke: \(Palette.strokes[slot].hexadecimal) }",
        ]
      }
    let dark =
      colors(.dark) + [".plot .area { fill-opacity: 0.26 }", ".plot .band { fill-opacity: 0.45 }"]
      + slots.flatMap { slot in
        let color = Palette.darkFills[slot].hexadecimal
        return [".plot .fill\(slot) { fill: \(color) }", ".plot .stroke\(slot) { stroke: \(color) }"]
      }
    return shapes + light + ["@media (prefers-color-scheme: dark) {"] + dark.map { "  " + $0 } + ["}"]
  }

  private static let shapes = [
    ".plot { max-width: 100%; height: auto; font-size: 12px;",
    "  font-family: system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif }",
    ".plot .title { font-size: 16px; font-weight: 600 }",
    ".plot .subtitle { font-size: 12.5px }",
    ".plot .tick { font-size: 11px; font-variant-numeric: tabular-nums }",
    ".plot .grid, .plot .axis { fill: none; shape-rendering: crispEdges }",
    ".plot .segments { fill: none; stroke-width: 0.8 }",
    ".plot .line { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round }",
    ".plot .dashed { stroke-width: 1.25; stroke-dasharray: 5 4 }",
    ".plot .area { fill-opacity: 0.16 }",
    ".plot .band { fill-opacity: 0.32 }",
    ".plot .bars { fill-opacity: 0.75 }",
    ".plot .marks { fill-opacity: 0.92; stroke-width: 1 }",
    ".plot .mapped { stroke-width: 0.75; stroke-opacity: 0.45 }",
    ".plot .dots { fill: none; stroke-linecap: round }",
  ]

  private static func colors(_ theme: Theme) -> [String] {
    [
      ".plot .background { fill: \(theme.background.hexadecimal) }",
      ".plot text { fill: \(theme.muted.hexadecimal) }",
      ".plot .title, .plot .legend text { fill: \(theme.ink.hexadecimal) }",
      ".plot .grid { stroke: \(theme.grid.hexadecimal) }",
      ".plot .axis { stroke: \(theme.axis.hexadecimal) }",
      ".plot .segments, .plot .stroke-none { stroke: \(theme.muted.hexadecimal) }",
      ".plot .fill-none { fill: \(theme.grid.hexadecimal) }",
      ".plot .mapped, .plot .halo { stroke: \(theme.muted.hexadecimal) }",
    ]
  }

  /// Returns the palette indices that the layers use.
  private static func usedSlots(_ layers: [Layer]) -> [Int] {
    var slots = Set<Int>()
    for layer in layers {
      switch layer.content {
      case .points(let points):
        switch points.coloring {
        case .series(let series, _): slots.insert(Palette.slot(series))
        case .categories(let categories, let names):
          slots.formUnion(categories.lazy.filter { $0 >= 0 }.map(Palette.slot))
          slots.formUnion(names.indices.map(Palette.slot))
        case .values: break
        }
      case .line(let curve): slots.insert(Palette.slot(curve.series))
      case .area(let band): slots.insert(Palette.slot(band.series))
      case .bars(let bars): slots.insert(Palette.slot(bars.series))
      case .segments: break
      }
    }
    return slots.sorted()
  }
}
