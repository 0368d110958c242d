package import TensorCore

/// A sentence before it is said in a language.
package struct Sentence {
  let subject: NounPhrase
  let predicate: Predicate
}

/// A verb, and whom it concerns.
struct Predicate {
  let verb: Lexicon.Verb
  let isNegated: Bool
  /// Nil where the verb takes none.
  let object: NounPhrase?
}

/// A noun and what is said of it.
struct NounPhrase {
  let determiner: Lexicon.Determiner
  let adjectives: [Lexicon.Adjective]
  let noun: Lexicon.Noun
  let isPlural: Bool
  let clause: RelativeClause?
}

/// A clause that says more of a noun.
indirect enum RelativeClause {
  /// What the noun does: "that sees the dog".
  case whatItDoes(Predicate)
  /// What is done to it: "that the dog sees".
  case whatIsDoneToIt(by: NounPhrase, Lexicon.Verb, isNegated: Bool)
}

/// Draws sentences at random: a sentence is a subject and a predicate; a noun has up to two adjectives and sometimes a relative clause,
/// whose own noun has one adjective at most and no clause.
package struct SentenceGrammar {
  private var draws: RandomDraws

  /// The sentence that `stream` decides.
  package static func sentence(_ stream: RandomStream) -> Sentence {
    var grammar = SentenceGrammar(draws: RandomDraws(stream))
    let subject = grammar.nounPhrase(isSimple: false)
    return Sentence(subject: subject, predicate: grammar.predicate(isSimple: false))
  }

  private mutating func predicate(isSimple: Bool) -> Predicate {
    // Within a clause there is always somebody else.
    let isTransitive = isSimple || draws.happens(0.75)
    return Predicate(
      verb: draws.one(of: isTransitive ? Lexicon.transitiveVerbs : Lexicon.intransitiveVerbs),
      isNegated: draws.happens(0.25), object: isTransitive ? nounPhrase(isSimple: isSimple) : nil)
  }

  private mutating func nounPhrase(isSimple: Bool) -> NounPhrase {
    var adjectives = [Lexicon.Adjective]()
    while adjectives.count < (isSimple ? 1 : 2) && draws.happens(0.5) {
      let next = draws.one(of: Lexicon.adjectives)
      if !adjectives.contains(next) { adjectives.append(next) }
    }
    return NounPhrase(
      determiner: draws.one(of: Lexicon.determiners), adjectives: adjectives,
      noun: draws.one(of: Lexicon.nouns),
      isPlural: draws.happens(0.5), clause: !isSimple && draws.happens(0.35) ? clause() : nil)
  }

  private mutating func clause() -> RelativeClause {
    if draws.happens(0.5) { return .whatItDoes(predicate(isSimple: true)) }
    return .whatIsDoneToIt(
      by: nounPhrase(isSimple: true), draws.one(of: Lexicon.transitiveVerbs), isNegated: draws.happens(0.25))
  }
}
