// SPDX-License-Identifier: Apache-2.0

extension DecimalNumber {
  /// Returns the finite number in `text`, ignoring surrounding whitespace, or nil if there is none.
  package static func finite(_ text: some StringProtocol) -> Double? {
    let bytes = Array(text.utf8)
    var range = bytes.startIndex..<bytes.endIndex
    while let first = range.first, isBlank(bytes[first]) { range.removeFirst() }
    while let last = range.last, isBlank(bytes[last]) { range.removeLast() }
    return unsafe bytes.withUnsafeBufferPointer { buffer -> Double? in
      guard let value = unsafe double(UnsafeBufferPointer(rebasing: buffer[range])), value.isFinite else {
        return nil
      }
      return value
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}
