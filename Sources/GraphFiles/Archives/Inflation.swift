// SPDX-License-Identifier: Apache-2.0

internal import CZlib

/// The container around deflated bytes.
package enum DeflateWrapping {
  /// A gzip file of one or more members.
  case gzip
  /// Raw deflate data without a container, as in a ZIP archive.
  case none
}

/// Decompresses deflated bytes with zlib.
package enum Inflation {
  /// The largest ratio that deflate can reach. A header that claims more is invalid.
  package static let largestRatio = 1032

  /// Decompresses all of `bytes[range]`.
  ///
  /// The result grows with the bytes that are produced, whatever a header claims. Throws `badData` at
  /// `path` if the compressed data is damaged or truncated, if other bytes follow it, or if it
  /// decompresses to more than `limit` bytes. The default limit depends on the available memory.
  package static func unpack(
    _ bytes: [UInt8], range: Range<Int>, wrapping: DeflateWrapping, limit: Int = MemoryLimit.largestStream,
    path: String
  ) throws(DataError) -> [UInt8] {
    var stream = unsafe z_stream()
    let windowBits: Int32 = wrapping == .gzip ? 15 + 16 : -15
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
      throw DataError(.inputOutput, "zlib cannot be initialised", at: .file(path))
    }
    defer { unsafe inflateEnd(&stream) }
    var output = [UInt8]()
    var position = range.lowerBound
    var chunk = min(max(65_536, range.count &* 4), 1 << 26)
    while true {
      // zlib counts bytes in 32 bits, so input and output are passed in pieces.
      let available = min(range.upperBound - position, 1 << 30)
      var status = Z_OK
      var consumed = 0
      let part = unsafe [UInt8](unsafeUninitializedCapacity: chunk) { target, count in
        unsafe bytes.withUnsafeBufferPointer { source in
          unsafe stream.next_in = UnsafeMutablePointer(
            mutating: source.baseAddress.map { unsafe $0 + position })
          unsafe stream.avail_in = UInt32(available)
          unsafe stream.next_out = target.baseAddress
          unsafe stream.avail_out = UInt32(target.count)
          unsafe status = inflate(&stream, Z_NO_FLUSH)
          unsafe consumed = available - Int(stream.avail_in)
          unsafe count = target.count - Int(stream.avail_out)
        }
      }
      position += consumed
      guard part.count <= limit - output.count else {
        throw DataError(.badData, "decompresses to more than \(limit) bytes", at: .byte(path, position))
      }
      if output.isEmpty { output = part } else { output.append(part, limit: limit) }
      if status == Z_STREAM_END {
        if position == range.upperBound { return output }
        guard wrapping == .gzip, Gzip.isPacked(bytes, at: position), unsafe inflateReset(&stream) == Z_OK
        else {
          throw DataError(
            .badData, "\(range.upperBound - position) bytes follow the compressed data",
            at: .byte(path, position)
          )
        }
      } else if status == Z_BUF_ERROR || (status == Z_OK && consumed == 0 && part.isEmpty) {
        throw DataError(.badData, "the compressed data is truncated", at: .byte(path, position))
      } else if status != Z_OK {
        throw DataError(.badData, "the compressed data is damaged", at: .byte(path, position))
      } else if position == range.upperBound && part.count < chunk {
        throw DataError(.badData, "the compressed data is truncated", at: .byte(path, position))
      }
      chunk = min(max(65_536, output.count), 1 << 28)
    }
  }
}

/// The gzip format (RFC 1952).
package enum Gzip {
  /// Returns whether a gzip member begins at `position`.
  package static func isPacked(_ bytes: [UInt8], at position: Int = 0) -> Bool {
    bytes.count - position >= 2 && bytes[position] == 0x1F && bytes[position + 1] == 0x8B
  }

  /// Decompresses a whole gzip file.
  package static func unpack(_ bytes: [UInt8], path: String) throws(DataError) -> [UInt8] {
    try Inflation.unpack(bytes, range: 0..<bytes.count, wrapping: .gzip, path: path)
  }
}
