/// Encodings of text that are known by their byte order mark.
enum TextEncoding {
  /// The text in UTF-8: UTF-16 with a byte order mark, which spreadsheets call Unicode text, is turned into it, all
  /// else stays. Throws `badData` for UTF-32 and for UTF-16 that is damaged.
  static func utf8(_ bytes: [UInt8], path: String) throws(DataError) -> [UInt8] {
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw DataError(
        .badData, "is text in UTF-32, which is not read", at: .file(path),
        hint: "save it as UTF-8: iconv -f UTF-32 -t UTF-8")
    }
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return bytes }
    guard bytes.count % 2 == 0 else {
      throw DataError(.badData, "the text in UTF-16 is cut off: a byte is left over", at: .file(path))
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
        // A character beyond the first 65,536 takes two units, the high one first.
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
