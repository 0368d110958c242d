// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import GraphFiles
import GraphLearningTestSupport
import TensorCore
import Testing

@Suite("Images and sentences for baselines")
struct BaselineDataTests {
  /// Writes files to a temporary directory and calls `body` with their paths.
  private func withFiles(_ contents: [[UInt8]], _ body: ([String]) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/baseline-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let paths = try contents.enumerated().map { number, bytes in
      let path = folder + "/\(number)"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return path
    }
    try body(paths)
  }

  private let pictures: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 51, 255, 102, 153, 204]
  private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 7, 3]

  @Test("IDX files are read as images with values from 0 to 1 and as labels")
  func images() throws {
    try withFiles([pictures, labels]) { paths in
      let set = try ImageSet(images: paths[0], labels: paths[1])
      #expect(set.images.shape == [2, 1, 1, 3])
      #expect(mismatch(set.images, [0, 0.2, 1, 0.4, 0.6, 0.8]) == nil)
      #expect(set.labels == [7, 3])
      #expect(set.part(1..<2).labels == [3])
    }
  }

  @Test("IDX files that are truncated, too long, or have wrong extents or types are bad data")
  func brokenImages() throws {
    let cut = pictures.indices.map { Array(pictures[..<$0]) }
    let huge: [UInt8] = [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)
    let others: [[UInt8]] = [pictures + [1], huge, [0, 0, 9, 3] + pictures.dropFirst(4), labels]
    for broken in cut + others {
      try withFiles([broken, labels]) { paths in
        let error = #expect(throws: DataError.self) { try ImageSet(images: paths[0], labels: paths[1]) }
        #expect(error?.code == .badData, "\(broken)")
      }
    }
  }

  @Test("An IDX file of labels must have as many labels as there are images")
  func counts() throws {
    try withFiles([pictures, [0, 0, 8, 1, 0, 0, 0, 1, 7]]) { paths in
      let error = #expect(throws: DataError.self) { try ImageSet(images: paths[0], labels: paths[1]) }
      #expect(error?.message == "has 1 labels for 2 images")
    }
  }

  @Test("Sentences are split into lower-case words, classes are sorted, and Latin-1 is decoded")
  func sentences() throws {
    let text = Array("LOC\tWhere is Rome ?\n\nABBR\tWhat  is ".utf8) + [0xD8] + Array(" ?\r\n".utf8)
    try withFiles([text]) { paths in
      let set = try SentenceSet(paths[0])
      #expect(set.classNames == ["ABBR", "LOC"])
      #expect(set.labels == [1, 0])
      #expect(set.sentences == [["where", "is", "rome", "?"], ["what", "is", "\u{F8}", "?"]])
    }
  }

  @Test("A sentence without a label or with an unknown label is an error with its line")
  func badSentences() throws {
    try withFiles([Array("LOC\tx\nno tab".utf8), Array("\tx".utf8), Array("LOC\tx\nHUM\ty".utf8)]) { paths in
      for (path, line) in zip(paths, [2, 1, 2]) {
        let error = #expect(throws: DataError.self) { try SentenceSet(path, classNames: ["LOC"]) }
        #expect(error?.code == .badData)
        #expect(error?.place == .line(path, line))
      }
    }
  }

  @Test(
    "A vocabulary numbers words by frequency, replaces rare words and pads short sentences"
  )
  func vocabulary() {
    let vocabulary = Vocabulary(of: [["b", "a", "c"], ["c", "b", "c"], ["d", "a"]], leastCount: 2)
    #expect(vocabulary.count == 5)
    #expect(vocabulary.tokens(["c", "a", "b", "d"], length: 6) == [2, 3, 4, 1, 0, 0])
    #expect(vocabulary.tokens(["c", "a", "b"], length: 2) == [2, 3])
    #expect(vocabulary.tokens([], length: 1) == [0])
  }

  @Test(
    "The published MNIST and TREC files have the expected sizes, labels and classes",
    .enabled(if: PublishedData.isThere))
  func published() throws {
    let folder = try #require(PublishedData.folder)
    let digits = try ImageSet(
      images: folder + "/mnist/t10k-images-idx3-ubyte.gz", labels: folder + "/mnist/t10k-labels-idx1-ubyte.gz"
    )
    #expect(digits.images.shape == [10_000, 1, 28, 28])
    #expect(digits.labels.prefix(5) == [7, 2, 1, 0, 4])
    let questions = try SentenceSet(folder + "/trec/train.tsv")
    #expect(questions.sentences.count == 5_452)
    #expect(questions.classNames == ["ABBR", "DESC", "ENTY", "HUM", "LOC", "NUM"])
  }
}
