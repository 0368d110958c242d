// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Images
import Testing

@Suite("Image files")
struct ImageFileTests {
  private static let photo: PixelImage = {
    var image = PixelImage(width: 40, height: 24, colors: .rgb)
    for row in 0..<24 {
      for column in 0..<40 {
        let place = image.offset(row: row, column: column)
        image.bytes[place] = UInt8(column * 6)
        image.bytes[place + 1] = UInt8(row * 10)
        image.bytes[place + 2] = UInt8(128 + 50 * sin(Double(row + column) / 5))
      }
    }
    return image
  }()

  @Test("A JPEG file written and read again is close to the image, the closer the higher its quality")
  func jpeg() throws {
    for image in [Self.photo, Self.photo.inGray] {
      let ratios = try [20, 60, 95].map { quality in
        let read = try PixelImage(jpeg: image.jpeg(quality: quality))
        #expect(read.width == 40 && read.height == 24 && read.colors == image.colors)
        return read.peakSignalToNoise(to: image)
      }
      #expect(ratios[0] > 20 && ratios[2] > 34 && ratios[0] < ratios[1] && ratios[1] < ratios[2], "\(ratios)")
      #expect(try image.jpeg() == image.jpeg())
    }
  }

  @Test("A JPEG file that is cut off, damaged or no JPEG file is refused in one line")
  func brokenJPEG() throws {
    let bytes = try Self.photo.jpeg()
    for count in [0, 2, 3, 20, 200, bytes.count / 2, bytes.count - 2] {
      let error = #expect(throws: ImageError.self) { try PixelImage(jpeg: Array(bytes.prefix(count))) }
      #expect(error.map { !$0.description.isEmpty && !$0.description.contains("\n") } == true)
    }
    for place in stride(from: 2, to: bytes.count, by: 7) {
      var damaged = bytes
      damaged[place] ^= 0xFF
      // Damage may also give other pixels; it must not crash.
      _ = try? PixelImage(jpeg: damaged)
    }
    #expect(throws: ImageError.self) { try PixelImage(jpeg: Array("no picture".utf8)) }
    #expect(throws: ImageError.self) { try PixelImage(width: 0, height: 2).jpeg() }
  }

