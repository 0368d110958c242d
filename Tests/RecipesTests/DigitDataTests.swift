import Foundation
import GraphCore
import Recipes
import Testing

@Suite("Files of digits")
struct DigitDataTests {
  /// What is wrong with the files, what is said of it, and which file it is said of.
  struct Case: Sendable, CustomTestStringConvertible {
    let message: String
    let file: String
    var height = 28
    var width = 28
    /// The label of every picture.
    var label: @Sendable (Int) -> UInt8 = { UInt8($0 % 10) }

    var testDescription: String { message }
  }

  static let cases = [
    Case(message: "holds pictures of 27 x 28 pixels, 28 x 28 were expected", file: "images-idx3", height: 27),
    Case(message: "holds pictures of 28 x 2 pixels, 28 x 28 were expected", file: "images-idx3", width: 2),
    Case(message: "holds the label 10, 0 to 9 were expected", file: "labels-idx1") { UInt8($0 % 11) },
    Case(message: "has no 9 among the first 8,000 labels, all of 0 to 9 were expected", file: "labels-idx1") {
      UInt8($0 < 8_000 ? $0 % 9 : $0 % 10)
    },
    Case(message: "has no 0 among the last 2,000 labels, all of 0 to 9 were expected", file: "labels-idx1") {
      UInt8($0 < 8_000 ? $0 % 10 : 1 + $0 % 9)
    },
  ]

  @Test("that are not as published are refused with what was expected", arguments: cases)
  func refused(example: Case) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/digits-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/mnist", withIntermediateDirectories: true)
    let count: [UInt8] = [0, 0, 0x27, 0x10]
    let sides = [0, 0, 0, UInt8(example.height), 0, 0, 0, UInt8(example.width)]
    let pixels = [UInt8](repeating: 9, count: 10_000 * example.height * example.width)
    let files = [
      ("images-idx3", [0, 0, 8, 3] + count + sides + pixels),
      ("labels-idx1", [0, 0, 8, 1] + count + (0..<10_000).map(example.label)),
    ]
    let path = { (name: String) in "\(folder)/mnist/t10k-\(name)-ubyte.gz" }
    for (name, bytes) in files { try Data(bytes).write(to: URL(fileURLWithPath: path(name))) }
    let error = #expect(throws: DataError.self) { try MLPDigits.run(RecipeSession(dataDirectory: folder)) }
    #expect(error == DataError(.badData, example.message, at: .file(path(example.file))))
  }
}
