// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// Finds options that are given more than once with different values. ArgumentParser would use the last
/// value and ignore the others.
enum RepeatedOptions {
  /// Returns the error on the first option among `arguments` that is given with two values, or nil.
  static func error(in arguments: [String]) -> String? {
    let given = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
      .map { $0.prefix { $0 != "=" } }
    // Descriptions of all options are only needed if two arguments may be the same option.
    guard Set(given).count < given.count || given.contains(where: aliases.contains) else { return nil }
    let options = singleValueOptions(for: arguments)
    var values: [String: String] = [:]
    var rest = arguments.prefix { $0 != "--" }[...]
    while let argument = rest.popFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let option = options[String(parts[0])] else { continue }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else { break }
      if let other = values[option], other != value {
        return "\(option) is given twice, as '\(other)' and '\(value)'"
      }
      values[option] = value
    }
    return nil
  }

  /// The names of options that have several.
  private static let aliases: Set<Substring> = ["--lr", "--seeds"]

  /// Returns the names of the options of the command in `arguments` that take one value, each with the
  /// option's preferred name.
  private static func singleValueOptions(for arguments: [String]) -> [String: String] {
    guard var command = description?["command"] else { return [:] }
    for argument in arguments {
      let subcommand = command["subcommands"]?.array?.first { $0["commandName"]?.string == argument }
      guard let subcommand else { break }
      command = subcommand
    }
    var names: [String: String] = [:]
    for argument in command["arguments"]?.array ?? [] {
      guard argument["kind"]?.string == "option", argument["isRepeating"]?.bool == false,
        let preferred = argument["preferredName"]?["name"]?.string
      else { continue }
      for name in argument["names"]?.array ?? [] {
        if let name = name["name"]?.string { names["--" + name] = "--" + preferred }
      }
    }
    return names
  }

  /// The description of all commands that ArgumentParser gives to tools.
  private static var description: JSONValue? {
    do {
      _ = try GraphLearnCommand.parseAsRoot(["--experimental-dump-help"])
      return nil
    } catch {
      let text = GraphLearnCommand.fullMessage(for: error)
      return try? JSONValue.parse(Array(text.utf8), path: "help", isEmbedded: true)
    }
  }
}
