/// A picture of pixels, gray or of three colours, 8 bits each.
public struct PixelImage: Sendable, Equatable {
  /// What a pixel holds.
  public enum Colors: Int, Sendable {
    /// One number: 0 is black, 255 white.
    case gray = 1
    /// Red, green and blue.
    case rgb = 3
  }

  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// What a pixel holds.
  public let colors: Colors
  /// The pixels, row by row from the top, the colours of a pixel side by side.
  public var bytes: [UInt8]

  /// A picture of one shade.
  public init(width: Int, height: Int, colors: Colors = .gray, shade: UInt8 = 255) {
    self.init(
      width: width, height: height, colors: colors,
      bytes: [UInt8](repeating: shade, count: width * height * colors.rawValue))
  }

  /// A picture of given pixels. Traps if the number of bytes does not fit.
  public init(width: Int, height: Int, colors: Colors, bytes: [UInt8]) {
    guard width >= 0 && height >= 0 && bytes.count == width * height * colors.rawValue else {
      fatalError(
        "PixelImage: \(bytes.count) bytes for \(width) x \(height) pixels of \(colors.rawValue) each")
    }
    self.width = width
    self.height = height
    self.colors = colors
    self.bytes = bytes
  }

  /// A gray picture of numbers between 0 (black) and 1 (white); what lies outside is cut off, what is no number is black.
  public init(width: Int, height: Int, values: some Sequence<Float>) {
    self.init(width: width, height: height, colors: .gray, bytes: values.map(Self.byte))
  }

  /// 0...1 as 0...255.
  public static func byte(_ value: Float) -> UInt8 {
    value > 0 ? UInt8((min(value, 1) * 255).rounded()) : 0
  }

  /// The place of the first byte of a pixel.
  public func offset(row: Int, column: Int) -> Int { (row * width + column) * colors.rawValue }

  /// The same picture with three colours a pixel.
  public var inColor: PixelImage {
    guard colors == .gray else { return self }
    return PixelImage(width: width, height: height, colors: .rgb, bytes: bytes.flatMap { [$0, $0, $0] })
  }

  /// Every pixel as a square of `factor` x `factor`.
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

  /// Pictures of one size as a sheet, row by row, with white lines between them. None give an empty picture; different sizes stop the
  /// program.
  public static func sheet(_ pictures: [PixelImage], columns: Int, gap: Int = 2) -> PixelImage {
    guard let first = pictures.first else { return PixelImage(width: 0, height: 0) }
    let rows = (pictures.count + columns - 1) / columns
    let (stepX, stepY) = (first.width + gap, first.height + gap)
    var sheet = PixelImage(width: columns * stepX - gap, height: rows * stepY - gap, colors: first.colors)
    for (number, picture) in pictures.enumerated() {
      guard picture.width == first.width && picture.height == first.height && picture.colors == first.colors
      else { fatalError("PixelImage.sheet: pictures of different sizes") }
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
