// SPDX-License-Identifier: Apache-2.0

/// A text file in memory, in UTF-8. Gzip files are decompressed, and UTF-16 with a byte order mark is
/// converted to UTF-8.
package struct TextFile {
  package let path: String
  package let bytes: [UInt8]

  /// Reads a file. Throws `missingInput` if it cannot be read, and `badData` if its gzip data is invalid
  /// or it has a known format that is not text.
  package init(_ path: String) throws(DataError) {
    try self.init(bytes: FileContents.read(path), path: path)
  }

  /// Creates a text file from bytes. Errors name `path`.
  package init(bytes: [UInt8], path: String) throws(DataError) {
    self.path = path
    let unpacked = Gzip.isPacked(bytes) ? try Gzip.unpack(bytes, path: path) : bytes
    try ForeignFormat.refuse(unpacked, path: path)
    self.bytes = try TextEncoding.utf8(unpacked, path: path)
  }

  /// Calls `body` with a scanner positioned before the first line.
  package func scan<Result>(_ body: (inout TextScanner) throws(DataError) -> Result) throws(DataError)
    -> Result
  {
    try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(DataError) -> Result in
      var scanner = unsafe TextScanner(buffer, path: path)
      return try body(&scanner)
    }
  }
}
