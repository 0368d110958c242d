extension NumpyFile {
  /// The bytes of an `.npy` file, version 1, that holds numbers in double precision, row-major.
  package static func bytes(of values: some Collection<Double>, shape: [Int]) -> [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(axes)), }"
    // Magic, version and size take 10 bytes; the elements begin at a multiple of 64.
    header += String(repeating: " ", count: (64 - (10 + header.utf8.count + 1) % 64) % 64) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let size = UInt16(header.utf8.count)
    bytes += [UInt8(size & 0xFF), UInt8(size >> 8)]
    bytes += Array(header.utf8)
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
