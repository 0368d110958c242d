/// Reads numbers of fixed size from a binary file, front to back. Whatever runs off the end is a `badData` error
/// that names the byte.
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

  /// How many bytes are left.
  package var remaining: Int { end - position }

  /// An unsigned little-endian integer.
  package mutating func integer<Value: FixedWidthInteger & UnsignedInteger>(_ type: Value.Type)
    throws(DataError)
    -> Value
  {
    let range = try take(MemoryLayout<Value>.size)
    var value: Value = 0
    for index in range.reversed() { value = value << 8 | Value(bytes[index]) }
    return value
  }

  /// The next byte.
  package mutating func byte() throws(DataError) -> UInt8 { bytes[try take(1).lowerBound] }

  /// Where the next `count` bytes lie; the position moves behind them.
  package mutating func take(_ count: Int) throws(DataError) -> Range<Int> {
    guard count >= 0 && count <= remaining else {
      throw error("the file is cut off: \(count) bytes are wanted here, \(remaining) are left")
    }
    defer { position += count }
    return position..<position + count
  }

  /// The bytes up to the next line feed, which is taken too.
  package mutating func line() throws(DataError) -> Range<Int> {
    guard let newline = bytes[position..<end].firstIndex(of: 0x0A) else {
      throw error("the file is cut off: a line has no end")
    }
    defer { position = newline + 1 }
    return position..<newline
  }

  /// Goes to `offset`.
  package mutating func seek(_ offset: Int) throws(DataError) {
    guard offset >= 0 && offset <= end else {
      throw error("refers to byte \(offset) of a file of \(end) bytes")
    }
    position = offset
  }

  /// A `badData` error at the current byte, or at `offset`.
  package func error(_ message: String, at offset: Int? = nil) -> DataError {
    DataError(.badData, message, at: .byte(path, offset ?? position))
  }
}
