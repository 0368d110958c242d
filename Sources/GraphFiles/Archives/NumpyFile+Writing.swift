// SPDX-License-Identifier: Apache-2.0

extension NumpyFile {
  /// Returns the bytes of an `.npy` file (version 1) with double-precision numbers in row-major order.
  package static func bytes(of values: some Collection<Double>, shape: [Int]) -> [UInt8] {
    var bytes = header("<f8", shape: shape)
    bytes.reserveCapacity(bytes.count + 8 * values.count)
    append(values as? [Double] ?? Array(values), to: &bytes)
    return bytes
  }
}
