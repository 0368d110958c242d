// SPDX-License-Identifier: Apache-2.0

/// A map from numbers to colours: evenly spaced anchors with linear interpolation between them.
public struct ColorMap: Equatable, Sendable {
  /// The colours from the lowest number to the highest.
  public let anchors: [Color]
  /// Whether the colour in the middle represents 0, with both ends at the same distance from it.
  public let isDiverging: Bool

  /// The Viridis colour map, which is perceptually uniform and readable without colour vision. The
  /// anchors are every eighth of the map by van der Walt and Smith (2015), as in matplotlib.
  public static let sequential = ColorMap(
    anchors: [
      0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
    ],
    isDiverging: false)

  /// The RdBu colour map with 11 colours: blue for numbers below 0 and red for numbers above
  /// (ColorBrewer; Harrower and Brewer 2003).
  public static let diverging = ColorMap(
    anchors: [
      0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xD1E5F0, 0xF7F7F7, 0xFDDBC7, 0xF4A582, 0xD6604D, 0xB2182B,
      0x67001F,
    ],
    isDiverging: true)

  private init(anchors: [UInt32], isDiverging: Bool) {
    self.anchors = anchors.map { Color($0) }
    self.isDiverging = isDiverging
  }

  /// Returns the colour at a position from 0 to 1. Positions outside that range get the colour of the
  /// nearer end.
  public func color(at place: Double) -> Color {
    let position = place.isNaN ? 0 : min(max(place, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], share: position - Double(index))
  }
}
