/// A colour of the sRGB space.
public struct Color: Equatable, Hashable, Sendable {
  /// The share of red, from 0 to 255.
  public let red: UInt8
  /// The share of green, from 0 to 255.
  public let green: UInt8
  /// The share of blue, from 0 to 255.
  public let blue: UInt8

  /// A colour by its three shares in one number: `Color(0x0072B2)`.
  public init(_ number: UInt32) {
    red = UInt8(truncatingIfNeeded: number >> 16)
    green = UInt8(truncatingIfNeeded: number >> 8)
    blue = UInt8(truncatingIfNeeded: number)
  }

  private init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The colour as HTML and SVG write it: `#0072b2`.
  public var hexadecimal: String {
    let digits = [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "#" + digits.joined()
  }

  /// The colour so far on the way to another one, 0 being this one and 1 the other.
  func mixed(with other: Color, share: Double) -> Color {
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Double(from) + share * (Double(to) - Double(from))).rounded())
    }
    return Color(red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}
