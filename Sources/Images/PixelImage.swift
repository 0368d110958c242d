// SPDX-License-Identifier: Apache-2.0

/// An image of pixels, either grey or with three colours, with 8 bits per colour.
public struct PixelImage: Sendable, Equatable {
  /// The colour channels of a pixel.
  public enum Colors: Int, Sendable {
    /// One channel: 0 is black, 255 is white.
    case gray = 1
    /// Three channels: red, green and blue.
    case rgb = 3
  }

  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The colour channels of each pixel.
  public let colors: Colors
  /// The pixels, row by row from the top, with the channels of a pixel next to each other.
  public var bytes: [UInt8]

  /// Creates an image of one shade. The default is white.
  public init(width: Int, height: Int, colors: Colors = .gray, shade: UInt8 = 255) {
    self.init(
      width: width, height: height, colors: colors,
      bytes: [UInt8](repeating: shade, count: width * height * colors.rawValue))
  }

  /// Creates an image from pixels. Traps if the number of bytes is not width x height x channels.
  public init(width: Int, height: Int, colors: Colors, bytes: [UInt8]) {
    guard width >= 0 && height >= 0 && bytes.count == width * height * colors.rawValue else {
      fatalError(
        "PixelImage: \(bytes.count) bytes for \(width) x \(height) pixels of \(colors.rawValue) bytes each")
    }
    self.width = width
    self.height = height
    self.colors = colors
    self.bytes = bytes
  }

  /// Creates a grey image from numbers between 0 (black) and 1 (white). Numbers outside that range are
  /// clamped; NaN is black.
  public init(width: Int, height: Int, values: some Sequence<Float>) {
    self.init(width: width, height: height, colors: .gray, bytes: values.map(Self.byte))
  }

  /// Returns the byte 0...255 for a number in 0...1. Numbers outside that range are clamped; NaN gives
  /// 0.
  public static func byte(_ value: Float) -> UInt8 {
    value > 0 ? UInt8((min(value, 1) * 255).rounded()) : 0
  }

  /// Returns the index of the first byte of a pixel.
  public func offset(row: Int, column: Int) -> Int { (row * width + column) * colors.rawValue }

  /// The same image with three channels per pixel.
  public var inColor: PixelImage {
    guard colors == .gray else { return self }
    return PixelImage(width: width, height: height, colors: .rgb, bytes: bytes.flatMap { [$0, $0, $0] })
  }

  /// Returns the image with each pixel enlarged to a square of `factor` x `factor` pixels.
  public func enlarged(by factor: Int) -> PixelImage {
    var result = PixelImage(width: width * factor, height: height * factor, colors: colors)
    let size = colors.rawValue
    for row in 0..<result.height {
      for column in 0..<result.width {
        let source = offset(row: row / factor, column: column / factor)
        let target = result.offset(row: row, column: column)
        for part in 0..<size { result.bytes[target + part] = bytes[source + part] }
      }
    }
    return result
  }

  /// Returns a sheet of images of equal size, row by row, with white lines of `gap` pixels between them.
  ///
  /// No images give an empty image. Traps if the images differ in size or channels.
  public static func sheet(_ pictures: [PixelImage], columns: Int, gap: Int = 2) -> PixelImage {
    guard let first = pictures.first else { return PixelImage(width: 0, height: 0) }
    let rows = (pictures.count + columns - 1) / columns
    let (stepX, stepY) = (first.width + gap, first.height + gap)
    var sheet = PixelImage(width: columns * stepX - gap, height: rows * stepY - gap, colors: first.colors)
    for (number, picture) in pictures.enumerated() {
      guard picture.width == first.width && picture.height == first.height && picture.colors == first.colors
      else { fatalError("PixelImage.sheet: image \(number) differs from the first in size or channels") }
      let rowBytes = picture.width * picture.colors.rawValue
      for row in 0..<picture.height {
        let target = sheet.offset(row: number / columns * stepY + row, column: number % columns * stepX)
        sheet.bytes.replaceSubrange(
          target..<target + rowBytes, with: picture.bytes[row * rowBytes..<(row + 1) * rowBytes])
      }
    }
    return sheet
  }
}
