// SPDX-License-Identifier: Apache-2.0

/// Colours and marker shapes for categories that can be distinguished with every kind of colour vision.
///
/// The eight colours are those of Okabe and Ito, "Color Universal Design" (2008), ordered so that the
/// lightest is last. Their black is replaced by the text colour, which is light on a dark background.
/// After eight categories, the colours repeat with another marker.
public enum Palette {
  /// The fill colours of marks on a light background.
  public static let fills: [Color] = [
    0x0072B2, 0xE69F00, 0x009E73, 0xD55E00, 0xCC79A7, 0x56B4E9, 0x1F2328, 0xF0E442,
  ].map { Color($0) }

  /// The colours of lines and outlines on a light background: the fill colours, darkened until their
  /// contrast with white is at least 3 to 1, as WCAG 2.1 (1.4.11) requires for graphics.
  public static let strokes: [Color] = [
    0x0072B2, 0xC38700, 0x009E73, 0xD55E00, 0xCC79A7, 0x499AC8, 0x1F2328, 0x9E962B,
  ].map { Color($0) }

  /// The colours of all marks on a dark background. The blue is lightened to a contrast of at least 4.5
  /// to 1.
  public static let darkFills: [Color] = [
    0x2389CC, 0xE69F00, 0x009E73, 0xD55E00, 0xCC79A7, 0x56B4E9, 0xE6E8EB, 0xF0E442,
  ].map { Color($0) }

  /// Returns the index of a category's colour.
  static func slot(_ category: Int) -> Int { category < 0 ? 0 : category % fills.count }

  /// Returns the marker of a category: circles for the first eight categories, then squares, triangles
  /// and diamonds, then circles again.
  static func marker(_ category: Int) -> Marker {
    category < 0 ? .circle : Marker.allCases[category / fills.count % Marker.allCases.count]
  }

  /// Returns the style class that fills with the colour of a category.
  static func fillClass(_ category: Int) -> String { category < 0 ? "fill-none" : "fill\(slot(category))" }

  /// Returns the style class that strokes with the colour of a category.
  static func strokeClass(_ category: Int) -> String {
    category < 0 ? "stroke-none" : "stroke\(slot(category))"
  }
}
