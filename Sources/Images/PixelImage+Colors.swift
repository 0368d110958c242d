// SPDX-License-Identifier: Apache-2.0

extension PixelImage {
  /// The image in shades of grey: `0.299 red + 0.587 green + 0.114 blue` (ITU-R BT.601).
  public var inGray: PixelImage {
    guard colors == .rgb else { return self }
    let shades = stride(from: 0, to: bytes.count, by: 3).map { place in
      let sum = 299 * Int(bytes[place]) + 587 * Int(bytes[place + 1]) + 114 * Int(bytes[place + 2])
      return UInt8((sum + 500) / 1000)
    }
    return PixelImage(width: width, height: height, colors: .gray, bytes: shades)
  }

  /// Returns the image in black and white: white where the shade of grey is above `shade`, from 0 (black) to
  /// 1 (white).
  public func thresholded(above shade: Float) -> PixelImage {
    let gray = inGray
    return PixelImage(
      width: width, height: height, colors: .gray,
      bytes: gray.bytes.map { Float($0) / 255 > shade ? 255 : 0 })
  }

  /// Returns the absolute difference of each colour from that of another image. Traps if the images differ
  /// in size or channels.
  public func difference(from other: PixelImage) -> PixelImage {
    requireSameForm(as: other, "difference")
    return PixelImage(
      width: width, height: height, colors: colors,
      bytes: zip(bytes, other.bytes).map { $0 > $1 ? $0 - $1 : $1 - $0 })
  }

  func requireSameForm(as other: PixelImage, _ operation: String) {
    guard width == other.width && height == other.height && colors == other.colors else {
      fatalError(
        "\(operation): images of \(width) x \(height) x \(colors.rawValue) and \(other.width) x \(other.height) x \(other.colors.rawValue); expected the same size and channels"
      )
    }
  }
}
