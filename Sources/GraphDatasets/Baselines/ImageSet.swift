// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import TensorCore

/// Greyscale images with labels, such as MNIST.
public struct ImageSet: Sendable {
  /// The images, `[count, 1, height, width]`, with values from 0 (black) to 1 (white).
  public let images: Tensor
  /// The class of each image.
  public let labels: [Int32]

  /// Creates a set. Traps if the numbers of images and labels differ or the images do not have four
  /// axes.
  public init(images: Tensor, labels: [Int32]) {
    guard images.rank == 4 && images.shape[0] == labels.count else {
      shapeFailure("ImageSet", [images.shape], "expected [\(labels.count), channels, height, width]")
    }
    self.images = images
    self.labels = labels
  }

  /// Reads two IDX files, gzipped or not: one of bytes `[count, height, width]` with the images and one
  /// of bytes `[count]` with the labels.
  ///
  /// Throws `missingInput` if a file cannot be read, and `badData` if a file is not an IDX file of
  /// bytes, is truncated or has extra bytes at its end, or if the two counts differ.
  public init(images path: String, labels labelPath: String) throws(DataError) {
    let pictures = try IDXFile(path, axisCount: 3)
    let classes = try IDXFile(labelPath, axisCount: 1)
    guard pictures.extents[0] == classes.extents[0] else {
      throw DataError(
        .badData, "has \(classes.extents[0]) labels for \(pictures.extents[0]) images", at: .file(labelPath)
      )
    }
    self.init(
      images: Tensor(
        pictures.elements.map { Float($0) / 255 },
        shape: [pictures.extents[0], 1, pictures.extents[1], pictures.extents[2]]),
      labels: classes.elements.map { Int32($0) })
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// Returns the images and labels in a range.
  public func part(_ range: Range<Int>) -> ImageSet {
    ImageSet(images: images.slice(axis: 0, range), labels: Array(labels[range]))
  }
}

/// An IDX file, the format of the MNIST database: two zero bytes, the element type (8 for bytes), the
/// number of axes, the extents as big-endian 32-bit integers, and the elements.
struct IDXFile {
  let extents: [Int]
  let elements: ArraySlice<UInt8>

  init(_ path: String, axisCount: Int) throws(DataError) {
    let file = try TextFile(path)
    var reader = ByteReader(file.bytes, path: path)
    let start = try reader.take(4)
    let header = Array(file.bytes[start])
    guard header[0] == 0 && header[1] == 0 && header[2] == 8 && Int(header[3]) == axisCount else {
      throw DataError(
        .badData, "expected an IDX file that starts with bytes [0, 0, 8, \(axisCount)], found \(header)",
        at: .byte(path, 0))
    }
    var extents = [Int]()
    var count = 1
    for _ in 0..<axisCount {
      let extent = try reader.take(4).reduce(0) { $0 << 8 | Int(file.bytes[$1]) }
      extents.append(extent)
      // Extents can be close to 2^32, so their product may overflow.
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows && product <= reader.remaining || extent == 0 else {
        throw reader.error("extents \(extents) need more bytes than the \(reader.remaining) that follow")
      }
      count = product
    }
    let range = try reader.take(count)
    guard reader.remaining == 0 else {
      throw reader.error("\(reader.remaining) bytes follow the last element")
    }
    self.extents = extents
    elements = file.bytes[range]
  }
}
