// SPDX-License-Identifier: Apache-2.0

package import TensorCore

/// The structure of a sentence, independent of a language.
package struct Sentence {
  let subject: NounPhrase
  let predicate: Predicate
}

/// A verb with its object.
struct Predicate {
  let verb: Lexicon.Verb
  let isNegated: Bool
  /// The object; nil for an intransitive verb.
  let object: NounPhrase?
}

/// A noun with its determiner, adjectives and relative clause.
struct NounPhrase {
  let determiner: Lexicon.Determiner
  let adjectives: [Lexicon.Adjective]
  let noun: Lexicon.Noun
  let isPlural: Bool
  let clause: RelativeClause?
}

/// A relative clause that describes a noun.
indirect enum RelativeClause {
  /// The noun is the subject of the clause: "that sees the dog".
  case whatItDoes(Predicate)
  /// The noun is the object of the clause: "that the dog sees".
  case whatIsDoneToIt(by: NounPhrase, Lexicon.Verb, isNegated: Bool)
}

/// Draws random sentences. A sentence is a subject and a predicate; a noun has up to two adjectives and
/// sometimes a relative clause, whose own noun has at most one adjective and no clause.
package struct SentenceGrammar {
  private var draws: RandomDraws

  /// Returns the sentence that `stream` determines.
  package static func sentence(_ stream: RandomStream) -> Sentence {
    var grammar = SentenceGrammar(draws: RandomDraws(stream))
    let subject = grammar.nounPhrase(isSimple: false)
    return Sentence(subject: subject, predicate: grammar.predicate(isSimple: false))
  }

  private mutating func predicate(isSimple: Bool) -> Predicate {
    // In a clause the verb is always transitive, so that a second noun occurs.
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
