// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// The token numbers of a language's words, which follow the special tokens of ``SequenceTask``.
package struct WordTable {
  private let words: [String]
  private let numbers: [String: Int32]

  init(_ words: [String]) {
    self.words = words
    numbers = Dictionary(
      uniqueKeysWithValues: words.enumerated().map { ($1, Int32($0) + SequenceTask.first) })
  }

  /// The number of tokens, including the special ones.
  package var count: Int { words.count + Int(SequenceTask.first) }

  package func tokens(_ sentence: [String]) -> [Int32] { sentence.compactMap { numbers[$0] } }

  /// Returns the words before the end token as text.
  package func text(_ tokens: some Sequence<Int32>) -> String {
    tokens.prefix { $0 != SequenceTask.end && $0 != SequenceTask.padding }
      .map { $0 < SequenceTask.first ? "?" : words[Int($0 - SequenceTask.first)] }.joined(separator: " ")
  }
}

/// Sentences of both languages as token numbers.
package struct SentencePairs {
  package static let sourceTable = WordTable(Lexicon.sourceWords)
  package static let targetTable = WordTable(Lexicon.targetWords)

  package private(set) var sources: [[Int32]] = []
  /// The target sentences, each followed by the end token.
  package private(set) var targets: [[Int32]] = []

  var count: Int { sources.count }

  /// Draws pairs for training and for testing. All of them differ.
  package static func drawn(training: Int, testing: Int, seed: UInt64) -> (
    training: SentencePairs, testing: SentencePairs
  ) {
    var parts = [SentencePairs(), SentencePairs()]
    var seen = Set<[Int32]>()
    var number: UInt64 = 0
    while seen.count < testing + training {
      let sentence = SentenceGrammar.sentence(
        RandomStream(seed: seed, purpose: .generation, step: number))
      number += 1
      let source = sourceTable.tokens(sentence.source)
      guard seen.insert(source).inserted else { continue }
      let part = seen.count <= testing ? 1 : 0
      parts[part].sources.append(source)
      parts[part].targets.append(targetTable.tokens(sentence.target) + [SequenceTask.end])
    }
    return (parts[0], parts[1])
  }

  /// Returns some of the pairs, padded to the longest of them; `previous` is the decoder's input before
  /// each target token.
  package func batch(_ examples: some Sequence<Int>) -> (
    sources: [[Int32]], previous: [[Int32]], targets: [[Int32]]
  ) {
    let examples = Array(examples)
    let targets = examples.map { self.targets[$0] }
    return (
      Self.filled(examples.map { sources[$0] }),
      Self.filled(targets.map { [SequenceTask.start] + $0.dropLast() }), Self.filled(targets)
    )
  }

  private static func filled(_ rows: [[Int32]]) -> [[Int32]] {
    let length = rows.map(\.count).max() ?? 0
    return rows.map { $0 + [Int32](repeating: SequenceTask.padding, count: length - $0.count) }
  }
}
