public import GraphCore

/// Sentences with labels: a line each, the label, a tab, the words with blanks between them.
public struct SentenceSet: Sendable {
  /// The words of every sentence, in small letters.
  public let sentences: [[String]]
  /// The class of each, a place in `classNames`.
  public let labels: [Int32]
  /// The classes, sorted.
  public let classNames: [String]

  /// Reads a file, gzipped or not. Bytes that are no UTF-8 are taken for Latin-1.
  ///
  /// Throws `missingInput` where it cannot be read, `badData` where a line has no tab or no label, or a label that is not among
  /// `classNames`.
  ///
  /// - Parameter classNames: the classes that the labels are numbered by; nil: those of the file.
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
          .badData, "label '\(name)' is none of \(classNames.joined(separator: ", "))",
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

/// Numbers for words: 0 fills up, 1 is any word that is not known, the others follow by falling frequency.
public struct Vocabulary: Sendable {
  /// What fills a sentence up to the length of others.
  public static let padding: Int32 = 0
  /// Any word that is not known.
  public static let unknown: Int32 = 1
  private let numbers: [String: Int32]

  /// The words that occur at least `leastCount` times; of equally frequent ones the alphabetically first comes first.
  public init(of sentences: [[String]], leastCount: Int = 1) {
    var counts: [String: Int] = [:]
    for sentence in sentences { for word in sentence { counts[word, default: 0] += 1 } }
    let known = counts.filter { $0.value >= leastCount }.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
    numbers = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1.key, Int32($0) + 2) })
  }

  /// How many numbers there are, 0 and 1 included.
  public var count: Int { numbers.count + 2 }

  /// The numbers of a sentence's first `length` words, filled up to that length.
  public func tokens(_ sentence: [String], length: Int) -> [Int32] {
    let known = sentence.prefix(length).map { numbers[$0] ?? Self.unknown }
    return known + [Int32](repeating: Self.padding, count: length - known.count)
  }
}
