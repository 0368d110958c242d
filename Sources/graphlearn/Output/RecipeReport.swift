// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning
internal import Recipes

/// The output of `graphlearn recipe show` and `graphlearn recipe run`.
struct RecipeReport {
  let card: RecipeCard

  // MARK: Before a run

  var cardJSON: Card {
    Card(
      name: card.name, title: card.title, data: card.data.description, settings: card.settings,
      source: card.source, takesPicture: card.takesPicture,
      expected: card.expectations.map(Expectation.init))
  }

  var cardText: String {
    var lines = ["\(card.name): \(card.title)", "", "data      \(card.data.description)"]
    for (number, setting) in card.settings.enumerated() {
      lines.append((number == 0 ? "settings  " : "          ") + setting)
    }
    for (number, expectation) in card.expectations.enumerated() {
      lines.append((number == 0 ? "expected  " : "          ") + "\(expectation.figure) \(expectation.text)")
    }
    if card.takesPicture { lines.append("image     --image FILE uses your PNG image instead") }
    lines.append("source    \(card.source)")
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: After a run

  private func expectation(_ figure: RecipeSession.Figure) -> RecipeCard.Expectation? {
    card.expectations.first { $0.figure == figure.name }
  }

  func json(_ session: RecipeSession, threads: Int, seconds: Double) -> Run {
    Run(
      recipe: card.name, seed: session.seed, threads: threads, seconds: seconds,
      figures: session.figures.map { Figure($0, expectation($0)) }, notes: session.notes,
      pictures: session.pictures)
  }

  func text(_ session: RecipeSession, seconds: Double) -> String {
    var text = "\(card.name): \(card.title)\n\n"
    if !session.notes.isEmpty { text += session.notes.map { $0 + "\n" }.joined() + "\n" }
    var table = TextTable(["figure", "value", "expected", ""])
    for figure in session.figures {
      let expectation = expectation(figure)
      table.append([
        figure.name, (expectation?.unit ?? .number).text(figure.value), expectation?.text ?? "",
        expectation.map { $0.bound.isMet(by: figure.value) ? "met" : "missed" } ?? "",
      ])
    }
    text += table.text + "\n\(NumberText.decimal(seconds, 1)) s; source: \(card.source)\n"
    if !session.pictures.isEmpty { text += "written: \(session.pictures.joined(separator: ", "))\n" }
    return text
  }
}

extension RecipeReport {
  /// The output of `graphlearn recipe show`.
  struct Card: Encodable {
    let name: String
    let title: String
    let data: String
    let settings: [String]
    let source: String
    let takesPicture: Bool
    let expected: [Expectation]
  }

  struct Expectation: Encodable {
    let name: String
    let expected: String
    let bound: String
    let threshold: Double
    let unit: String

    init(_ expectation: RecipeCard.Expectation) {
      name = expectation.figure
      expected = expectation.text
      bound = expectation.bound.name
      threshold = expectation.bound.threshold
      unit = expectation.unit.rawValue
    }
  }

  /// The output of `graphlearn recipe run`.
  struct Run: Encodable {
    let recipe: String
    let seed: UInt64
    let threads: Int
    let seconds: Double
    let figures: [Figure]
    let notes: [String]
    let pictures: [String]
  }

  /// A figure of a run. The members on the expectation are null if there is none.
  struct Figure: Encodable {
    let name: String
    let value: Noted<Double?>
    let expected: String?
    let bound: String?
    let threshold: Noted<Double?>
    let unit: String?
    let met: Bool?

    init(_ figure: RecipeSession.Figure, _ expectation: RecipeCard.Expectation?) {
      name = figure.name
      value = Noted(figure.value, ifMissing: "not a finite number")
      expected = expectation?.text
      bound = expectation?.bound.name
      threshold = Noted(
        expectation?.bound.threshold, ifMissing: "the recipe has no expectation for this figure")
      unit = expectation?.unit.rawValue
      met = expectation?.bound.isMet(by: figure.value)
    }
  }
}

extension RecipeCard.Bound {
  fileprivate var name: String {
    switch self {
    case .atLeast: "at_least"
    case .atMost: "at_most"
    }
  }

  fileprivate var threshold: Double {
    switch self {
    case .atLeast(let least): least
    case .atMost(let most): most
    }
  }
}

extension RecipeCard.Expectation {
  /// The bound as text with its unit.
  var text: String {
    switch bound {
    case .atLeast(let least): "at least \(unit.text(least))"
    case .atMost(let most): "at most \(unit.text(most))"
    }
  }
}

extension RecipeCard.Unit {
  /// Formats a value with its unit.
  func text(_ value: Double) -> String {
    switch self {
    case .percent: NumberText.percent(value)
    case .decibels: NumberText.decimal(value, 2) + " dB"
    case .number:
      value == value.rounded() && abs(value) < 1e9
        ? NumberText.decimal(value, 0)
        : abs(value) < 0.01 ? NumberText.scientific(value) : NumberText.decimal(value, 4)
    }
  }
}
