// SPDX-License-Identifier: Apache-2.0

internal import CZlib

/// The CRC-32 that zlib, gzip and ZIP archives use.
package enum Checksum {
  /// Returns the checksum of `bytes`, or of bytes with the checksum `previous` followed by `bytes`.
  package static func crc32(_ bytes: UnsafeRawBufferPointer, after previous: UInt32 = 0) -> UInt32 {
    unsafe UInt32(
      truncatingIfNeeded: crc32_z(
        UInt(previous), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
  }

  /// Returns the checksum of `bytes`.
  package static func crc32(_ bytes: [UInt8]) -> UInt32 { unsafe bytes.withUnsafeBytes { unsafe crc32($0) } }

  /// Returns the checksum of bytes with the checksum `first` followed by `secondCount` bytes with the
  /// checksum `second`.
  static func joined(_ first: UInt32, _ second: UInt32, secondCount: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: crc32_combine(UInt(first), UInt(second), secondCount))
  }

  /// Returns a checksum as eight hexadecimal digits.
  package static func text(_ checksum: UInt32) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
