// SPDX-License-Identifier: Apache-2.0

/// An error in reading or writing an image.
public struct ImageError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The description of what is wrong.
  public let description: String

  init(_ description: String) { self.description = description }

  /// The largest number of pixels that is ever read, 268 million.
  static let pixelLimit = 1 << 28

  /// Throws if an image has no pixels, more than are allowed, or more than its file can contain.
  static func require(
    width: Int, height: Int, largestPixelCount: Int, byteCount: Int, pixelsPerByte: Int
  ) throws(ImageError) {
    guard width > 0 && height > 0 else { throw ImageError("has \(width) x \(height) pixels") }
    let limit = min(largestPixelCount, pixelLimit)
    let (count, overflows) = width.multipliedReportingOverflow(by: height)
    guard !overflows && count <= limit else {
      throw ImageError("claims \(width) x \(height) pixels, more than \(limit)")
    }
    guard count / pixelsPerByte <= byteCount else {
      throw ImageError("claims \(width) x \(height) pixels, more than \(byteCount) bytes can hold")
    }
  }
}
