// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphLearningTestSupport
import Images
import TensorCore
import Testing

/// The cases of `Fixtures/images/images.json`, which `make_images.py` writes.
private struct ImageCases: Sendable {
  let json: JSONValue

  static let all: ImageCases? = {
    let path = ReferenceCase.folder + "/images/images.json"
    return (try? JSONValue.parse(FileContents.read(path), path: path)).map(ImageCases.init)
  }()

  static func cases(_ section: String) -> [JSONValue] { all?.json[section]?.array ?? [] }

  static func bytes(_ value: JSONValue?) throws -> [UInt8] {
    let text = try #require(value?.string)
    let data = try #require(Data(base64Encoded: text))
    return [UInt8](data)
  }

  static func image(_ value: JSONValue?) throws -> PixelImage {
    let value = try #require(value)
    return PixelImage(
      width: try #require(value["width"]?.integer), height: try #require(value["height"]?.integer),
      colors: value["colors"]?.integer == 1 ? .gray : .rgb, bytes: try bytes(value["base64"]))
  }

  static func numbers(_ value: JSONValue?) throws -> [Double] {
    let array = try #require(value?.array)
    return array.compactMap(\.double)
  }
}

@Suite("Images compared with Pillow, SciPy and scikit-image")
struct ImageReferenceTests {
  /// Returns the largest difference of two images' values.
  private func difference(_ one: PixelImage, _ other: PixelImage) -> Int {
    guard one.width == other.width, one.height == other.height, one.colors == other.colors else { return 999 }
    return zip(one.bytes, other.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }

  @Test("Files that Pillow writes have the pixels that it reads", arguments: 0..<11)
  func files(number: Int) throws {
    let entry = ImageCases.cases("files")[number]
    let name = try #require(entry["name"]?.string)
    let bytes = try ImageCases.bytes(entry["base64"])
    let expected = try ImageCases.image(entry["pixels"])
    let image =
      name.hasPrefix("JPEG")
      ? try PixelImage(jpeg: bytes)
      : name.hasPrefix("BMP") ? try PixelImage(bmp: bytes) : try PixelImage(png: bytes)
    // Two builds of the JPEG library may round differently.
    let same = image.colors == expected.colors ? image : image.inColor
    #expect(difference(same, expected) <= (name.hasPrefix("JPEG") ? 2 : 0), "\(name)")
  }

  @Test("Filters with each border and the median have SciPy's values", arguments: 0..<9)
  func filters(number: Int) throws {
    let entry = ImageCases.cases("filters")[number]
    let name = try #require(entry["border"]?.string)
    let input = try ImageCases.image(entry["input"])
    let kernel = try ImageCases.numbers(entry["kernel"]).map { Float($0) }
    let borders: [String: ImageBorder] = [
      "replicated": .replicated, "reflected": .reflected, "wrapped": .wrapped, "constant": .constant(0.25),
    ]
    let filter: ImageFilter =
      try name == "median"
      ? .median(side: 5) : .kernel(ImageKernel(kernel), border: #require(borders[name]))
    let output = filter(input)
    for (byte, value) in zip(output.bytes, try ImageCases.numbers(entry["output"])) {
      #expect(abs(Double(byte) - value * 255) <= 0.51, "\(name)")
    }
  }

  @Test(
    "Resizing by area, nearest pixel and bilinear interpolation has NumPy's, Pillow's and PyTorch's values")
  func sizes() throws {
    let methods: [String: PixelImage.Interpolation] = [
      "area": .area, "nearest": .nearest, "bilinear": .bilinear,
    ]
    let cases = ImageCases.cases("sizes")
    #expect(cases.count > 10)
    for entry in cases {
      let name = try #require(entry["method"]?.string)
      let expected = try ImageCases.image(entry["output"])
      let output = try ImageCases.image(entry["input"]).resized(
        width: expected.width, height: expected.height, by: try #require(methods[name]))
      // A half can be rounded either way.
      #expect(difference(output, expected) <= (name == "nearest" ? 0 : 1), "\(name)")
    }
  }

  @Test("MSE, PSNR and SSIM have scikit-image's values", arguments: 0..<6)
  func similarities(number: Int) throws {
    let entry = ImageCases.cases("similarities")[number]
    let (one, other) = (try ImageCases.image(entry["input"]), try ImageCases.image(entry["other"]))
    let figures = [
      (one.meanSquaredError(to: other), "mse"), (one.peakSignalToNoise(to: other), "psnr"),
      (one.structuralSimilarity(to: other), "ssim"),
    ]
    for (value, name) in figures {
      let expected = try #require(entry[name]?.double)
      #expect(abs(value - expected) < 1e-9 * max(1, abs(expected)), "\(name)")
    }
  }
}
