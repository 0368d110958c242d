// SPDX-License-Identifier: Apache-2.0

/// An array of plain numbers in a mapped `.npy` file. Only its header has been read.
package struct MappedArray<Element: BitwiseCopyable & Sendable>: Sendable {
  /// The file.
  package let file: MappedFile
  /// The extents.
  package let shape: [Int]
  /// The position of the first element in the file.
  package let start: Int

  /// Maps an array. Throws `badData` if its elements are not of type `notation`, little-endian and in row-major order,
  /// or if the file is too short or too long for its shape.
  ///
  /// - Parameter notation: NumPy's notation of `Element`, such as `<f4`.
  package init(_ path: String, notation: String) throws(DataError) {
    file = try MappedFile(path)
    let head = unsafe [UInt8](file.bytes.prefix(1 << 16))
    let layout = try NumpyFile.layout(head, path: path)
    guard case .success(let expected) = NumpyType.parse(notation), layout.type == expected else {
      throw DataError(
        .badData, "contains elements of another type; expected '\(notation)'", at: .file(path))
    }
    guard !layout.isFortranOrder || layout.shape.count < 2 else {
      throw DataError(.badData, "is stored by columns (fortran_order); expected rows", at: .file(path))
    }
    var count = 1
    for extent in layout.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw Self.wrongSize(layout.shape, path) }
      count = product
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    guard !overflow, unsafe file.bytes.count - layout.start == size else {
      throw Self.wrongSize(layout.shape, path)
    }
    // Elements are read in place, so they must be aligned, as NumPy writes them.
    guard layout.start % MemoryLayout<Element>.alignment == 0 else {
      throw DataError(
        .badData,
        "the elements start at byte \(layout.start), which is not a multiple of \(MemoryLayout<Element>.alignment)",
        at: .file(path))
    }
    shape = layout.shape
    start = layout.start
  }

  /// The number of elements.
  package var count: Int { shape.reduce(1, *) }

  /// The elements, which are valid as long as ``file`` exists.
  package var elements: UnsafeBufferPointer<Element> {
    unsafe UnsafeBufferPointer(
      start: file.bytes.baseAddress.map { unsafe ($0 + start).assumingMemoryBound(to: Element.self) },
      count: count)
  }

  private static func wrongSize(_ shape: [Int], _ path: String) -> DataError {
    DataError(.badData, "does not have the size of an array of shape \(shape)", at: .file(path))
  }
}
