// SPDX-License-Identifier: Apache-2.0

extension PixelImage {
  /// Reads a Windows bitmap (BMP) with 1, 4, 8, 16, 24 or 32 bits per pixel, with or without run-length
  /// encoding. Images whose colours are all grey stay grey, all others get three colours. Transparency is
  /// ignored.
  ///
  /// Throws if the bytes are not such a file, are truncated or damaged, or claim more pixels than
  /// `largestPixelCount` or than the file can contain.
  ///
  /// - Parameters:
  ///   - bytes: The contents of the file.
  ///   - largestPixelCount: The maximum number of pixels to read, at most 2^28 (268 million).
  public init(bmp bytes: [UInt8], largestPixelCount: Int = 1 << 28) throws(ImageError) {
    let file = try BMPFile(bytes, largestPixelCount: largestPixelCount)
    let pixels = try file.pixels()
    let starts = stride(from: 0, to: pixels.count, by: 3)
    let isGray = starts.allSatisfy { (start: Int) -> Bool in
      pixels[start] == pixels[start + 1] && pixels[start] == pixels[start + 2]
    }
    let bytes: [UInt8] = isGray ? starts.map { pixels[$0] } : pixels
    self.init(width: file.width, height: file.height, colors: isGray ? .gray : .rgb, bytes: bytes)
  }
}

/// The headers of a bitmap file.
private struct BMPFile {
  private enum Encoding { case plain, runs8, runs4, masks }

  let width: Int
  let height: Int
  private let bytes: [UInt8]
  private let isTopDown: Bool
  private let bits: Int
  private let encoding: Encoding
  /// The start of the pixels.
  private let start: Int
  /// Red, green and blue of each colour of the palette.
  private var palette: [(UInt8, UInt8, UInt8)] = []
  private var masks: [UInt32] = []

