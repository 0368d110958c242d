// SPDX-License-Identifier: Apache-2.0

import Plots
import Testing

@Suite("Colours can be distinguished")
struct ColorTests {
  /// Returns the relative luminance as defined by WCAG 2.1.
  private func luminance(_ color: Color) -> Double {
    func linear(_ share: UInt8) -> Double {
      let value = Double(share) / 255
      guard value > 0.04045 else { return value / 12.92 }
      let base = (value + 0.055) / 1.055
      // base^2.4 = base^2 (base^2)^(1/5), the fifth root by Newton's method.
      var root = 1.0
      for _ in 0..<60 { root -= (root - base * base / (root * root * root * root)) / 5 }
      return base * base * root
    }
    return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
  }

  private func contrast(_ first: Color, _ second: Color) -> Double {
    let (low, high) = (min(luminance(first), luminance(second)), max(luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)
  }

  @Test("Outlines have a contrast of 3:1 on a light background, and dark-scheme fills 4.5:1 on a dark one")
  func paletteContrast() {
    #expect(Palette.strokes.allSatisfy { contrast($0, Color(0xFFFFFF)) >= 3 })
    #expect(Palette.darkFills.allSatisfy { contrast($0, Color(0x16181D)) >= 4.5 })
  }

  @Test("Each palette has eight different colours")
  func paletteSize() {
    for colors in [Palette.fills, Palette.strokes, Palette.darkFills] { #expect(Set(colors).count == 8) }
  }

  @Test("The sequential colour map becomes steadily lighter")
  func sequential() {
    let lightness = (0...100).map { luminance(ColorMap.sequential.color(at: Double($0) / 100)) }
    #expect(zip(lightness.dropFirst(), lightness).allSatisfy { $0 > $1 })
  }

  @Test("The diverging colour map is lightest in its middle")
  func diverging() {
    let lightness = (0...100).map { luminance(ColorMap.diverging.color(at: Double($0) / 100)) }
    #expect(lightness.max() == lightness[50])
  }

  @Test("Positions outside a colour map, and NaN, have the colour of an end")
  func ends() {
    let map = ColorMap.sequential
    #expect(map.color(at: -1) == map.anchors[0] && map.color(at: .nan) == map.anchors[0])
    #expect(map.color(at: .infinity) == map.anchors[8] && map.color(at: 0.5) == map.anchors[4])
  }

  @Test("Colours are written with six hexadecimal digits")
  func hexadecimal() {
    #expect(Color(0x00720B).hexadecimal == "#00720b")
  }
}
