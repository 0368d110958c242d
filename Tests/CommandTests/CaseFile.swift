// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import Testing

/// Small input files that are hard to read, the commands to run on them, and the expected results.
struct ReadingCase: Decodable, Sendable, CustomTestStringConvertible {
  /// A file's text, or its bytes in base 64.
  enum Content: Decodable, Sendable {
    case text(String)
    case bytes([UInt8])

    private enum Key: String, CodingKey { case base64 }

    init(from decoder: any Decoder) throws {
      if let text = try? decoder.singleValueContainer().decode(String.self) {
        self = .text(text)
      } else {
        let data = try decoder.container(keyedBy: Key.self).decode(Data.self, forKey: .base64)
        self = .bytes([UInt8](data))
      }
    }
  }

  /// One run of the program, whose outcome must meet at least one of the expectations.
  struct Step: Decodable, Sendable {
    let args: [String]
    let any: [Expectation]?
  }

  /// What must hold for a run: each member that is present.
  struct Expectation: Decodable, Sendable {
    /// The exit status, or a list of allowed ones.
    let exit: Statuses?
    /// The expected values in the JSON on standard output, by their paths.
    let json: [String: Value]?
    let tolerance: Double?
    /// Regular expressions that standard output and standard error must match.
    let out: String?
    let err: String?
    /// Regular expressions that standard output and standard error must not match.
    let not_out: String?
    let not_err: String?
    /// Regular expressions that files must match, by file name; null if the file must not exist.
    let files: [String: String?]?
    /// Two files that must have the same bytes.
    let same: [String]?
    /// The number of lines on standard output.
    let lines: Int?
  }

  struct Statuses: Decodable, Sendable {
    let all: [Int32]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      all = try (try? [container.decode(Int32.self)]) ?? container.decode([Int32].self)
    }
  }

  /// An expected JSON value; an object lists only the members to compare.
  enum Value: Decodable, Sendable {
    case number(Double)
    case text(String)
    case list([Value])
    case object([String: Value])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let list = try? container.decode([Value].self) {
        self = .list(list)
      } else {
        self = .object(try container.decode([String: Value].self))
      }
    }

    func equals(_ found: JSONValue, _ tolerance: Double) -> Bool {
      switch self {
      case .number(let wanted):
        found.double.map { abs($0 - wanted) <= tolerance * max(1, abs(wanted)) } ?? false
      case .text(let wanted): found.string == wanted
      case .list(let wanted):
        found.array.map {
          $0.count == wanted.count && zip(wanted, $0).allSatisfy { $0.equals($1, tolerance) }
        } ?? false
      case .object(let members):
        members.allSatisfy { name, wanted in found[name].map { wanted.equals($0, tolerance) } ?? false }
      }
    }
  }

  let name: String
  let kind: String
  let right: String
  let files: [String: Content]
  let steps: [Step]

  var testDescription: String { "\(kind): \(name): \(right)" }

  private struct File: Decodable { let cases: [ReadingCase] }

  /// Returns the cases of a fixture, or none if the fixture cannot be read.
  static func all(_ name: String) -> [ReadingCase] {
    guard
      let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: url), let file = try? JSONDecoder().decode(File.self, from: data)
    else { return [] }
    return file.cases
  }

  /// Runs all steps and returns why the first failing one fails, or nil if all succeed.
  func shortfall() async throws -> String? {
    let folder = try Folder()
    for (name, content) in files {
      switch content {
      case .text(let text): try folder.write(text, to: name)
      case .bytes(let bytes): try folder.write(bytes, to: name)
      }
    }
    for step in steps {
      let outcome = try await Command.run(step.args, in: folder)
      if outcome.wasSignalled { return "\(step.args): ended by a signal" }
      guard let expectations = step.any else {
        if outcome.status != 0 { return "\(step.args): exit \(outcome.status): \(outcome.errors)" }
        continue
      }
      let problems = expectations.compactMap { Self.unmet($0, outcome, folder) }
      if problems.count == expectations.count {
        return "\(step.args): \(problems.joined(separator: " | or "))"
      }
    }
    return nil
  }

  private static func matches(_ pattern: String, _ text: String) -> Bool {
    guard
      let expression = try? NSRegularExpression(
        pattern: pattern, options: [.caseInsensitive, .dotMatchesLineSeparators])
    else { return false }
    return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
  }

  private static func unmet(_ want: Expectation, _ outcome: Outcome, _ folder: Folder) -> String? {
    if let exit = want.exit, !exit.all.contains(outcome.status) {
      return "exit \(outcome.status), wanted \(exit.all): \(outcome.errors)"
    }
    for (pattern, text) in [(want.out, outcome.output), (want.err, outcome.errors)] {
      if let pattern, !matches(pattern, text) { return "no /\(pattern)/ in \(text.prefix(300))" }
    }
    for (pattern, text) in [(want.not_out, outcome.output), (want.not_err, outcome.errors)] {
      if let pattern, matches(pattern, text) { return "/\(pattern)/ in \(text.prefix(300))" }
    }
    if let lines = want.lines, outcome.output.count(where: { $0 == "\n" }) != lines {
      return "not \(lines) lines: \(outcome.output.prefix(300))"
    }
    if let members = want.json {
      guard let document = try? outcome.json() else {
        return "no JSON: \(outcome.output.prefix(100)) \(outcome.errors)"
      }
      for (path, wanted) in members {
        let found = path.split(separator: ".").reduce(document as JSONValue?) { value, part in
          Int(part).map { index in value?.array.flatMap { $0.indices.contains(index) ? $0[index] : nil } }
            ?? value?[String(part)]
        }
        guard let found, wanted.equals(found, want.tolerance ?? 1e-6) else {
          return "\(path) is \(found?.text() ?? "missing"), wanted \(wanted)"
        }
      }
    }
    for (name, pattern) in want.files ?? [:] {
      let text = folder.text(name)
      if let pattern {
        guard let text, matches(pattern, text) else { return "\(name) has no /\(pattern)/" }
      } else if text != nil {
        return "\(name) was left"
      }
    }
    if let same = want.same, folder.bytes(same[0]) != folder.bytes(same[1]) || folder.bytes(same[0]) == nil {
      return "\(same) differ"
    }
    return nil
  }
}

@Suite("Files written by other programs and people are read correctly or refused by name")
struct ReadingCaseTests {
  @Test(
    "Inputs from public bug reports give the expected results and messages",
    arguments: ReadingCase.all("reported-cases"))
  func reported(_ example: ReadingCase) async throws {
    let shortfall = try await example.shortfall()
    #expect(shortfall == nil)
  }

  @Test(
    "Further inputs of each reported kind give the expected results and messages",
    arguments: ReadingCase.all("cases"))
  func more(_ example: ReadingCase) async throws {
    let shortfall = try await example.shortfall()
    #expect(shortfall == nil)
  }

  @Test("Each kind of reported input has at least five further cases")
  func kinds() {
    let (reported, more) = (ReadingCase.all("reported-cases"), ReadingCase.all("cases"))
    #expect(!reported.isEmpty)
    for kind in Set(reported.map(\.kind)) where kind != "hostile" {
      #expect(more.count { $0.kind == kind } >= 5, "\(kind)")
    }
  }
}
