// SPDX-License-Identifier: Apache-2.0

internal import Images
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A generated colour image with plain areas, clear edges and fine grain, so that each filter has a
/// visible effect.
///
/// It shows a sun in a sky that brightens towards the horizon, two rows of hills, and a grainy meadow
/// with a house and trees.
struct Landscape {
  private static let (width, height) = (384, 256)
  private typealias Color = (red: Double, green: Double, blue: Double)

  private let stream: RandomStream
  private var picture = PixelImage(width: width, height: height, colors: .rgb)

  /// Returns the image for this seed, which determines the hills, the trees and the grain.
  static func picture(seed: UInt64) -> PixelImage {
    var landscape = Landscape(stream: RandomStream(seed: seed, purpose: .generation))
    landscape.paint()
    return landscape.picture
  }

  private init(stream: RandomStream) { self.stream = stream }

  private mutating func paint() {
    fill { _, y in (60 + 110 * y, 130 + 80 * y, 225 + 10 * y) }
    disc(x: 300, y: 52, radius: 24, (250, 222, 110))
    hills(0, base: 118, (110, 135, 150), grain: 6)
    hills(1, base: 146, (78, 120, 86), grain: 14)
    meadow(from: 168)
    for tree in 0..<7 {
      let x = 20 + 50 * Double(tree) + 26 * number(2, tree)
      // Trees do not hide the house.
      guard abs(x - 120) > 52 else { continue }
      self.tree(tree, x: x, foot: 186 + 26 * number(3, tree))
    }
    house(x: 84, foot: 214)
  }

  /// Returns a number in 0..<1.
  private func number(_ part: UInt64, _ index: Int) -> Double {
    stream.substream(part).uniform(at: UInt64(index))
  }

  /// Returns a number in -1..<1 for the pixel.
  private func grain(_ x: Int, _ y: Int) -> Double { 2 * number(4, y * Self.width + x) - 1 }

  private mutating func set(_ x: Int, _ y: Int, _ color: Color) {
    guard (0..<Self.width).contains(x) && (0..<Self.height).contains(y) else { return }
    let place = picture.offset(row: y, column: x)
    for (part, value) in [color.red, color.green, color.blue].enumerated() {
      picture.bytes[place + part] = UInt8(min(max(value.rounded(), 0), 255))
    }
  }

  /// Sets each pixel to a colour that depends on its position, in 0..<1.
  private mutating func fill(_ color: (_ x: Double, _ y: Double) -> Color) {
    for y in 0..<Self.height {
      for x in 0..<Self.width {
        set(x, y, color(Double(x) / Double(Self.width), Double(y) / Double(Self.height)))
      }
    }
  }

  private mutating func rectangle(_ columns: Range<Int>, _ rows: Range<Int>, _ color: Color) {
    for y in rows { for x in columns { set(x, y, color) } }
  }

  private mutating func disc(x: Int, y: Int, radius: Int, _ color: Color) {
    for row in y - radius...y + radius {
      for column in x - radius...x + radius
      where (column - x) * (column - x) + (row - y) * (row - y) <= radius * radius { set(column, row, color) }
    }
  }

  /// Draws hills whose outline is a sum of waves of three lengths.
  private mutating func hills(_ part: UInt64, base: Double, _ color: Color, grain amount: Double) {
    for x in 0..<Self.width {
      let top = (0..<3).reduce(base) { top, wave in
        let turns = Double(2 + 3 * wave) * (Double(x) / Double(Self.width) + number(part, wave))
        return top + 16 / Double(1 + 2 * wave) * sin(2 * Double.pi * turns)
      }
      for y in max(0, Int(top))..<Self.height {
        let grain = amount * grain(x, y)
        set(x, y, (color.red + grain, color.green + grain, color.blue + grain))
      }
    }
  }

  /// Draws grass in blades, darker towards the viewer.
  private mutating func meadow(from top: Int) {
    for y in top..<Self.height {
      let depth = Double(y - top) / Double(Self.height - top)
      for x in 0..<Self.width {
        // A blade is three pixels high.
        let blade = 34 * grain(x, y / 3) + 8 * grain(x, y)
        set(x, y, (104 - 40 * depth + blade * 0.6, 152 - 36 * depth + blade, 62 - 20 * depth + blade * 0.4))
      }
    }
  }

  private mutating func house(x: Int, foot: Int) {
    rectangle(x..<x + 72, foot - 48..<foot, (226, 206, 176))
    for row in 0..<30 {
      rectangle(
        x + 36 - row * 44 / 30..<x + 36 + row * 44 / 30, foot - 78 + row..<foot - 77 + row, (168, 62, 48))
    }
    rectangle(x + 28..<x + 44, foot - 28..<foot, (104, 70, 44))
    for window in [x + 8, x + 50] {
      rectangle(window..<window + 14, foot - 38..<foot - 22, (70, 92, 120))
      rectangle(window + 6..<window + 8, foot - 38..<foot - 22, (244, 240, 230))
    }
  }

  /// Draws a trunk and leaves in many shades of green.
  private mutating func tree(_ tree: Int, x: Double, foot: Double) {
    let (x, foot) = (Int(x), Int(foot))
    let radius = 14 + Int(8 * number(5, tree))
    rectangle(x - 3..<x + 3, foot - 30..<foot, (92, 66, 46))
    for row in -radius...radius {
      for column in -radius...radius where column * column + row * row <= radius * radius {
        let (leafX, leafY) = (x + column, foot - 30 - radius / 2 + row)
        let leaf = 30 * grain(leafX / 2, leafY / 2 + 1_000) + 12 * grain(leafX, leafY)
        set(leafX, leafY, (44 + leaf * 0.5, 102 + leaf, 48 + leaf * 0.4))
      }
    }
  }
}
