// SPDX-License-Identifier: Apache-2.0

internal import CPNG

extension PixelImage {
  /// Reads a PNG file. Grey images stay grey, all others get three colours, and transparent parts become
  /// white.
  ///
  /// Throws if the bytes are not a PNG file, are truncated or damaged, or claim more pixels than the
  /// file can contain or than `largestPixelCount`.
  ///
  /// - Parameters:
  ///   - bytes: The contents of the file.
  ///   - largestPixelCount: The maximum number of pixels to read, at most 2^28 (268 million).
  public init(png bytes: [UInt8], largestPixelCount: Int = 1 << 28) throws(ImageError) {
    var image = unsafe png_image()
    unsafe image.version = gnl_png_version
    defer { unsafe png_image_free(&image) }
    let limit = largestPixelCount
    let result = unsafe bytes.withUnsafeBytes {
      source -> Result<(width: Int, height: Int, colors: Colors, pixels: [UInt8]), ImageError> in
      unsafe png_image_begin_read_from_memory(&image, source.baseAddress, source.count)
      let colors: Colors = unsafe image.format & gnl_png_color != 0 ? .rgb : .gray
      let (width, height) = unsafe (Int(image.width), Int(image.height))
      guard unsafe gnl_png_failed(&image) == 0 else { return unsafe .failure(ImageError(image.text)) }
      do throws(ImageError) {
        // Deflate compresses by a factor of at most 1032, and the smallest pixels take one bit.
        try ImageError.require(
          width: width, height: height, largestPixelCount: limit, byteCount: source.count,
          pixelsPerByte: 8 * 1032)
      } catch {
        return .failure(error)
      }
      unsafe image.format = colors == .gray ? gnl_png_gray : gnl_png_rgb
      var pixels = [UInt8](repeating: 255, count: width * height * colors.rawValue)
      var white = png_color(red: 255, green: 255, blue: 255)
      unsafe png_image_finish_read(&image, &white, &pixels, 0, nil)
      guard unsafe gnl_png_failed(&image) == 0 else { return unsafe .failure(ImageError(image.text)) }
      return .success((width, height, colors, pixels))
    }
    let read = try result.get()
    self.init(width: read.width, height: read.height, colors: read.colors, bytes: read.pixels)
  }

  /// Returns the image as a PNG file. Throws if the image has no pixels, which the format cannot
  /// represent.
  public func png() throws(ImageError) -> [UInt8] {
    guard width > 0 && height > 0 else {
      throw ImageError("cannot write an image of \(width) x \(height) pixels")
    }
    var image = unsafe png_image()
    unsafe image.version = gnl_png_version
    unsafe image.width = UInt32(width)
    unsafe image.height = UInt32(height)
    unsafe image.format = colors == .gray ? gnl_png_gray : gnl_png_rgb
    defer { unsafe png_image_free(&image) }
    // The size without compression, plus the overhead of the format per row and per file.
    var size = bytes.count + bytes.count / 8 + 64 * height + 65_536
    var output = [UInt8](repeating: 0, count: size)
    unsafe png_image_write_to_memory(&image, &output, &size, 0, bytes, 0, nil)
    guard unsafe gnl_png_failed(&image) == 0 else { throw unsafe ImageError(image.text) }
    return Array(output.prefix(size))
  }
}

extension png_image {
  /// The error message of the PNG library.
  fileprivate var text: String {
    unsafe withUnsafeBytes(of: message) { unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
