/// A text file in memory, in UTF-8: unpacked where it is gzipped, and turned into UTF-8 where it is UTF-16 with a byte order
/// mark.
package struct TextFile {
  package let path: String
  package let bytes: [UInt8]

  /// Reads a file. Throws `missingInput` where it cannot be read, `badData` where its gzip packing is broken or it is
  /// of a format that is known and is not text.
  package init(_ path: String) throws(DataError) {
    try self.init(bytes: FileContents.read(path), path: path)
  }

  /// Takes the bytes of a file that is called `path` in errors.
  package init(bytes: [UInt8], path: String) throws(DataError) {
    self.path = path
    let unpacked = Gzip.isPacked(bytes) ? try Gzip.unpack(bytes, path: path) : bytes
    try ForeignFormat.refuse(unpacked, path: path)
    self.bytes = try TextEncoding.utf8(unpacked, path: path)
  }

  /// Calls `body` with a scanner that stands before the first line.
  package func scan<Result>(_ body: (inout TextScanner) throws(DataError) -> Result) throws(DataError)
    -> Result
  {
    try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(DataError) -> Result in
      var scanner = unsafe TextScanner(buffer, path: path)
      return try body(&scanner)
    }
  }
}
