// SPDX-License-Identifier: Apache-2.0

/// Converts text whose encoding is given by a byte order mark.
enum TextEncoding {
  /// Returns the text in UTF-8. UTF-16 with a byte order mark, which spreadsheets call Unicode text, is
  /// converted; all other bytes are returned unchanged. Throws `badData` for UTF-32 and invalid UTF-16.
  static func utf8(_ bytes: [UInt8], path: String) throws(DataError) -> [UInt8] {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw DataError(
        .badData, "is UTF-32 text, which is not supported", at: .file(path),
        hint: "convert it to UTF-8 with iconv -f UTF-32 -t UTF-8")
    }
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
    guard bytes.count % 2 == 0 else {
      throw DataError(.badData, "the UTF-16 text is truncated: the number of bytes is odd", at: .file(path))
    }
    var output = [UInt8]()
    output.reserveCapacity(bytes.count / 2 + bytes.count / 8)
    var line = 1
    var index = 2
    func unit(_ index: Int) -> UInt32 {
      isLittle
        ? UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index])
        : UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
    }
    while index < bytes.count {
      var code = unit(index)
      index += 2
      if code < 0x80 {
        output.append(UInt8(code))
        if code == 0x0A { line += 1 }
        continue
      }
      if code >> 11 == 0x1B {
        // A character above U+FFFF takes two units, the high surrogate first.
        guard code < 0xDC00, index < bytes.count, unit(index) >> 10 == 0x37 else {
          throw DataError(.badData, "is not valid UTF-16", at: .line(path, line))
        }
        code = 0x10000 + ((code & 0x3FF) << 10 | (unit(index) & 0x3FF))
        index += 2
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw DataError(.badData, "is not valid UTF-16", at: .line(path, line))
      }
      output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }
    return output
  }
}
