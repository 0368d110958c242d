// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import GraphFiles

/// The format of an image file.
public enum ImageFormat: String, Sendable, CaseIterable {
  /// Portable network graphics.
  case png
  /// The format of the Joint Photographic Experts Group.
  case jpeg
  /// A Windows bitmap, which can be read but not written.
  case bmp

  /// Recognises a format by the first bytes of a file, or returns nil.
  public init?(startOf bytes: [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
      self = .png
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      self = .jpeg
    } else if bytes.starts(with: [0x42, 0x4D]) {
      self = .bmp
    } else {
      return nil
    }
  }

  /// Returns the format for the suffix of a file name, or nil for other suffixes.
  public init?(suffixOf path: String) {
    switch path.split(separator: ".").last.map({ $0.lowercased() }) {
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg
    case "bmp": self = .bmp
    default: return nil
    }
  }
}

extension PixelImage {
  /// Reads a PNG, JPEG or BMP file, which is recognised by its content.
  ///
  /// - Parameter largestPixelCount: The maximum number of pixels to read, at most 2^28 (268 million).
  /// - Throws: ``DataError`` with the path if the file cannot be read, is not such a file or is damaged, or
  ///   has more pixels.
  public init(contentsOf path: String, largestPixelCount: Int = 1 << 28) throws(DataError) {
    let bytes = try FileContents.read(path)
    do throws(ImageError) {
      switch ImageFormat(startOf: bytes) {
      case .png: try self.init(png: bytes, largestPixelCount: largestPixelCount)
      case .jpeg: try self.init(jpeg: bytes, largestPixelCount: largestPixelCount)
      case .bmp: try self.init(bmp: bytes, largestPixelCount: largestPixelCount)
      case nil: throw ImageError("is not a PNG, JPEG or BMP file")
      }
    } catch {
      throw DataError(.badData, error.description, at: .file(path))
    }
  }

  /// Writes the image as PNG or JPEG, by the suffix of the path.
  ///
  /// - Parameter quality: The quality of JPEG, from 1 to 100. Traps if it is out of range.
  /// - Throws: ``DataError`` if the suffix is another one, the format cannot represent the image, or the
  ///   file cannot be written.
  public func write(to path: String, quality: Int = 90) throws(DataError) {
    let bytes: [UInt8]
    do throws(ImageError) {
      switch ImageFormat(suffixOf: path) {
      case .png: bytes = try png()
      case .jpeg: bytes = try jpeg(quality: quality)
      case .bmp, nil: throw ImageError("has a suffix that is not .png, .jpg or .jpeg")
      }
    } catch {
      throw DataError(.usage, error.description, at: .file(path))
    }
    try FileOutput.write(bytes, to: path)
  }
}
