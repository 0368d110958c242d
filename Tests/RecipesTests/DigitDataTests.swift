// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Recipes
import Testing

@Suite("MNIST files for recipes on digits")
struct DigitDataTests {
  /// A fault in the files, with the expected message and the file that the message names.
  struct Case: Sendable, CustomTestStringConvertible {
    let message: String
    let file: String
    var height = 28
    var width = 28
    /// Returns the label of an image.
    var label: @Sendable (Int) -> UInt8 = { UInt8($0 % 10) }

    var testDescription: String { message }
  }

  static let cases = [
    Case(message: "expected images of 28 x 28 pixels, found 27 x 28", file: "images-idx3", height: 27),
    Case(message: "expected images of 28 x 28 pixels, found 28 x 2", file: "images-idx3", width: 2),
    Case(message: "expected labels from 0 to 9, found 10", file: "labels-idx1") { UInt8($0 % 11) },
    Case(
      message: "expected all labels from 0 to 9 among the first 8,000 labels, found no 9", file: "labels-idx1"
    ) {
      UInt8($0 < 8_000 ? $0 % 9 : $0 % 10)
    },
    Case(
      message: "expected all labels from 0 to 9 among the last 2,000 labels, found no 0", file: "labels-idx1"
    ) {
      UInt8($0 < 8_000 ? $0 % 10 : 1 + $0 % 9)
    },
  ]

  @Test(
    "Running a digit recipe on unexpected MNIST files throws an error with the expected content",
    arguments: cases)
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