  @Test(
    "Files that claim more pixels than allowed or than they can contain are refused before memory is used")
  func bombs() throws {
    var jpeg = try PixelImage(width: 8, height: 8).jpeg()
    let frame = try #require((0..<jpeg.count - 1).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    for (height, width) in [(0xFDE8, 0xFDE8), (0x3FFF, 0x3FFF), (0x2000, 0x2000)] {
      (jpeg[frame + 5], jpeg[frame + 6]) = (UInt8(height >> 8), UInt8(height & 255))
      (jpeg[frame + 7], jpeg[frame + 8]) = (UInt8(width >> 8), UInt8(width & 255))
      let error = #expect(throws: ImageError.self) { try PixelImage(jpeg: jpeg) }
      #expect(error?.description.hasPrefix("claims \(width) x \(height) pixels, more than") == true)
    }
    let small = try PixelImage(width: 9, height: 9).jpeg()
    #expect(throws: ImageError.self) { try PixelImage(jpeg: small, largestPixelCount: 80) }
    for side in [30_000, 2_000_000_000] {
      let bmp = Self.bitmap(width: side, height: side, bits: 24, [])
      let error = #expect(throws: ImageError.self) { try PixelImage(bmp: bmp) }
      #expect(error?.description.hasPrefix("claims \(side) x \(side) pixels, more than") == true)
    }
  }

  /// Returns a bitmap file.
  private static func bitmap(
    width: Int, height: Int, bits: Int, method: Int = 0, palette: [[UInt8]] = [], masks: [UInt32] = [],
    _ pixels: [UInt8]
  ) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var extra: [UInt8] = palette.flatMap { (color: [UInt8]) -> [UInt8] in [color[2], color[1], color[0], 0] }
    for mask in masks { extra += little(Int(mask), 4) }
    let start = 54 + extra.count
    let fields: [(value: Int, size: Int)] = [
      (start + pixels.count, 4), (0, 4), (start, 4), (40, 4), (width, 4), (height, 4), (1, 2), (bits, 2),
      (method, 4), (pixels.count, 4), (0, 8), (palette.count, 4), (0, 4),
    ]
    return [0x42, 0x4D] + fields.flatMap { little($0.value, $0.size) } + extra + pixels
  }

  @Test("Bitmaps of every depth are read, from the bottom or from the top")
  func bitmaps() throws {
    let colors: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]
    let expected = PixelImage(width: 2, height: 2, colors: .rgb, bytes: colors)
    let palette: [[UInt8]] = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]
    let rows24: [[UInt8]] = [[0, 0, 255, 0, 255, 0, 0, 0], [255, 0, 0, 255, 255, 255, 0, 0]]
    #expect(
      try PixelImage(bmp: Self.bitmap(width: 2, height: 2, bits: 24, rows24[1] + rows24[0])) == expected)
    #expect(
      try PixelImage(bmp: Self.bitmap(width: 2, height: -2, bits: 24, rows24[0] + rows24[1])) == expected)
    let rows32: [[UInt8]] = [[0, 0, 255, 9, 0, 255, 0, 9], [255, 0, 0, 9, 255, 255, 255, 9]]
    #expect(
      try PixelImage(bmp: Self.bitmap(width: 2, height: 2, bits: 32, rows32[1] + rows32[0])) == expected)
    #expect(
      try PixelImage(
        bmp: Self.bitmap(
          width: 2, height: 2, bits: 32, method: 3, masks: [0xFF0000, 0xFF00, 0xFF], rows32[1] + rows32[0]))
        == expected)
    let rows16: [[UInt8]] = [[0x00, 0x7C, 0xE0, 0x03], [0x1F, 0x00, 0xFF, 0x7F]]
    #expect(
      try PixelImage(bmp: Self.bitmap(width: 2, height: 2, bits: 16, rows16[1] + rows16[0])) == expected)
    for (bits, top, bottom) in [(8, [0, 1], [2, 3]), (4, [0x01, 0], [0x23, 0])] as [(Int, [UInt8], [UInt8])] {
      let pixels = bottom + [0, 0] + top + [0, 0]
      #expect(
        try PixelImage(bmp: Self.bitmap(width: 2, height: 2, bits: bits, palette: palette, pixels))
          == expected)
    }
    let board = try PixelImage(
      bmp: Self.bitmap(
        width: 2, height: 2, bits: 1, palette: [[0, 0, 0], [255, 255, 255]],
        [0b1000_0000, 0, 0, 0, 0b0100_0000, 0, 0, 0]))
    #expect(board == PixelImage(width: 2, height: 2, colors: .gray, bytes: [0, 255, 255, 0]))
    let runs = try PixelImage(
      bmp: Self.bitmap(
        width: 5, height: 2, bits: 8, method: 1, palette: palette,
        [3, 2, 2, 1, 0, 0, 0, 3, 0, 1, 2, 0, 2, 3, 0, 1]))
    #expect(runs.bytes.prefix(6) == [255, 0, 0, 0, 255, 0])
    #expect(runs.bytes.suffix(6) == [0, 255, 0, 0, 255, 0])
  }

  @Test("Bitmaps that are cut off, have a wrong palette or an unknown form are refused")
  func brokenBitmaps() throws {
    let good = Self.bitmap(
      width: 2, height: 2, bits: 8, palette: [[0, 0, 0], [9, 9, 9]], [0, 1, 0, 0, 1, 0, 0, 0])
    _ = try PixelImage(bmp: good)
    for count in 0..<good.count {
      #expect(throws: ImageError.self) { try PixelImage(bmp: Array(good.prefix(count))) }
    }
    let beyond = Self.bitmap(
      width: 2, height: 1, bits: 8, palette: [[0, 0, 0], [9, 9, 9]], [0, 7, 0, 0])
    let error = #expect(throws: ImageError.self) { try PixelImage(bmp: beyond) }
    #expect(error?.description == "has a pixel of colour 7, but a palette of 2 colours")
    for (bits, method) in [(5, 0), (24, 1), (8, 9)] {
      #expect(throws: ImageError.self) {
        try PixelImage(bmp: Self.bitmap(width: 1, height: 1, bits: bits, method: method, [0, 0, 0, 0]))
      }
    }
    for place in 14..<54 {
      for value in [0, 1, 127, 255] as [UInt8] {
        var damaged = good
        damaged[place] = value
        _ = try? PixelImage(bmp: damaged)
      }
    }
  }

  @Test("Files are recognised by their content and written by their suffix, and errors name the path")
  func files() throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("images-\(UUID())")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = { (name: String) in directory.appendingPathComponent(name).path }
    try Self.photo.write(to: path("a.png"))
    try Self.photo.write(to: path("a.JPG"), quality: 95)
    #expect(try PixelImage(contentsOf: path("a.png")) == Self.photo)
    #expect(try PixelImage(contentsOf: path("a.JPG")).peakSignalToNoise(to: Self.photo) > 34)
    try Data(Self.bitmap(width: 1, height: 1, bits: 24, [1, 2, 3, 0])).write(
      to: directory.appendingPathComponent("b.png"))
    #expect(try PixelImage(contentsOf: path("b.png")).bytes == [3, 2, 1])
    try Data("text".utf8).write(to: directory.appendingPathComponent("c.png"))
    let error = #expect(throws: DataError.self) { try PixelImage(contentsOf: path("c.png")) }
    #expect(error?.message == "is not a PNG, JPEG or BMP file" && error?.place == .file(path("c.png")))
    let suffix = #expect(throws: DataError.self) { try Self.photo.write(to: path("d.gif")) }
    #expect(suffix?.code == .usage)
    #expect(throws: DataError.self) { try PixelImage(contentsOf: path("none.png")) }
  }
}
