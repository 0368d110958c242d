public import GraphCore
public import TensorCore

/// Gray pictures with labels, as MNIST has them.
public struct ImageSet: Sendable {
  /// The pictures, 0 (black) to 1 (white), `[count, 1, height, width]`.
  public let images: Tensor
  /// The class of each.
  public let labels: [Int32]

  /// Creates a set. Pictures without labels, or the other way round, stop the program.
  public init(images: Tensor, labels: [Int32]) {
    guard images.rank == 4 && images.shape[0] == labels.count else {
      shapeFailure("ImageSet", [images.shape], "[\(labels.count), channels, height, width] was expected")
    }
    self.images = images
    self.labels = labels
  }

  /// Reads two IDX files, gzipped or not: bytes `[count, height, width]` and bytes `[count]`.
  ///
  /// Throws `missingInput` where one cannot be read, `badData` where one is no such file, is cut off or goes on, or where the
  /// counts differ.
  public init(images path: String, labels labelPath: String) throws(DataError) {
    let pictures = try IDXFile(path, axisCount: 3)
    let classes = try IDXFile(labelPath, axisCount: 1)
    guard pictures.extents[0] == classes.extents[0] else {
      throw DataError(
        .badData, "has \(classes.extents[0]) labels for \(pictures.extents[0]) pictures", at: .file(labelPath)
      )
    }
    self.init(
      images: Tensor(
        pictures.elements.map { Float($0) / 255 },
        shape: [pictures.extents[0], 1, pictures.extents[1], pictures.extents[2]]),
      labels: classes.elements.map { Int32($0) })
  }

  /// The number of pictures.
  public var count: Int { labels.count }

  /// Some of the pictures.
  public func part(_ range: Range<Int>) -> ImageSet {
    ImageSet(images: images.slice(axis: 0, range), labels: Array(labels[range]))
  }
}

/// A file of the MNIST database: two zero bytes, the type (8: bytes), the number of axes, the extents as big-endian 32-bit
/// numbers, the elements.
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
        .badData, "begins with bytes \(header), [0, 0, 8, \(axisCount)] was expected (an IDX file of bytes)",
        at: .byte(path, 0))
    }
    var extents = [Int]()
    var count = 1
    for _ in 0..<axisCount {
      let extent = try reader.take(4).reduce(0) { $0 << 8 | Int(file.bytes[$1]) }
      extents.append(extent)
      // Extents go up to 2^32: the product of more than one must be watched.
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      guard !overflows && product <= reader.remaining || extent == 0 else {
        throw reader.error("extents \(extents) need more than the \(reader.remaining) bytes that follow")
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
