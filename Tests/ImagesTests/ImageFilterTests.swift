// SPDX-License-Identifier: Apache-2.0

import Images
import TensorCore
import Testing

@Suite("Image filters")
struct ImageFilterTests {
  /// Returns an image of random bytes.
  static func picture(width: Int, height: Int, colors: PixelImage.Colors) -> PixelImage {
    let stream = RandomStream(seed: 5, purpose: .generation)
    let bytes = (0..<width * height * colors.rawValue).map {
      UInt8(stream.integer(below: 256, at: UInt64($0)))
    }
    return PixelImage(width: width, height: height, colors: colors, bytes: bytes)
  }

  static func byte(_ picture: PixelImage, _ row: Int, _ column: Int, _ color: Int) -> UInt8 {
    let (row, column) = (min(max(row, 0), picture.height - 1), min(max(column, 0), picture.width - 1))
    return picture.bytes[picture.offset(row: row, column: column) + color]
  }

  /// Returns the values of `value` for the window of width `side` around each pixel.
  static func plain(_ picture: PixelImage, side: Int, _ value: ([UInt8]) -> UInt8) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in 0..<picture.height {
      for column in 0..<picture.width {
        for color in 0..<picture.colors.rawValue {
          let window = (0..<side * side).map { place in
            byte(picture, row + place / side - side / 2, column + place % side - side / 2, color)
          }
          bytes.append(value(window))
        }
      }
    }
    return bytes
  }

  static let pictures = [
    picture(width: 9, height: 7, colors: .rgb), picture(width: 5, height: 12, colors: .gray),
    picture(width: 1, height: 1, colors: .rgb), picture(width: 1, height: 6, colors: .gray),
  ]

  @Test(
    "A kernel filter computes the clipped weighted sum around each pixel with repeated edges",
    arguments: pictures)
  func kernel(picture: PixelImage) {
    let weights: [Float] = [0.25, -1, 0.5, 2, 0.125, -0.5, 0, 0.75, -1.5]
    let expected = Self.plain(picture, side: 3) { window in
      let sum = zip(weights, window).reduce(0.1) { $0 + Double($1.0) * Double($1.1) / 255 }
      return UInt8(min(max(sum * 255, 0), 255).rounded())
    }
    let actual = ImageFilter.kernel(ImageKernel(weights), offset: 0.1)(picture)
    #expect(actual.width == picture.width && actual.colors == picture.colors)
    let worst = zip(actual.bytes, expected).map { abs(Int($0) - Int($1)) }.max()
    // Sums that end in a half may be rounded up or down.
    #expect((worst ?? 9) <= 1)
  }

  @Test("The median filter returns the middle value of each sorted window", arguments: pictures, [3, 5])
  func median(picture: PixelImage, side: Int) {
    let expected = Self.plain(picture, side: side) { $0.sorted()[side * side / 2] }
    #expect(ImageFilter.median(side: side)(picture).bytes == expected)
  }

  @Test(
    "Filters leave a plain area unchanged, except emboss, which makes it middle grey",
    arguments: [0, 17, 128, 255] as [UInt8])
  func plainArea(shade: UInt8) {
    let plain = PixelImage(width: 6, height: 5, shade: shade)
    for filter in [ImageFilter.blur, .sharpen, .watercolor] { #expect(filter(plain) == plain) }
    #expect(Set(ImageFilter.emboss(plain).bytes) == [128])
  }

  @Test(
    "Kernels reach beyond the edges by repetition, reflection, wrapping or a constant",
    arguments: [
      (ImageBorder.replicated, [10, 10, 20, 30, 40, 40]), (.reflected, [20, 10, 20, 30, 40, 30]),
      (.wrapped, [40, 10, 20, 30, 40, 10]), (.constant(1), [255, 10, 20, 30, 40, 255]),
    ] as [(ImageBorder, [UInt8])])
  func borders(border: ImageBorder, padded: [UInt8]) {
    let image = PixelImage(width: 4, height: 1, colors: .gray, bytes: [10, 20, 30, 40])
    // The pixel to the left and the pixel to the right of each.
    let left = ImageFilter.kernel(ImageKernel([0, 0, 0, 1, 0, 0, 0, 0, 0]), border: border)(image)
    let right = ImageFilter.kernel(ImageKernel([0, 0, 0, 0, 0, 1, 0, 0, 0]), border: border)(image)
    #expect(left.bytes == Array(padded[0..<4]) && right.bytes == Array(padded[2..<6]))
  }

  @Test("The named kernels have the sums and signs that define them")
  func kernels() {
    for blur in [ImageKernel.blur, .wideBlur, .box(side: 5)] {
      #expect(abs(blur.sum - 1) < 1e-6 && blur.coefficients.allSatisfy { $0 < 1 && $0 > 0 })
    }
    let sharpen = ImageKernel.sharpen
    #expect(sharpen.sum == 1 && sharpen.coefficients[4] > 1)
    let others = sharpen.coefficients.enumerated().filter { $0.offset != 4 }.reduce(0) {
      $0 + abs($1.element)
    }
    #expect(others < sharpen.coefficients[4])
    #expect(ImageKernel.emboss.sum == 0)
    let plain = PixelImage(width: 6, height: 5, shade: 77)
    #expect(Set(ImageFilter.kernel(.emboss)(plain).bytes) == [0])
  }
}
