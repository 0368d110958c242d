// SPDX-License-Identifier: Apache-2.0

extension NumpyFile {
  /// Returns the bytes of an `.npy` file (version 1) with double-precision numbers in row-major order.
  package static func bytes(of values: some Collection<Double>, shape: [Int]) -> [UInt8] {
    var bytes = header("<f8", shape: shape)
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    for value in values {
      var bits = value.bitPattern.littleEndian
      for _ in 0..<8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
      }
    }
    return bytes
  }
}
