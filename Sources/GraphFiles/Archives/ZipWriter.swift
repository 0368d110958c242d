// SPDX-License-Identifier: Apache-2.0

/// Writes ZIP archives with uncompressed files, as NumPy's `savez` does.
package struct ZipWriter {
  private let path: String
  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var names: Set<String> = []

  /// Creates an empty archive. Errors name `path`.
  package init(path: String) { self.path = path }

  /// Adds a file. Throws `badData` if the archive becomes too large; traps if a file with this name was
  /// added before.
  package mutating func add(_ name: String, _ contents: [UInt8]) throws(DataError) {
    guard names.insert(name).inserted else { fatalError("ZipWriter: duplicate file '\(name)'") }
    let limit = Int(UInt32.max)
    guard bytes.count + contents.count + 1024 < limit, names.count < Int(UInt16.max) else {
      throw DataError(.badData, "is larger than the 4 GB that an archive can hold", at: .file(path))
    }
    let title = Array(name.utf8)
    let size = UInt32(contents.count)
    // Version 2.0, names in UTF-8, stored without compression, dated 1 January 1980.
    var fields = [UInt8]()
    fields += little(UInt16(20)) + little(UInt16(0x800)) + little(UInt16(0)) + little(UInt16(0))
    fields += little(UInt16(0x21)) + little(Checksum.crc32(contents)) + little(size) + little(size)
    fields += little(UInt16(title.count)) + little(UInt16(0))
    directory += little(UInt32(0x0201_4B50)) + little(UInt16(20)) + fields
    directory += little(UInt16(0)) + little(UInt16(0)) + little(UInt16(0)) + little(UInt32(0))
    directory += little(UInt32(bytes.count)) + title
    bytes += little(UInt32(0x0403_4B50)) + fields + title
    bytes += contents
  }

  /// Returns the archive with its central directory.
  package func finish() -> [UInt8] {
    let count = UInt16(names.count)
    var end = little(UInt32(0x0605_4B50)) + little(UInt16(0)) + little(UInt16(0)) + little(count)
    end += little(count) + little(UInt32(directory.count)) + little(UInt32(bytes.count)) + little(UInt16(0))
    return bytes + directory + end
  }

  private func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    (0..<MemoryLayout<Value>.size).map { UInt8(truncatingIfNeeded: value >> (8 * Value($0))) }
  }
}
