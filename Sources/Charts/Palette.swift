/// The colours of charts.
package enum Palette {
  /// Eight colours that people with any kind of colour vision tell apart (Okabe and Ito 2008), black left out because it
  /// vanishes on a dark background; the last is a grey.
  package static let categories = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#8c8c8c",
  ]

  /// The colour of a category; after eight they come again.
  package static func category(_ number: Int) -> String { categories[number % categories.count] }

  /// Anchors of viridis (van der Walt and Smith 2015), a map whose lightness rises evenly.
  private static let viridis: [(Double, Double, Double)] = [
    (68, 1, 84), (71, 44, 122), (59, 81, 139), (44, 113, 142), (33, 144, 141), (39, 173, 129), (92, 200, 99),
    (170, 220, 50), (253, 231, 37),
  ]

  /// The colour of a number from 0 to 1.
  package static func sequential(_ value: Double) -> String {
    let position = max(0, min(1, value.isFinite ? value : 0)) * Double(viridis.count - 1)
    let index = min(viridis.count - 2, Int(position))
    let (low, high, share) = (viridis[index], viridis[index + 1], position - Double(index))
    let mixed = [
      low.0 + (high.0 - low.0) * share, low.1 + (high.1 - low.1) * share, low.2 + (high.2 - low.2) * share,
    ]
    return "#" + mixed.map { hexadecimal(Int($0.rounded())) }.joined()
  }

  private static func hexadecimal(_ value: Int) -> String {
    let text = String(value, radix: 16)
    return text.count < 2 ? "0" + text : text
  }
}
