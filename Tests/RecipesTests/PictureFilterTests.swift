// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Plots
import Recipes
import TensorCore
import Testing

@Suite("Image filters")
struct PictureFilterTests {
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
    let actual = PictureFilter.kernel(weights, offset: 0.1)(picture)
    #expect(actual.width == picture.width && actual.colors == picture.colors)
    let worst = zip(actual.bytes, expected).map { abs(Int($0) - Int($1)) }.max()
    // Sums that end in a half may be rounded up or down.
    #expect((worst ?? 9) <= 1)
  }

  @Test("The median filter returns the middle value of each sorted window", arguments: pictures, [3, 5])
  func median(picture: PixelImage, side: Int) {
    let expected = Self.plain(picture, side: side) { $0.sorted()[side * side / 2] }
    #expect(PictureFilter.median(side: side)(picture).bytes == expected)
  }

  @Test(
    "Filters leave a plain area unchanged, except emboss, which makes it middle grey",
    arguments: [0, 17, 128, 255] as [UInt8])
  func plainArea(shade: UInt8) {
    let plain = PixelImage(width: 6, height: 5, shade: shade)
    for filter in [PictureFilter.blur, .sharpen, .watercolor] { #expect(filter(plain) == plain) }
    #expect(Set(PictureFilter.emboss(plain).bytes) == [128])
  }

  @Test("Brightness, variation and sharpness measures of small images match values computed by hand")
  func measures() {
    let picture = PixelImage(width: 3, height: 3, colors: .gray, bytes: [0, 0, 0, 0, 255, 0, 0, 0, 0])
    #expect(abs(picture.meanBrightness - 1.0 / 9) < 1e-12)
    #expect(abs(picture.totalVariation - 4.0 / 12) < 1e-12)
    // A single Laplacian value has no variance.
    #expect(picture.laplacianVariance == 0)
    // The inner Laplacians of a checkerboard are 4 and -4.
    let board = PixelImage(
      width: 4, height: 3, colors: .gray, bytes: [0, 255, 0, 255, 255, 0, 255, 0, 0, 255, 0, 255])
    #expect(abs(board.laplacianVariance - 16) < 1e-12)
    let plain = PixelImage(width: 4, height: 3, shade: 9)
    let places = plain.flatPlaces(in: plain)
    #expect(places.count == 2 && places.values == [9])
  }

  @Test(
    "The image-filters recipe meets every bound and gives the same figures for any number of threads")
  func recipe() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/filters-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let session = RecipeSession(seed: 1, outputDirectory: folder)
    try ImageFilters.run(session)
    for expectation in ImageFilters.card.expectations {
      let figure = try #require(session.figures.first { $0.name == expectation.figure })
      #expect(expectation.bound.isMet(by: figure.value), "\(figure)")
    }
    #expect(session.pictures.count == 6)
    let other = RecipeSession(seed: 1)
    try Parallelism.$threadCount.withValue(1) { try ImageFilters.run(other) }
    #expect(other.figures == session.figures)
  }

  @Test(
    "The image-filters recipe filters images of any shape and adds notes for missing comparisons",
    arguments: [(1, 6), (2, 9), (3, 3), (340_000, 1), (2, 510_000)])
  func shapes(width: Int, height: Int) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/filters-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let png = try Self.picture(width: width, height: height, colors: .gray).png()
    try Data(png).write(to: URL(fileURLWithPath: folder + "/own.png"))
    let session = RecipeSession(outputDirectory: folder, picturePath: folder + "/own.png")
    try ImageFilters.run(session)
    #expect(session.pictures.count == 6)
    #expect(session.figures.allSatisfy { $0.value.isFinite }, "\(session.figures)")
    let missing = session.notes.count { $0.hasSuffix(": there is nothing to compare with") }
    #expect(missing >= 3 && session.figures.count + missing == ImageFilters.card.expectations.count)
    let sheet = try PixelImage(png: Array(Data(contentsOf: URL(fileURLWithPath: folder + "/sheet.png"))))
    let columns = width > 3 * height ? 1 : height > 3 * width ? 5 : 3
    #expect(sheet.width == columns * (width + 4) - 4)
  }

  @Test("The image-filters recipe accepts a custom image and throws an error for an unusable one")
  func ownPicture() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/filters-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let own = Self.pictures[0]
    let files: [(name: String, bytes: [UInt8], code: DataError.Code?)] = [
      ("own.png", try own.png(), nil), ("text.png", Array("text".utf8), .badData),
      ("plain.png", try PixelImage(width: 8, height: 8).png(), .badData), ("none.png", [], .missingInput),
    ]
    for file in files {
      let path = "\(folder)/\(file.name)"
      if !file.bytes.isEmpty { try Data(file.bytes).write(to: URL(fileURLWithPath: path)) }
      let session = RecipeSession(outputDirectory: "\(folder)/out", picturePath: path)
      var thrown: DataError?
      do throws(DataError) { try ImageFilters.run(session) } catch { thrown = error }
      #expect(thrown?.code == file.code, "\(file.name)")
      if let thrown { #expect(thrown.place == .file(path)) }
      if file.name == "plain.png" {
        #expect(thrown?.message == "the image has only one colour, so filters do not change it")
      }
    }
    let original = try PixelImage(
      png: Array(Data(contentsOf: URL(fileURLWithPath: "\(folder)/out/original.png"))))
    #expect(original == own)
  }
}
