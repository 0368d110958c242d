// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphLearning
import GraphLearningTestSupport
import Testing

@Suite("Options that change the settings of models")
struct ModelSettingTests {
  /// Settings that options change, by their names in configurations, with the option, its value, and the value in reports.
  private static let options: [(setting: String, option: [String], value: JSONValue)] = [
    ("heads", ["--heads", "2"], .integer(2)), ("outputHeads", ["--output-heads", "3"], .integer(3)),
    ("attentionDropout", ["--attention-dropout", "0.25"], .number(0.25)),
    ("hops", ["--hops", "3"], .integer(3)), ("alpha", ["--alpha", "0.25"], .number(0.25)),
    ("theta", ["--theta", "0.75"], .number(0.75)), ("stacks", ["--stacks", "3"], .integer(3)),
    ("sequenceLength", ["--sequence-length", "9"], .integer(9)),
    ("kernelSize", ["--kernel-size", "2"], .integer(2)),
    ("addsSelfLoops", ["--self-loops"], .bool(true)), ("dropout", ["--dropout", "0.375"], .number(0.375)),
    ("normalization", ["--normalization", "layer"], .string("layer")),
  ]

  @Test(
    "train applies the option of every setting that a model has, and refuses the options of others",
    arguments: ModelRegistry.standard.names)
  func settings(model: String) async throws {
    let entry = try #require(ModelRegistry.standard[model])
    guard case .object(let members) = try entry.model.configuration.json() else {
      Issue.record("the configuration is not an object")
      return
    }
    let names = Set(members.map(\.0))
    let own = Self.options.filter { names.contains($0.setting) }
    let json = try await Command.run(
      ["train", "--quiet", "--json", "--epochs", "1", "--model", model] + own.flatMap(\.option)
    ).json()
    for (setting, _, value) in own {
      let name = setting.replacing(/[A-Z]/) { "_" + $0.output.lowercased() }
      #expect(json["model"]?[name] == value, "\(setting)")
    }
    let other = try #require(Self.options.first { !names.contains($0.setting) })
    let refused = try await Command.run(
      ["train", "--quiet", "--epochs", "1", "--model", model] + other.option)
    try expectFailure(refused, 64, saying: other.option[0], "does not apply")
  }
}
