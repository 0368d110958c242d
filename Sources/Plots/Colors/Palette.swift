/// Colours and marker shapes for categories, told apart with every kind of colour vision.
///
/// The eight colours are those of Okabe and Ito, "Color Universal Design" (2008), in an order that keeps the
/// lightest for last. Their black is the ink of the text here, which is light on a dark ground. After eight
/// categories the colours come again with another marker.
public enum Palette {
  /// What the area of a mark is filled with.
  public static let fills: [Color] = [
    0x0072B2, 0xE69F00, 0x009E73, 0xD55E00, 0xCC79A7, 0x56B4E9, 0x1F2328, 0xF0E442,
  ].map { Color($0) }

  /// Lines and outlines on a light ground: the same colours, darkened until their contrast with white is at
  /// least 3 to 1, as WCAG 2.1 (1.4.11) asks of graphics.
  public static let strokes: [Color] = [
    0x0072B2, 0xC38700, 0x009E73, 0xD55E00, 0xCC79A7, 0x499AC8, 0x1F2328, 0x9E962B,
  ].map { Color($0) }

  /// All marks on a dark ground; the blue is lightened for a contrast of at least 4.5 to 1.
  public static let darkFills: [Color] = [
    0x2389CC, 0xE69F00, 0x009E73, 0xD55E00, 0xCC79A7, 0x56B4E9, 0xE6E8EB, 0xF0E442,
  ].map { Color($0) }

  /// The place of a category among the colours.
  static func slot(_ category: Int) -> Int { category < 0 ? 0 : category % fills.count }

  /// The shape of the markers of a category: circles for the first eight, then squares, triangles, diamonds,
  /// and circles again.
  static func marker(_ category: Int) -> Marker {
    category < 0 ? .circle : Marker.allCases[category / fills.count % Marker.allCases.count]
  }

  /// The style class that fills with the colour of a category.
  static func fillClass(_ category: Int) -> String { category < 0 ? "fill-none" : "fill\(slot(category))" }

  /// The style class that strokes with the colour of a category.
  static func strokeClass(_ category: Int) -> String {
    category < 0 ? "stroke-none" : "stroke\(slot(category))"
  }
}
