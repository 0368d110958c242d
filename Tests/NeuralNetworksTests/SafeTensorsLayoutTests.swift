// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphLearningTestSupport
import NeuralNetworks
import TensorCore
import Testing

@Suite("Invalid layouts of safetensors files")
struct SafeTensorsLayoutTests {
  private func read(_ header: String, dataCount: Int) throws(DataError) -> SafeTensors {
    let length = header.utf8.count
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
    return try SafeTensors(bytes: bytes + [UInt8](repeating: 0, count: dataCount), path: "m.safetensors")
  }

  private static func tensor(_ name: String, _ start: Int, _ end: Int) -> String {
    #""\#(name)":{"dtype":"F32","shape":[\#((end - start) / 4)],"data_offsets":[\#(start),\#(end)]}"#
  }

  @Test(
    "Safetensors files with overlapping, missing or unused data throw an error",
    arguments: [
      ([(0, 8), (0, 8)], 8), ([(0, 8), (4, 12)], 12), ([(0, 12), (4, 8)], 12), ([(4, 8)], 8),
      ([(0, 4), (8, 12)], 12),
      ([(0, 4)], 8), ([], 4), ([(0, 4), (4, 4), (4, 4), (8, 12)], 12),
    ])
  func layouts(ranges: [(Int, Int)], dataCount: Int) {
    let members = ranges.enumerated().map { Self.tensor("t\($0)", $1.0, $1.1) }
    let error = #expect(throws: DataError.self) {
      try read("{" + members.joined(separator: ",") + "}", dataCount: dataCount)
    }
    #expect(error?.code == .badData && error?.place == .file("m.safetensors"))
  }

  @Test("Adjacent safetensors tensors are read in any header order, even with empty ones between them")
  func sideBySide() throws {
    let members = [
      Self.tensor("b", 4, 12), Self.tensor("e", 4, 4), Self.tensor("a", 0, 4), Self.tensor("z", 12, 12),
    ]
    let file = try read("{" + members.joined(separator: ",") + "}", dataCount: 12)
    #expect(file.tensors.map(\.name) == ["a", "e", "b", "z"])
  }

  @Test(
    "Safetensors shapes and offsets beyond the file size throw an error",
    arguments: [
      "[9223372036854775807]", "[9223372036854775808]", "[18446744073709551615]", "[4611686018427387904,2]",
      "[2147483648,2147483648,2147483648]", "[1e300]", "[1e400]", "[-9223372036854775808]",
      "[0,9223372036854775808]",
    ])
  func hugeShapes(shape: String) {
    for offsets in [
      "[0,0]", "[0,4]", "[0,9223372036854775804]", "[18446744073709551612,18446744073709551615]",
    ] {
      let header = #"{"x":{"dtype":"F32","shape":\#(shape),"data_offsets":\#(offsets)}}"#
      #expect(throws: DataError.self, "\(shape) \(offsets)") { try read(header, dataCount: 4) }
    }
  }

  @Test(
    "Unknown safetensors data types throw an error that lists the supported types",
    arguments: ["I32", "f32", "", "F8_E4M3", "BOOL", "U8", "F32 "])
  func types(type: String) {
    let header = #"{"x":{"dtype":"\#(type)","shape":[1],"data_offsets":[0,4]}}"#
    let error = #expect(throws: DataError.self) { try read(header, dataCount: 4) }
    #expect(error?.message.contains("F32") == true)
  }

  @Test(
    "Reading a safetensors header with random changes succeeds or throws an error",
    arguments: 1...3 as ClosedRange<UInt64>)
  func mutations(seed: UInt64) {
    let header = Array(
      ("{" + [Self.tensor("a", 0, 4), Self.tensor("b", 4, 12)].joined(separator: ",") + "}").utf8)
    let replacements = Array("0123456789-+.eE,:[]{}\"\\ F64I".utf8)
    let stream = RandomStream(seed: seed, purpose: .generation)
    for trial in 0..<5_000 as Range<UInt64> {
      var text = header
      for change in 0..<(1 + trial % 4) {
        let place = Int(stream.bits(at: 16 * trial + 2 * change) % UInt64(text.count))
        let byte = replacements[
          Int(stream.bits(at: 16 * trial + 2 * change + 1) % UInt64(replacements.count))]
        if byte == UInt8(ascii: " ") { text.insert(UInt8(ascii: "9"), at: place) } else { text[place] = byte }
      }
      do {
        let file = try read(String(decoding: text, as: UTF8.self), dataCount: 12)
        #expect(file.tensors.reduce(0) { $0 + $1.tensor.count } <= 6)
      } catch {
        #expect(error.code == .badData)
      }
    }
  }
}
