// SPDX-License-Identifier: Apache-2.0

/// The colours of everything but data, for a light and a dark background.
struct Theme: Sendable {
  let background: Color
  /// The colour of titles and legend texts.
  let ink: Color
  /// The colour of labels, edges, and points without a category.
  let muted: Color
  let axis: Color
  let grid: Color

  static let light = Theme(
    background: Color(0xFFFFFF), ink: Color(0x1F2328), muted: Color(0x59636E), axis: Color(0x8C959F),
    grid: Color(0xE6E9ED))
  static let dark = Theme(
    background: Color(0x16181D), ink: Color(0xE6E8EB), muted: Color(0xA3ACB7), axis: Color(0x6B7480),
    grid: Color(0x2B2F36))
}
