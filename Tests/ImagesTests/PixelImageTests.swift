// SPDX-License-Identifier: Apache-2.0

import Images
import Testing

@Suite("Images of pixels")
struct PixelImageTests {
  @Test(
    "A pixel image is the same after writing and reading it as PNG",
    arguments: [PixelImage.Colors.gray, .rgb])
  func roundTrip(colors: PixelImage.Colors) throws {
    let bytes = (0..<5 * 3 * colors.rawValue).map { UInt8($0 * 5) }
    let picture = PixelImage(width: 5, height: 3, colors: colors, bytes: bytes)
    let png = try picture.png()
    #expect(png.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    let read = try PixelImage(png: png)
    #expect(read == picture)
    #expect(try picture.png() == png)
  }

  @Test("Reading a PNG file that is truncated, damaged or of another format throws an error")
  func broken() throws {
    let png = try PixelImage(width: 9, height: 9, shade: 100).png()
    for count in [0, 4, 20, 40, png.count / 2] {
      #expect(throws: ImageError.self) { try PixelImage(png: Array(png.prefix(count))) }
    }
    #expect(throws: ImageError.self) { try PixelImage(png: Array("no picture".utf8)) }
    var damaged = png
    damaged[20] ^= 255
    #expect(throws: ImageError.self) { try PixelImage(png: damaged) }
  }

  @Test("Writing an image without pixels throws an error")
  func empty() {
    #expect(throws: ImageError.self) { try PixelImage(width: 0, height: 3).png() }
  }

  @Test("Numbers from 0 to 1 become shades of grey, and numbers outside are clamped")
  func values() {
    let picture = PixelImage(width: 3, height: 2, values: [0, 0.5, 1, -2, 7, .nan])
    #expect(picture.bytes == [0, 128, 255, 0, 255, 0])
  }

  @Test("Pixel images are enlarged, converted to colour and arranged on a sheet")
  func sheets() {
    let one = PixelImage(width: 2, height: 1, values: [0, 1])
    #expect(one.enlarged(by: 2).bytes == [0, 0, 255, 255, 0, 0, 255, 255])
    #expect(one.inColor.bytes == [0, 0, 0, 255, 255, 255])
    let sheet = PixelImage.sheet([one, one, one], columns: 2, gap: 1)
    #expect(sheet.width == 5 && sheet.height == 3)
    #expect(sheet.bytes == [0, 255, 255, 0, 255] + [255, 255, 255, 255, 255] + [0, 255, 255, 255, 255])
    #expect(PixelImage.sheet([], columns: 3).bytes.isEmpty)
  }
}