  init(_ bytes: [UInt8], largestPixelCount: Int) throws(ImageError) {
    self.bytes = bytes
    guard bytes.count >= 26, bytes[0] == 0x42, bytes[1] == 0x4D else {
      throw ImageError("is not a BMP file")
    }
    func number(_ place: Int, _ count: Int) throws(ImageError) -> Int {
      guard place + count <= bytes.count else { throw ImageError("ends within the header") }
      return (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    func signed(_ place: Int) throws(ImageError) -> Int {
      Int(Int32(truncatingIfNeeded: try number(place, 4)))
    }
    let header = try number(14, 4)
    let isOld = header == 12
    guard isOld || header >= 40 && header <= 1024 else {
      throw ImageError("has a header of \(header) bytes; expected 12 or at least 40")
    }
    width = isOld ? try number(18, 2) : try signed(18)
    let rows = isOld ? try number(20, 2) : try signed(22)
    isTopDown = rows < 0
    height = rows.magnitude > 1 << 31 ? 0 : Int(rows.magnitude)
    bits = try number(isOld ? 24 : 28, 2)
    guard [1, 4, 8, 16, 24, 32].contains(bits) else {
      throw ImageError("has \(bits) bits per pixel; expected 1, 4, 8, 16, 24 or 32")
    }
    let method = isOld ? 0 : try number(30, 4)
    switch (method, bits) {
    case (0, _): encoding = .plain
    case (1, 8): encoding = .runs8
    case (2, 4): encoding = .runs4
    case (3, 16), (3, 32), (6, 16), (6, 32): encoding = .masks
    default: throw ImageError("has an encoding (\(method)) that is not supported with \(bits) bits per pixel")
    }
    // A run of 255 pixels takes two bytes.
    try ImageError.require(
      width: width, height: height, largestPixelCount: largestPixelCount, byteCount: bytes.count,
      pixelsPerByte: encoding == .runs8 || encoding == .runs4 ? 128 : 8)
    var place = 14 + header
    if encoding == .masks {
      // The masks follow a header of 40 bytes and are part of longer ones.
      masks = try (0..<3).map { (part) throws(ImageError) in UInt32(try number(54 + 4 * part, 4)) }
      guard masks.allSatisfy({ $0 != 0 }) else { throw ImageError("has a colour without bits") }
      if header == 40 { place += method == 6 ? 16 : 12 }
    } else if bits == 16 {
      masks = [0x7C00, 0x03E0, 0x001F]
    }
    if bits <= 8 {
      let used = isOld ? 0 : try number(46, 4)
      let count = used == 0 ? 1 << bits : min(used, 1 << bits)
      let size = isOld ? 3 : 4
      guard place + count * size <= bytes.count else { throw ImageError("ends within the palette") }
      palette = (0..<count).map {
        (bytes[place + $0 * size + 2], bytes[place + $0 * size + 1], bytes[place + $0 * size])
      }
    }
    start = try number(10, 4)
    guard start >= place && start <= bytes.count else {
      throw ImageError("has pixels at byte \(start) of \(bytes.count)")
    }
  }

  /// Returns red, green and blue of all pixels, row by row from the top.
  func pixels() throws(ImageError) -> [UInt8] {
    switch encoding {
    case .runs8, .runs4: return try runs()
    case .plain, .masks: return try plain()
    }
  }

  private func plain() throws(ImageError) -> [UInt8] {
    let rowBytes = (width * bits + 31) / 32 * 4
    guard start + rowBytes * height <= bytes.count else {
      throw ImageError(
        "ends within the pixels: expected \(rowBytes * height) bytes, found \(bytes.count - start)")
    }
    var result = [UInt8](repeating: 0, count: 3 * width * height)
    for row in 0..<height {
      let source = start + rowBytes * (isTopDown ? row : height - 1 - row)
      for column in 0..<width {
        let target = 3 * (row * width + column)
        switch (bits, hasMasks: !masks.isEmpty) {
        case (24, _), (32, false):
          let place = source + column * bits / 8
          (result[target], result[target + 1], result[target + 2]) = (
            bytes[place + 2], bytes[place + 1], bytes[place]
          )
        case (16, _), (32, _):
          let place = source + column * bits / 8
          let value = (0..<bits / 8).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << (8 * UInt32($1)) }
          for part in 0..<3 { result[target + part] = Self.shade(value & masks[part], of: masks[part]) }
        default:
          let bit = column * bits
          let index = Int(bytes[source + bit / 8]) >> (8 - bits - bit % 8) & (1 << bits - 1)
          let color = try color(index)
          (result[target], result[target + 1], result[target + 2]) = color
        }
      }
    }
    return result
  }

  /// Returns the pixels of run-length encoding. Pixels that no run covers have the first colour.
  private func runs() throws(ImageError) -> [UInt8] {
    var indices = [UInt8](repeating: 0, count: width * height)
    var (place, row, column) = (start, 0, 0)
    func next() throws(ImageError) -> Int {
      guard place < bytes.count else { throw ImageError("ends within the pixels") }
      defer { place += 1 }
      return Int(bytes[place])
    }
    func put(_ index: Int) throws(ImageError) {
      guard row < height && column < width else { throw ImageError("has a run that leaves its row") }
      indices[(isTopDown ? row : height - 1 - row) * width + column] = UInt8(index)
      column += 1
    }
    decoding: while row < height {
      let (count, value) = (try next(), try next())
      if count > 0 {
        for pixel in 0..<count {
          try put(encoding == .runs8 ? value : pixel % 2 == 0 ? value >> 4 : value & 15)
        }
        continue
      }
      switch value {
      case 0: (row, column) = (row + 1, 0)
      case 1: break decoding
      case 2:
        column += try next()
        row += try next()
      default:
        var pair = 0
        for pixel in 0..<value {
          if encoding == .runs8 {
            try put(try next())
          } else {
            if pixel % 2 == 0 { pair = try next() }
            try put(pixel % 2 == 0 ? pair >> 4 : pair & 15)
          }
        }
        let size = encoding == .runs8 ? value : (value + 1) / 2
        if size % 2 == 1 { _ = try next() }
      }
    }
    var result = [UInt8]()
    result.reserveCapacity(3 * indices.count)
    for index in indices {
      let (red, green, blue) = try color(Int(index))
      result.append(red)
      result.append(green)
      result.append(blue)
    }
    return result
  }

  private func color(_ index: Int) throws(ImageError) -> (UInt8, UInt8, UInt8) {
    guard index < palette.count else {
      throw ImageError("has a pixel of colour \(index), but a palette of \(palette.count) colours")
    }
    return palette[index]
  }

  /// Returns the shade 0...255 of the bits of a mask.
  private static func shade(_ value: UInt32, of mask: UInt32) -> UInt8 {
    let shift = UInt32(mask.trailingZeroBitCount)
    let (part, most) = (UInt64(value >> shift), UInt64(mask >> shift))
    return UInt8((part * 255 + most / 2) / most)
  }
}
