// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Reading and writing safetensors files")
struct SafeTensorsTests {
  /// Returns the bytes of a file with the given header and data.
  private func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    let length = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8) + data
  }

  private func read(_ bytes: [UInt8]) throws(DataError) -> SafeTensors {
    try SafeTensors(bytes: bytes, path: "model.safetensors")
  }

  private let sample = SafeTensors(
    tensors: [
      ("b", Samples(seed: 1).tensor([2, 3])), ("a", Tensor(7)), ("empty", Tensor(zeros: [0, 4])),
      ("ü \"quoted\"", Tensor([.infinity, -.zero, .leastNonzeroMagnitude], shape: [3])),
    ], metadata: ["format": "pt", "note": "line\nbreak"])

  @Test("Safetensors that are written are read back bit for bit")
  func roundTrip() throws {
    let bytes = sample.bytes()
    let copy = try read(bytes)
    #expect(copy.tensors.map(\.name).sorted() == sample.tensors.map(\.name).sorted())
    for (name, tensor) in sample.tensors {
      let found = try #require(copy.tensors.first { $0.name == name })
      #expect(sameBits(found.tensor, tensor), "\(name)")
    }
    #expect(copy.metadata == sample.metadata)
    #expect(copy.bytes().count == bytes.count)
    #expect((bytes[0] + 8) % 8 == 0)
  }

  @Test("Writing the same safetensors twice gives the same bytes")
  func determinism() { #expect(sample.bytes() == sample.bytes()) }

  @Test("A safetensors file may contain no tensors")
  func noTensors() throws { #expect(try read(SafeTensors(tensors: []).bytes()).tensors.isEmpty) }

  @Test("16-bit and 64-bit safetensors are read as 32-bit numbers")
  func otherTypes() throws {
    let cases: [(String, [UInt8], Float)] = [
      ("F64", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], 1.5), ("F32", [0, 0, 0xC0, 0x3F], 1.5),
      ("F16", [0x00, 0x3E], 1.5),
      ("BF16", [0xC0, 0x3F], 1.5), ("F16", [0x01, 0x80], -0x1p-24), ("F16", [0x00, 0x7C], .infinity),
    ]
    for (type, data, value) in cases {
      let header = #"{"x":{"dtype":"\#(type)","shape":[1],"data_offsets":[0,\#(data.count)]}}"#
      #expect(try read(file(header, data: data)).tensors.map(\.tensor.scalars) == [[value]], "\(type)")
    }
  }

  @Test("A safetensors file truncated at any length throws an error")
  func truncated() {
    let bytes = sample.bytes()
    for length in 0..<bytes.count {
      #expect(throws: DataError.self, "\(length) bytes") { try read(Array(bytes[..<length])) }
    }
  }

  @Test("Reading a safetensors file with one changed byte succeeds or throws an error")
  func flippedBytes() {
    let bytes = sample.bytes()
    var refused = 0
    for index in bytes.indices {
      for mask in [0x01, 0x80, 0xFF] as [UInt8] {
        var damaged = bytes
        damaged[index] ^= mask
        do { _ = try read(damaged) } catch {
          refused += 1
          #expect(error.code == .badData)
        }
      }
    }
    #expect(refused > 100)
  }

  static let headers = [
    "", "{", "[]", "null", "1", "\"x\"", "{\"x\":1}", "{\"x\":{}}", #"{"__metadata__":[]}"#,
    #"{"__metadata__":{"a":1}}"#,
    #"{"x":{"dtype":"F32","shape":[1]}}"#,
    #"{"x":{"dtype":"I32","shape":[1],"data_offsets":[0,8]}}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#,
    #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[6,10]}}"#,
    #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775804,9223372036854775807]}}"#,
    #"{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#,
    #"{"x":{"dtype":"F32","shape":[0,9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":"F32","shape":[1,1,1,1,1,1,1],"data_offsets":[0,4]}}"#,
    #"{"x":{"dtype":4,"shape":[1],"data_offsets":[0,4]}}"#,
  ]

  @Test("An invalid safetensors header throws an error that names the file", arguments: headers)
  func garbageHeader(header: String) throws {
    let error = #expect(throws: DataError.self) { try read(file(header, data: [0, 0, 0, 0, 0, 0, 0, 0])) }
    #expect(error?.code == .badData && error?.place == .file("model.safetensors"))
  }

  @Test(
    "A safetensors header longer than the file throws an error",
    arguments: [9, 1_000, 100_000_001, .max] as [UInt64])
  func headerLength(length: UInt64) {
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + Array("{}      ".utf8)
    #expect(throws: DataError.self) { try read(bytes) }
  }

  @Test(
    "A deeply nested safetensors header throws an error instead of overflowing the stack",
    arguments: ["[", "{\"a\":"])
  func nestedHeader(opening: String) {
    #expect(throws: DataError.self) { try read(file(String(repeating: opening, count: 100_000))) }
  }

  @Test("A safetensors file that does not exist throws a missing-input error")
  func missing() {
    let error = #expect(throws: DataError.self) { try SafeTensors(contentsOf: "/nowhere/model.safetensors") }
    #expect(error?.code == .missingInput)
  }
}
