// SPDX-License-Identifier: Apache-2.0

public import GraphCore

/// Sentences with labels, one per line: the label, a tab, and the words separated by spaces.
public struct SentenceSet: Sendable {
  /// The words of each sentence, in lower case.
  public let sentences: [[String]]
  /// The class of each sentence, an index of `classNames`.
  public let labels: [Int32]
  /// The names of the classes, sorted.
  public let classNames: [String]

  /// Reads a file, gzipped or not. A line that is not valid UTF-8 is read as Latin-1.
  ///
  /// Throws `missingInput` if the file cannot be read, and `badData` if a line has no tab, no label, or
  /// a label that is not in `classNames`.
  ///
  /// - Parameter classNames: The classes in the order of their numbers; nil for the classes in the file,
  ///   sorted.
  public init(_ path: String, classNames: [String]? = nil) throws(DataError) {
    let file = try TextFile(path)
    var sentences: [[String]] = []
    var names: [String] = []
    for (number, bytes) in file.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = Self.text(bytes)
      if line.allSatisfy(\.isWhitespace) { continue }
      guard let tab = line.firstIndex(of: "\t"), tab != line.startIndex else {
        throw DataError(
          .badData, "expected '<label><tab><words>', found '\(line.prefix(40))'", at: .line(path, number + 1))
      }
      let name = String(line[..<tab])
      if let classNames, !classNames.contains(name) {
        throw DataError(
          .badData, "unknown label '\(name)'; expected \(classNames.joined(separator: ", "))",
          at: .line(path, number + 1))
      }
      names.append(name)
      sentences.append(
        line[line.index(after: tab)...].lowercased().split(whereSeparator: \.isWhitespace).map(String.init))
    }
    let known = classNames ?? Set(names).sorted()
    let places = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, Int32($0)) })
    self.sentences = sentences
    self.classNames = known
    labels = names.map { places[$0] ?? 0 }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}

/// The numbers of words: 0 is padding, 1 is any unknown word, and the known words follow in order of
/// falling frequency.
public struct Vocabulary: Sendable {
  /// The number that pads a sentence to the common length.
  public static let padding: Int32 = 0
  /// The number of every unknown word.
  public static let unknown: Int32 = 1
  private let numbers: [String: Int32]

  /// Creates a vocabulary of the words that occur at least `leastCount` times. Equally frequent words
  /// are in alphabetical order.
  public init(of sentences: [[String]], leastCount: Int = 1) {
    var counts: [String: Int] = [:]
    for sentence in sentences { for word in sentence { counts[word, default: 0] += 1 } }
    let known = counts.filter { $0.value >= leastCount }.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
    numbers = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1.key, Int32($0) + 2) })
  }

  /// The number of word numbers, including 0 and 1.
  public var count: Int { numbers.count + 2 }

  /// Returns the numbers of a sentence's first `length` words, padded to that length.
  public func tokens(_ sentence: [String], length: Int) -> [Int32] {
    let known = sentence.prefix(length).map { numbers[$0] ?? Self.unknown }
    return known + [Int32](repeating: Self.padding, count: length - known.count)
  }
}
