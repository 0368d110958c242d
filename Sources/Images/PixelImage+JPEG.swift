// SPDX-License-Identifier: Apache-2.0

internal import CJPEG

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension PixelImage {
  /// Reads a JPEG file. Grey images stay grey, all others get three colours.
  ///
  /// Throws if the bytes are not a JPEG file, are truncated or damaged, have four colours (CMYK), or claim
  /// more pixels than `largestPixelCount` or than the file can contain.
  ///
  /// - Parameters:
  ///   - bytes: The contents of the file.
  ///   - largestPixelCount: The maximum number of pixels to read, at most 2^28 (268 million).
  public init(jpeg bytes: [UInt8], largestPixelCount: Int = 1 << 28) throws(ImageError) {
    var header = gnl_jpeg_t()
    let isReadable = unsafe gnl_jpeg_header(bytes, Int64(bytes.count), &header) != 0
    guard isReadable else { throw ImageError(header.text) }
    let (width, height) = (Int(header.width), Int(header.height))
    try ImageError.require(
      width: width, height: height, largestPixelCount: largestPixelCount, byteCount: bytes.count,
      // Huffman codes take at least one bit per block of 8 x 8 pixels; arithmetic codes may take less.
      pixelsPerByte: 2048)
    guard header.components == 1 || header.components == 3 else {
      throw ImageError(
        "has \(header.components) colours per pixel; expected 1 (grey) or 3 (red, green and blue)")
    }
    let colors: Colors = header.components == 1 ? .gray : .rgb
    var pixels = [UInt8](repeating: 0, count: width * height * colors.rawValue)
    let isComplete =
      unsafe gnl_jpeg_read(bytes, Int64(bytes.count), Int32(colors.rawValue), &pixels, &header) != 0
    guard isComplete else { throw ImageError(header.text) }
    self.init(width: width, height: height, colors: colors, bytes: pixels)
  }

  /// Returns the image as a JPEG file. Throws if the image has no pixels or more than 65,535 rows or
  /// columns, which the format cannot represent.
  ///
  /// - Parameter quality: The quality, from 1 to 100. Traps if it is out of range.
  public func jpeg(quality: Int = 90) throws(ImageError) -> [UInt8] {
    guard (1...100).contains(quality) else {
      fatalError("jpeg: quality is \(quality); expected 1 to 100")
    }
    guard (1...65_535).contains(width) && (1...65_535).contains(height) else {
      throw ImageError("cannot write an image of \(width) x \(height) pixels as JPEG")
    }
    var (result, count) = (gnl_jpeg_t(), Int64(0))
    let target = unsafe gnl_jpeg_write(
      bytes, Int32(width), Int32(height), Int32(colors.rawValue), Int32(quality), &count, &result)
    guard let target = unsafe target else { throw ImageError(result.text) }
    defer { unsafe free(target) }
    return unsafe Array(UnsafeBufferPointer(start: target, count: Int(count)))
  }
}

extension gnl_jpeg_t {
  /// The error message of the JPEG library.
  fileprivate var text: String {
    unsafe withUnsafeBytes(of: message) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
