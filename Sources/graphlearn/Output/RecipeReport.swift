internal import GraphLearning
internal import Recipes

/// The output of `graphlearn recipe show` and `graphlearn recipe run`.
struct RecipeReport {
  let card: RecipeCard

  // MARK: Before a run

  var cardJSON: JSONValue {
    .object([
      ("name", .string(card.name)), ("title", .string(card.title)), ("data", .string(card.data.description)),
      ("settings", .array(card.settings.map { .string($0) })), ("source", .string(card.source)),
      ("takes_picture", .bool(card.takesPicture)),
      ("expected", .array(card.expectations.map { .object([("name", .string($0.figure))] + members($0)) })),
    ])
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

  /// Returns the members of an expectation, as text and as numbers; null if there is none.
  private func members(_ expectation: RecipeCard.Expectation?) -> [(String, JSONValue)] {
    let (bound, threshold): (JSONValue, JSONValue) =
      switch expectation?.bound {
      case .atLeast(let least): (.string("at_least"), .number(least))
      case .atMost(let most): (.string("at_most"), .number(most))
      case nil: (.null, .null)
      }
    return [
      ("expected", expectation.map { .string($0.text) } ?? .null), ("bound", bound), ("threshold", threshold),
      ("unit", expectation.map { .string($0.unit.rawValue) } ?? .null),
    ]
  }

  // MARK: After a run

  private func expectation(_ figure: RecipeSession.Figure) -> RecipeCard.Expectation? {
    card.expectations.first { $0.figure == figure.name }
  }

  func json(_ session: RecipeSession, threads: Int, seconds: Double) -> JSONValue {
    .object([
      ("recipe", .string(card.name)), ("seed", .unsigned(session.seed)),
      ("threads", .integer(threads)), ("seconds", .number(seconds)),
      (
        "figures",
        .array(
          session.figures.map { figure in
            let expectation = expectation(figure)
            return .object(
              [("name", .string(figure.name)), ("value", .number(figure.value))] + members(expectation)
                + [("met", expectation.map { .bool($0.bound.isMet(by: figure.value)) } ?? .null)],
              whereMissing: [
                "value": "not a finite number", "threshold": "the recipe has no expectation for this figure",
              ])
          })
      ),
      ("notes", .array(session.notes.map { .string($0) })),
      ("pictures", .array(session.pictures.map { .string($0) })),
    ])
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
