// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Images
import Recipes
import TensorCore
import Testing

@Suite("The image-filters recipe")
struct ImageFilterRecipeTests {
  /// Returns an image of random bytes.
  static func picture(width: Int, height: Int, colors: PixelImage.Colors) -> PixelImage {
    let stream = RandomStream(seed: 5, purpose: .generation)
    let bytes = (0..<width * height * colors.rawValue).map {
      UInt8(stream.integer(below: 256, at: UInt64($0)))
    }
    return PixelImage(width: width, height: height, colors: colors, bytes: bytes)
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
    let own = Self.picture(width: 9, height: 7, colors: .rgb)
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
