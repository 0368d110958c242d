// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import TensorCore

/// Named tensors in the safetensors file format (Hugging Face, version 0.3 and later): eight bytes with
/// the length of the header, a JSON header, then the numbers in little-endian order.
public struct SafeTensors: Sendable {
  /// The tensors with their names, in the order of the file.
  public var tensors: [(name: String, tensor: Tensor)]
  /// Text metadata stored with the tensors.
  public var metadata: [String: String]

  /// Creates the contents of a file in memory.
  public init(tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  private static let maximumHeader = 100_000_000

  /// Returns the bytes of the file. Equal contents give equal bytes.
  public func bytes() -> [UInt8] {
    var members: [(String, JSONValue)] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
      members.append(("__metadata__", .object(texts)))
    }
    var offset = 0
    for (name, tensor) in tensors {
      let end = offset + tensor.count * 4
      let entry: [(String, JSONValue)] = [
        ("dtype", .string("F32")), ("shape", .array(tensor.shape.map { .integer($0) })),
        ("data_offsets", .array([.integer(offset), .integer(end)])),
      ]
      members.append((name, .object(entry)))
      offset = end
    }
    var header = Array(JSONValue.object(members).text().utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes = [UInt8]()
    bytes.reserveCapacity(8 + header.count + offset)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
    bytes += header
    for (_, tensor) in tensors {
      for scalar in tensor.scalars {
        let bits = scalar.bitPattern
        for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: bits >> shift)) }
      }
    }
    return bytes
  }

  /// Writes the file under a temporary name in the directory of `path`, then renames it.
  public func write(to path: String) throws(DataError) { try FileOutput.write(bytes(), to: path) }

  /// Reads a file. Throws `missingInput` if the file does not exist, or `badData` if it is not a valid
  /// safetensors file.
  public init(contentsOf path: String) throws(DataError) {
    try self.init(bytes: try FileContents.read(path), path: path)
  }

  /// Reads a file from its bytes. Throws `badData` if they are not a valid safetensors file. `path` is
  /// the file to name in errors.
  public init(bytes: [UInt8], path: String) throws(DataError) {
    let bad = { (message: String) in DataError(.badData, message, at: .file(path)) }
    guard bytes.count >= 8 else {
      throw bad("is not a safetensors file: expected at least 8 bytes, found \(bytes.count)")
    }
    var length: UInt64 = 0
    for index in (0..<8).reversed() { length = length << 8 | UInt64(bytes[index]) }
    guard length >= 2 && length <= UInt64(Self.maximumHeader) && length <= UInt64(bytes.count - 8) else {
      throw bad(
        "is not a safetensors file: its header should have \(length) bytes, but the file has \(bytes.count)")
    }
    let start = 8 + Int(length)
    guard
      case .object(let members) = try JSONValue.parse(Array(bytes[8..<start]), path: path, isEmbedded: true)
    else {
      throw bad("is not a safetensors file: its header is not a JSON object")
    }
    metadata = [:]
    var found: [(range: Range<Int>, name: String, tensor: Tensor)] = []
    for (name, entry) in members {
      if name == "__metadata__" {
        guard case .object(let texts) = entry else { throw bad("the metadata is not a JSON object") }
        for (key, text) in texts {
          guard let text = text.string else { throw bad("metadata '\(key)' is not a string") }
          metadata[key] = text
        }
        continue
      }
      guard let type = entry["dtype"]?.string, let shape = entry["shape"]?.array,
        let range = entry["data_offsets"]?.array
      else { throw bad("tensor '\(name)' has no valid dtype, shape or data_offsets") }
      guard let size = Self.scalarSize(type) else {
        throw bad("tensor '\(name)' has type \(type), expected F64, F32, F16, BF16 or I64")
      }
      if let last = range.last?.integer, last > bytes.count - start {
        throw bad(
          "is truncated: tensor '\(name)' needs \(last) data bytes, found \(bytes.count - start)"
        )
      }
      let extents = shape.compactMap(\.integer)
      let offsets = range.compactMap(\.integer)
      guard extents.count == shape.count && extents.count <= Shape.maximumRank,
        let count = Self.elementCount(extents), offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1],
        offsets[1] <= bytes.count - start, offsets[1] - offsets[0] == count * size
      else {
        throw bad("tensor '\(name)' of shape \(extents) does not match its offsets \(offsets) in the file")
      }
      let tensor = Tensor(
        Self.decode(bytes[start + offsets[0]..<start + offsets[1]], type: type, size: size),
        shape: Shape(extents))
      found.append((offsets[0]..<offsets[1], name, tensor))
    }
    found.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name) < (
        $1.range.lowerBound, $1.range.upperBound, $1.name
      )
    }
    // Overlaps and gaps between tensors indicate a damaged header or another format.
    var end = 0
    for (range, name, _) in found {
      guard range.lowerBound == end else {
        throw bad(
          "expected tensor '\(name)' to start at data byte \(end), found \(range.lowerBound)"
        )
      }
      end = range.upperBound
    }
    guard end == bytes.count - start else {
      throw bad("\(bytes.count - start - end) unexpected bytes follow the last tensor")
    }
    tensors = found.map { ($0.name, $0.tensor) }
  }

  /// Returns the product of the extents; nil if one is negative or the product is larger than any file.
  private static func elementCount(_ extents: [Int]) -> Int? {
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0 && !overflow && product <= 1 << 48 else { return nil }
      count = product
    }
    return count
  }

  private static func scalarSize(_ type: String) -> Int? {
    switch type {
    case "F64", "I64": 8
    case "F32": 4
    case "F16", "BF16": 2
    default: nil
    }
  }

  private static func decode(_ bytes: ArraySlice<UInt8>, type: String, size: Int) -> [Float] {
    stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map { start in
      var bits: UInt64 = 0
      for index in (0..<size).reversed() { bits = bits << 8 | UInt64(bytes[start + index]) }
      switch type {
      case "F64": return Float(Double(bitPattern: bits))
      // Counters that PyTorch saves with the weights.
      case "I64": return Float(Int64(bitPattern: bits))
      case "F32": return Float(bitPattern: UInt32(bits))
      case "BF16": return Float(bitPattern: UInt32(bits) << 16)
      default: return Float(halfPrecisionBits: UInt16(bits))
      }
    }
  }
}
