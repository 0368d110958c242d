// SPDX-License-Identifier: Apache-2.0

/// Reads fixed-size numbers from a binary file, from front to back. A read past the end throws a
/// `badData` error that names the byte offset.
package struct ByteReader {
  package let bytes: [UInt8]
  package let path: String
  package private(set) var position: Int
  private let end: Int

  package init(_ bytes: [UInt8], range: Range<Int>? = nil, path: String) {
    self.bytes = bytes
    self.path = path
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? bytes.count
  }

  /// The number of bytes that are left.
  package var remaining: Int { end - position }

  /// Reads an unsigned little-endian integer.
  package mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type)
    throws(DataError)
    -> Value
  {
    let range = try take(MemoryLayout<Value>.size)
    var value: Value = 0
    for index in range.reversed() { value = value << 8 | Value(bytes[index]) }
    return value
  }

  /// Reads the next byte.
  package mutating func byte() throws(DataError) -> UInt8 { bytes[try take(1).lowerBound] }

  /// Returns the range of the next `count` bytes and moves the position past them.
  package mutating func take(_ count: Int) throws(DataError) -> Range<Int> {
    guard count >= 0 && count <= remaining else {
      throw error("the file is truncated: expected \(count) more bytes, found \(remaining)")
    }
    defer { position += count }
    return position..<position + count
  }

  /// Returns the bytes up to the next line feed and moves the position past the line feed.
  package mutating func line() throws(DataError) -> Range<Int> {
    guard let newline = bytes[position..<end].firstIndex(of: 0x0A) else {
      throw error("the file is truncated: a line has no line feed at its end")
    }
    defer { position = newline + 1 }
    return position..<newline
  }

  /// Moves the position to `offset`.
  package mutating func seek(_ offset: Int) throws(DataError) {
    guard offset >= 0 && offset <= end else {
      throw error("refers to byte \(offset), but the file has \(end) bytes")
    }
    position = offset
  }

  /// Returns a `badData` error at the current byte, or at `offset`.
  package func error(_ message: String, at offset: Int? = nil) -> DataError {
    DataError(.badData, message, at: .byte(path, offset ?? position))
  }
}
