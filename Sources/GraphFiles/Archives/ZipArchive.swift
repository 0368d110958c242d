// SPDX-License-Identifier: Apache-2.0

/// The files of a ZIP archive, found through its central directory. Stored and deflated files are
/// supported. Sizes in headers are checked against the size of the archive.
package struct ZipArchive {
  private struct Entry {
    let method: UInt16
    let checksum: UInt32
    let packedSize: Int
    let size: Int
    let headerOffset: Int
  }

  package let path: String
  private let bytes: [UInt8]
  private var entries: [String: Entry] = [:]

  /// The sorted names of the files.
  package var names: [String] { entries.keys.sorted() }

  /// Returns whether `bytes` start with the signature of a ZIP archive.
  package static func isArchive(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
  }

  /// Reads the central directory. Throws `badData` if it is missing or damaged, or if it lists a file
  /// twice.
  package init(_ bytes: [UInt8], path: String) throws(DataError) {
    self.bytes = bytes
    self.path = path
    guard Self.isArchive(bytes) else { throw DataError(.badData, "is not a ZIP archive", at: .file(path)) }
    var directory = try Self.directory(bytes, path)
    for _ in 0..<directory.count { try readEntry(&directory.reader) }
  }

  /// Finds the end record, which may be followed by a comment of up to 65,535 bytes, and the directory
  /// that it refers to.
  private static func directory(_ bytes: [UInt8], _ path: String) throws(DataError) -> (
    reader: ByteReader, count: Int
  ) {
    var reader = ByteReader(bytes, path: path)
    var start = bytes.count - 22
    let earliest = max(0, start - 65_535)
    while start >= earliest {
      if bytes[start..<start + 4].elementsEqual([0x50, 0x4B, 0x05, 0x06]),
        start + 22 + Int(bytes[start + 20]) + Int(bytes[start + 21]) << 8 == bytes.count
      {
        break
      }
      start -= 1
    }
    guard start >= earliest else {
      throw reader.error("the archive is truncated: its central directory is missing", at: bytes.count)
    }
    try reader.seek(start + 10)
    var count = UInt64(try reader.integer(UInt16.self))
    _ = try reader.integer(UInt32.self)
    var offset = UInt64(try reader.integer(UInt32.self))
    if count == 0xFFFF || offset == 0xFFFF_FFFF, start >= 20 {
      // The fields are too narrow for the values, which are in the record of the 64-bit extension.
      try reader.seek(start - 20)
      if try reader.integer(UInt32.self) == 0x0706_4B50 {
        _ = try reader.integer(UInt32.self)
        try reader.seek(Int(clamping: reader.integer(UInt64.self)))
        guard try reader.integer(UInt32.self) == 0x0606_4B50 else {
          throw reader.error("is not a ZIP64 end record")
        }
        _ = try reader.take(28)
        count = try reader.integer(UInt64.self)
        _ = try reader.integer(UInt64.self)
        offset = try reader.integer(UInt64.self)
      }
    }
    try reader.seek(Int(clamping: offset))
    guard count <= UInt64(reader.remaining / 46) else {
      throw reader.error("the directory claims \(count) files but is too small for them")
    }
    return (reader, Int(count))
  }

  private mutating func readEntry(_ reader: inout ByteReader) throws(DataError) {
    let start = reader.position
    guard try reader.integer(UInt32.self) == 0x0201_4B50 else {
      throw reader.error("is not a directory entry", at: start)
    }
    _ = try reader.take(4)
    let flags = try reader.integer(UInt16.self)
    let method = try reader.integer(UInt16.self)
    _ = try reader.take(4)
    let checksum = try reader.integer(UInt32.self)
    var packedSize = UInt64(try reader.integer(UInt32.self))
    var size = UInt64(try reader.integer(UInt32.self))
    let nameLength = Int(try reader.integer(UInt16.self))
    let extraLength = Int(try reader.integer(UInt16.self))
    let commentLength = Int(try reader.integer(UInt16.self))
    _ = try reader.take(8)
    var offset = UInt64(try reader.integer(UInt32.self))
    let name = String(decoding: bytes[try reader.take(nameLength)], as: UTF8.self)
    var extra = ByteReader(bytes, range: try reader.take(extraLength), path: path)
    _ = try reader.take(commentLength)
    while extra.remaining >= 4 {
      let kind = try extra.integer(UInt16.self)
      var field = ByteReader(bytes, range: try extra.take(Int(try extra.integer(UInt16.self))), path: path)
      guard kind == 1 else { continue }
      if size == 0xFFFF_FFFF { size = try field.integer(UInt64.self) }
      if packedSize == 0xFFFF_FFFF { packedSize = try field.integer(UInt64.self) }
      if offset == 0xFFFF_FFFF { offset = try field.integer(UInt64.self) }
    }
    guard flags & 1 == 0 else { throw reader.error("'\(name)' is encrypted", at: start) }
    guard method == 0 || method == 8 else {
      throw reader.error(
        "'\(name)' uses compression method \(method); only stored and deflated files are supported", at: start
      )
    }
    let limit = UInt64(bytes.count)
    guard packedSize <= limit && offset <= limit && size <= limit * UInt64(Inflation.largestRatio) else {
      throw reader.error("'\(name)' claims \(size) bytes, which is more than the archive can hold", at: start)
    }
    let entry = Entry(
      method: method, checksum: checksum, packedSize: Int(packedSize), size: Int(size),
      headerOffset: Int(offset))
    guard entries.updateValue(entry, forKey: name) == nil else {
      throw reader.error("duplicate file '\(name)' in the archive", at: start)
    }
  }

  /// Returns the decompressed bytes of a file after checking its checksum, or nil if there is no such
  /// file.
  package func contents(of name: String) throws(DataError) -> [UInt8]? {
    guard let entry = entries[name] else { return nil }
    var reader = ByteReader(bytes, path: path)
    try reader.seek(entry.headerOffset)
    guard try reader.integer(UInt32.self) == 0x0403_4B50 else {
      throw reader.error("the header of '\(name)' is missing", at: entry.headerOffset)
    }
    _ = try reader.take(22)
    let nameLength = Int(try reader.integer(UInt16.self))
    let extraLength = Int(try reader.integer(UInt16.self))
    _ = try reader.take(nameLength + extraLength)
    let range = try reader.take(entry.packedSize)
    guard entry.size <= MemoryLimit.largestFile else {
      throw reader.error(
        "'\(name)' has \(MemoryLimit.megabytes(Double(entry.size))); "
          + "at most \(MemoryLimit.megabytes(Double(MemoryLimit.largestFile))) can be read",
        at: entry.headerOffset)
    }
    let contents: [UInt8]
    if entry.method == 0 {
      contents = Array(bytes[range])
    } else {
      contents = try Inflation.unpack(bytes, range: range, wrapping: .none, limit: entry.size, path: path)
    }
    guard contents.count == entry.size else {
      throw reader.error(
        "'\(name)' has \(contents.count) bytes, but its header says \(entry.size)", at: range.lowerBound)
    }
    guard Checksum.crc32(contents) == entry.checksum else {
      throw reader.error("'\(name)' is damaged: its checksum does not match", at: range.lowerBound)
    }
    return contents
  }
}
