/// Colours for numbers: anchors at even distances, mixed in between.
public struct ColorMap: Equatable, Sendable {
  /// The colours from the smallest number to the greatest.
  public let anchors: [Color]
  /// Whether the colour in the middle stands for 0 and both ends are as far from it.
  public let isDiverging: Bool

  /// Viridis, perceptually even and readable without colour vision: every eighth of the map by van der Walt
  /// and Smith (2015), as in matplotlib.
  public static let sequential = ColorMap(
    anchors: [
      0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
    ],
    isDiverging: false)

  /// RdBu with 11 colours, blue for numbers below 0 and red above (ColorBrewer; Harrower and Brewer 2003).
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

  /// The colour at a place from 0 to 1; places beyond take the colour of the nearer end.
  public func color(at place: Double) -> Color {
    let position = place.isNaN ? 0 : min(max(place, 0), 1) * Double(anchors.count - 1)
    let index = min(Int(position), anchors.count - 2)
    return anchors[index].mixed(with: anchors[index + 1], share: position - Double(index))
  }
}
