// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphDatasets
import GraphFiles
import TensorCore
import Testing

/// Builds pickles opcode by opcode, so that each byte is known.
enum PickleFixture {
  static func text(_ string: String) -> [UInt8] { [0x55, UInt8(string.utf8.count)] + Array(string.utf8) }
  static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }

  /// Returns an array of 32-bit integers as Python 2 pickles it with protocol 2.
  static func array(_ values: [Int32], shape: [UInt8], multiarray: String = "numpy.core.multiarray")
    -> [UInt8]
  {
    var bytes = global(multiarray, "_reconstruct") + global("numpy", "ndarray")
    bytes += [0x4B, 0, 0x85] + text("b") + [0x87, 0x52]  // (0,), 'b' -> REDUCE
    bytes += [0x28, 0x4B, 1, 0x28] + shape.flatMap { [0x4B, $0] } + [0x74]  // (1, shape,
    bytes += global("numpy", "dtype") + text("i4") + [0x4B, 0, 0x4B, 1, 0x87, 0x52]
    bytes +=
      [0x28, 0x4B, 3] + text("<") + [
        0x4E, 0x4E, 0x4E, 0x4A, 255, 255, 255, 255, 0x4A, 255, 255, 255, 255, 0x4B, 0,
      ]
    bytes += [0x74, 0x62, 0x89]  // dtype state, BUILD, False
    let data = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    bytes += [0x54] + (0..<4).map { UInt8(truncatingIfNeeded: data.count >> (8 * $0)) } + data
    return bytes + [0x74, 0x62]
  }

  static func pickle(_ body: [UInt8]) -> [UInt8] { [0x80, 2] + body + [0x2E] }

  /// The dictionary {0: [1, 2], 1: [0], 2: []} as a pickled defaultdict of lists.
  static let graph = pickle(
    global("collections", "defaultdict") + global("__builtin__", "list") + [0x85, 0x52, 0x71, 3, 0x28]
      + [0x4B, 0, 0x5D, 0x28, 0x4B, 1, 0x4B, 2, 0x65, 0x4B, 1, 0x5D, 0x4B, 0, 0x61, 0x4B, 2, 0x5D] + [0x75])
}

@Suite("Pickles are read without running code")
struct PickleTests {
  private func parse(_ bytes: [UInt8]) throws -> PickleDocument {
    try PickleReader.parse(bytes, path: "x.pkl")
  }

  @Test(
    "A pickled NumPy array is read with its shape and elements",
    arguments: ["numpy.core.multiarray", "numpy._core.multiarray"])
  func array(_ module: String) throws {
    let bytes = PickleFixture.pickle(
      PickleFixture.array([1, -2, 3, 4, 5, 6], shape: [2, 3], multiarray: module))
    let array = try parse(bytes).array()
    #expect(array.shape == [2, 3])
    #expect(try array.integers() == [1, -2, 3, 4, 5, 6])
  }

  @Test("A pickled defaultdict of lists is read as neighbours")
  func graph() throws {
    let rows = try parse(PickleFixture.graph).neighbours()
    #expect(rows.map(\.node) == [0, 1, 2])
    #expect(rows.map(\.neighbours) == [[1, 2], [0], []])
  }

  @Test("A dictionary pickled with the text opcodes of protocol 0 is read as neighbours")
  func protocolZero() throws {
    let rows = try parse(Array("(dp0\nI7\n(lp1\nI8\naL9L\nasI8\n(lI7\nas.".utf8)).neighbours()
    #expect(rows.map(\.node) == [7, 8])
    #expect(rows.map(\.neighbours) == [[8, 9], [7]])
  }

  @Test("A pickle truncated anywhere is an error that names the byte, and never a trap")
  func truncation() {
    let whole = [PickleFixture.graph, PickleFixture.pickle(PickleFixture.array([1, 2, 3], shape: [3]))]
    for bytes in whole {
      for length in 0..<bytes.count {
        let error = dataError { _ = try parse(Array(bytes[..<length])) }
        guard case .byte("x.pkl", let place)? = error?.place else {
          Issue.record("no byte named for length \(length): \(String(describing: error))")
          continue
        }
        #expect(place <= length)
      }
    }
  }

