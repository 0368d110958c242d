// SPDX-License-Identifier: Apache-2.0

extension NumpyFile {
  /// Returns the bytes of an `.npy` file with a one-dimensional array of integers.
  package static func bytes<Value: FixedWidthInteger & SignedInteger & BitwiseCopyable>(of values: [Value])
    -> [UInt8]
  {
    let width = MemoryLayout<Value>.size
    var bytes = header("<i\(width)", shape: [values.count])
    bytes.reserveCapacity(bytes.count + width * values.count)
    append(values, to: &bytes)
    return bytes
  }

  /// Returns the bytes of an `.npy` file with single-precision numbers in row-major order.
  package static func bytes(of values: [Float], shape: [Int]) -> [UInt8] {
    var bytes = header("<f4", shape: shape)
    bytes.reserveCapacity(bytes.count + 4 * values.count)
    append(values, to: &bytes)
    return bytes
  }

  /// Returns the bytes of an `.npy` file with a one-dimensional array of strings, all as wide as the
  /// longest. Throws `badData` at `path` if the array needs more space than an archive can hold.
  package static func bytes(of values: [String], path: String) throws(DataError) -> [UInt8] {
    let width = max(1, values.lazy.map { $0.unicodeScalars.count }.max() ?? 1)
    let (size, overflow) = (4 * width).multipliedReportingOverflow(by: values.count)
    guard !overflow && size < Int(Int32.max) else {
      throw DataError(
        .badData, "\(values.count.counted("name")) of up to \(width) characters need more than 2 GB",
        at: .file(path))
    }
    var bytes = header("<U\(width)", shape: [values.count])
    bytes.reserveCapacity(bytes.count + size)
    for value in values {
      let scalars = value.unicodeScalars.map(\.value)
      append(scalars, to: &bytes)
      bytes += repeatElement(0, count: 4 * (width - scalars.count))
    }
    return bytes
  }

  /// Returns the magic number, version 1 and the header. The elements that follow start at a multiple of
  /// 64 bytes, or at byte `size` if that is given.
  static func header(_ type: String, shape: [Int], size: Int? = nil) -> [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(axes)), }"
    // The magic number, the version and the header size take 10 bytes, the line feed one.
    let used = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (size ?? (used + 63) / 64 * 64) - used) + "\n"
    let size = UInt16(header.utf8.count)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(size & 0xFF), UInt8(size >> 8)] + Array(header.utf8)
  }

  /// Appends values in the order of their bytes in memory, which is little-endian on all supported processors.
  static func append<Value: BitwiseCopyable>(_ values: [Value], to bytes: inout [UInt8]) {
    unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }
}
