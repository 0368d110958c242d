// SPDX-License-Identifier: Apache-2.0

/// The vocabulary of both languages.
enum Lexicon {
  /// A determiner: its forms in the first language and its stem in the second.
  struct Determiner {
    let (singular, plural, stem): (String, String, String)

    init(_ singular: String, _ plural: String, _ stem: String) {
      (self.singular, self.plural, self.stem) = (singular, plural, stem)
    }
  }

  struct Adjective: Equatable {
    let (word, stem): (String, String)

    init(_ word: String, _ stem: String) { (self.word, self.stem) = (word, stem) }
  }

  struct Noun {
    let (singular, plural, stem): (String, String, String)
    /// Whether the noun is feminine. The second language has two genders.
    let isFeminine: Bool

    init(_ singular: String, _ plural: String, _ stem: String, isFeminine: Bool = false) {
      (self.singular, self.plural, self.stem) = (singular, plural, stem)
      self.isFeminine = isFeminine
    }
  }

  struct Verb {
    let (base, third, stem): (String, String, String)

    init(_ base: String, _ third: String, _ stem: String) {
      (self.base, self.third, self.stem) = (base, third, stem)
    }
  }

  static let determiners = [
    Determiner("the", "the", "l"), Determiner("a", "some", "un"), Determiner("this", "these", "est"),
  ]
  static let adjectives = [
    Adjective("old", "vetr"), Adjective("small", "parv"), Adjective("red", "rub"), Adjective("quick", "celr"),
    Adjective("sad", "trist"), Adjective("clever", "sapt"), Adjective("loud", "clam"),
    Adjective("hungry", "fam"),
  ]
  static let nouns = [
    Noun("dog", "dogs", "can"), Noun("cat", "cats", "mirel", isFeminine: true), Noun("bird", "birds", "aviv"),
    Noun("horse", "horses", "cavol"), Noun("queen", "queens", "regin", isFeminine: true),
    Noun("child", "children", "nin"), Noun("fox", "foxes", "vulp", isFeminine: true),
    Noun("farmer", "farmers", "agric"), Noun("bee", "bees", "apic", isFeminine: true),
    Noun("wolf", "wolves", "lup"), Noun("fish", "fishes", "pesc", isFeminine: true),
    Noun("goose", "geese", "ans", isFeminine: true),
  ]
  static let transitiveVerbs = [
    Verb("see", "sees", "vid"), Verb("chase", "chases", "cac"), Verb("help", "helps", "ajut"),
    Verb("fear", "fears", "tem"), Verb("know", "knows", "sav"), Verb("follow", "follows", "segv"),
  ]
  static let intransitiveVerbs = [
    Verb("sleep", "sleeps", "dorm"), Verb("run", "runs", "corr"), Verb("sing", "sings", "cant"),
    Verb("wait", "waits", "esp"),
  ]

  /// Returns the vowel at the end of words that agree with a noun.
  static func ending(isFeminine: Bool, isPlural: Bool) -> String {
    isFeminine ? (isPlural ? "e" : "a") : (isPlural ? "i" : "o")
  }

  /// All words of the first language, including the inflected forms.
  static let sourceWords =
    Set(determiners.flatMap { [$0.singular, $0.plural] }).sorted() + adjectives.map(\.word)
    + nouns.flatMap { [$0.singular, $0.plural] }
    + (transitiveVerbs + intransitiveVerbs).flatMap { [$0.base, $0.third] } + ["that", "does", "do", "not"]

  /// All words of the second language, including the inflected forms.
  static let targetWords: [String] = {
    let endings = ["o", "a", "i", "e"]
    let agreeing = (determiners.map(\.stem) + adjectives.map(\.stem)).flatMap { stem in
      endings.map { stem + $0 }
    }
    let verbs = (transitiveVerbs + intransitiveVerbs).flatMap { verb in endings.map { verb.stem + $0 + "r" } }
    let forms = nouns.flatMap { noun in
      [false, true].map { noun.stem + ending(isFeminine: noun.isFeminine, isPlural: $0) }
    }
    return agreeing + forms + verbs + ["que", "ne", "ka"]
  }()
}

/// The first language. The order is subject, verb, object; adjectives are before their noun, clauses
/// after it; verbs agree in number.
extension Sentence {
  package var source: [String] { subject.source + predicate.source(isPlural: subject.isPlural) }
}

extension Predicate {
  fileprivate func source(isPlural: Bool) -> [String] {
    verb.source(isPlural: isPlural, isNegated: isNegated) + (object?.source ?? [])
  }
}

extension Lexicon.Verb {
  fileprivate func source(isPlural: Bool, isNegated: Bool) -> [String] {
    isNegated ? [isPlural ? "do" : "does", "not", base] : [isPlural ? base : third]
  }
}

extension NounPhrase {
  fileprivate var source: [String] {
    let clause: [String] =
      switch clause {
      case nil: []
      case .whatItDoes(let predicate): ["that"] + predicate.source(isPlural: isPlural)
      case .whatIsDoneToIt(let other, let verb, let isNegated):
        ["that"] + other.source + verb.source(isPlural: other.isPlural, isNegated: isNegated)
      }
    return [isPlural ? determiner.plural : determiner.singular] + adjectives.map(\.word)
      + [isPlural ? noun.plural : noun.singular] + clause
  }
}

/// The second language. The order is subject, object with the particle "ka", verb; clauses are before
/// their noun and end with "que", adjectives are after it in reverse order; determiners, adjectives and
/// verbs agree in gender and number.
extension Sentence {
  package var target: [String] { subject.target + predicate.target(agreeingWith: subject) }
}

extension Predicate {
  fileprivate func target(agreeingWith subject: NounPhrase) -> [String] {
    (object.map { $0.target + ["ka"] } ?? []) + verb.target(agreeingWith: subject, isNegated: isNegated)
  }
}

extension Lexicon.Verb {
  fileprivate func target(agreeingWith subject: NounPhrase, isNegated: Bool) -> [String] {
    (isNegated ? ["ne"] : []) + [stem + subject.ending + "r"]
  }
}

extension NounPhrase {
  fileprivate var ending: String { Lexicon.ending(isFeminine: noun.isFeminine, isPlural: isPlural) }

  fileprivate var target: [String] {
    let clause: [String] =
      switch clause {
      case nil: []
      case .whatItDoes(let predicate): predicate.target(agreeingWith: self) + ["que"]
      case .whatIsDoneToIt(let other, let verb, let isNegated):
        other.target + verb.target(agreeingWith: other, isNegated: isNegated) + ["que"]
      }
    return clause + [determiner.stem + ending, noun.stem + ending]
      + adjectives.reversed().map { $0.stem + ending }
  }
}