  @Test(
    "A pickle of Cora truncated anywhere is an error",
    .enabled(if: RealData.isPresent, "needs GRAPHLEARN_DATA"))
  func truncatedCora() throws {
    let bytes = try RealData.bytes("planetoid/ind.cora.x")
    for length in stride(from: 0, to: bytes.count, by: 61) {
      _ = dataError { _ = try parse(Array(bytes[..<length])) }
    }
    _ = try parse(bytes)
  }

  @Test(
    "A pickle that refers to anything but arrays is refused by name and byte, and nothing runs",
    arguments: [
      ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("subprocess", "Popen"), ("numpy", "load"),
      ("scipy.sparse._lil", "lil_matrix"), ("numpy.core.multiarray", "array"),
      ("torch._utils", "_rebuild_tensor_v2"),
      ("", ""),
    ])
  func refusesGlobals(_ name: (module: String, name: String)) {
    let classic =
      [0x80, 2] + PickleFixture.global(name.module, name.name) + PickleFixture.text("echo") + [
        0x85, 0x52, 0x2E,
      ]
    var error = dataError { _ = try parse(classic) }
    #expect(error?.place == .byte("x.pkl", 2))
    #expect(error?.message.hasPrefix("refers to \(name.module).\(name.name); only NumPy arrays") == true)
    let stacked = [0x80, 4] + PickleFixture.text(name.module) + PickleFixture.text(name.name) + [0x93, 0x2E]
    error = dataError { _ = try parse(stacked) }
    #expect(error?.message.contains("refers to \(name.module).\(name.name)") == true)
  }

  @Test(
    "Pickle opcodes that import or instantiate in other ways are refused",
    arguments: ["i", "o", "P", "Q", "\u{82}", "\u{92}"])
  func refusesOpcodes(_ opcode: Unicode.Scalar) {
    _ = dataError {
      _ = try parse([0x80, 2, 0x28, UInt8(opcode.value)] + Array("os\nsystem\n".utf8) + [0x2E])
    }
  }

  @Test("Deeply nested and cyclic pickles are read or refused without overflowing the stack")
  func nesting() throws {
    let depth = 300_000
    let nested = [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1) + [0x2E]
    _ = try parse(nested)
    _ = try parse([0x5D, 0x71, 0, 0x68, 0, 0x61, 0x2E])
    _ = dataError { _ = try parse([UInt8](repeating: 0x28, count: depth)) }
    let tuples = [0x29] + [UInt8](repeating: 0x85, count: depth) + [0x2E]
    _ = try parse(tuples)
  }

  @Test("A list that many keys of a pickle share cannot grow beyond the size of the file")
  func sharedLists() throws {
    var bytes: [UInt8] = [0x80, 2, 0x5D, 0x71, 0, 0x28] + [UInt8](repeating: 0x4E, count: 0)
    for _ in 0..<200 { bytes += [0x4B, 1] }
    bytes += [0x65, 0x30, 0x7D, 0x28]
    for key in 0..<200 { bytes += [0x4B, UInt8(key), 0x68, 0] }
    bytes += [0x75, 0x2E]
    let document = try parse(bytes)
    _ = dataError { _ = try document.neighbours() }
  }

  @Test("Pickled shapes that overflow or do not fit their bytes are refused")
  func shapes() throws {
    for shape in [[4], [2, 2], [], [255, 255, 255, 255, 255, 255, 255, 255, 255, 255]] as [[UInt8]] {
      let document = try parse(PickleFixture.pickle(PickleFixture.array([1, 2, 3], shape: shape)))
      _ = dataError { _ = try document.array() }
    }
  }

  @Test("A pickle with changed bytes gives another value or an error, and never a trap")
  func mutations() {
    let stream = RandomStream(seed: 11, purpose: .sampling)
    let originals = [
      PickleFixture.graph, PickleFixture.pickle(PickleFixture.array([1, 2, 3, 4], shape: [2, 2])),
    ]
    for round in 0..<4000 {
      var bytes = originals[round % 2]
      for change in 0..<3 {
        let index = UInt64(round * 8 + change * 2)
        bytes[stream.integer(below: bytes.count, at: index)] = UInt8(
          truncatingIfNeeded: stream.bits(at: index + 1))
      }
      do throws(DataError) {
        let document = try PickleReader.parse(bytes, path: "x.pkl")
        _ = try? document.array().doubles()
        _ = try? document.neighbours()
      } catch {
        #expect(error.code == .badData)
      }
    }
  }
}
