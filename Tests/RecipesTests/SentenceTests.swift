// SPDX-License-Identifier: Apache-2.0

import Recipes
import TensorCore
import Testing

@Suite("Sentence pairs of two artificial languages")
struct SentenceTests {
  private let pairs = SentencePairs.drawn(training: 300, testing: 1_000, seed: 0)

  @Test(
    "Sentences are translated by the rules of the target language",
    arguments: [
      ("the fishes sleep", "le pesce dormer"),
      ("the quick farmers see a horse", "li agrici celri uno cavolo ka vidir"),
      // The order of adjectives is reversed. Words that belong to the object agree with the object, and
      // the verb agrees with the subject.
      ("some quick loud farmers chase this dog", "uni agrici clami celri esto cano ka cacir"),
      // A relative clause about what a noun does: its verb agrees with the noun that follows it.
      (
        "some queens that know these geese follow these small red farmers",
        "este anse ka saver que une regine esti agrici rubi parvi ka segver"
      ),
      // A relative clause about what is done to a noun: it has no particle, and its verb agrees with the
      // actor.
      (
        "a loud quick dog that some hungry bees fear helps some red loud farmers",
        "une apice fame temer que uno cano celro clamo uni agrici clami rubi ka ajutor"
      ),
      (
        "a hungry red bee that these old queens do not know does not chase a red hungry horse that chases some wolves",
        "este regine vetre ne saver que una apica ruba fama uni lupi ka cacor que uno cavolo famo rubo ka ne cacar"
      ),
    ])
  func rules(source: String, target: String) throws {
    let place = pairs.testing.sources.firstIndex { SentencePairs.sourceTable.text($0) == source }
    let found = try #require(place)
    #expect(SentencePairs.targetTable.text(pairs.testing.targets[found]) == target)
  }

  @Test("All training and test sentences are different and of limited length")
  func different() {
    let all = pairs.training.sources + pairs.testing.sources
    #expect(pairs.training.sources.count == 300 && pairs.testing.sources.count == 1_000)
    #expect(Set(all).count == all.count)
    #expect(all.allSatisfy { (3...25).contains($0.count) })
    #expect(pairs.testing.targets.allSatisfy { $0.count <= 30 })
  }

  @Test("Sentence tables have a token for every word, and the seed determines the sentences")
  func words() {
    for (stream, seed) in [(0, 0), (1, 0), (0, 1)] as [(UInt64, UInt64)] {
      let sentence = SentenceGrammar.sentence(
        RandomStream(seed: seed, purpose: .generation, step: stream))
      let tokens = SentencePairs.sourceTable.tokens(sentence.source)
      #expect(SentencePairs.sourceTable.text(tokens) == sentence.source.joined(separator: " "))
      let written = SentencePairs.targetTable.tokens(sentence.target)
      #expect(SentencePairs.targetTable.text(written) == sentence.target.joined(separator: " "))
    }
    let same = SentencePairs.drawn(training: 300, testing: 1_000, seed: 0)
    #expect(same.training.sources == pairs.training.sources)
    let other = SentencePairs.drawn(training: 300, testing: 1_000, seed: 1)
    #expect(other.training.sources != pairs.training.sources)
  }

  @Test("A sentence batch is padded to the longest, and the decoder receives the previous tokens")
  func batch() {
    let batch = pairs.training.batch([4, 0, 7])
    for (row, example) in [4, 0, 7].enumerated() {
      let (source, target) = (pairs.training.sources[example], pairs.training.targets[example])
      #expect(batch.sources[row].starts(with: source))
      #expect(batch.sources[row].dropFirst(source.count).allSatisfy { $0 == 0 })
      #expect(batch.targets[row].starts(with: target) && target.last == 2)
      #expect(batch.targets[row].dropFirst(target.count).allSatisfy { $0 == 0 })
      #expect(batch.previous[row].starts(with: [1] + target.dropLast()))
    }
    #expect(Set(batch.sources.map(\.count)).count == 1)
    #expect(Set((batch.targets + batch.previous).map(\.count)).count == 1)
  }
}
