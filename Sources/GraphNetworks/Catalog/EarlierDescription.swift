// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// Reads model descriptions from older files, written before each model type had its own configuration.
/// Such a description contains the sizes of all hidden layers and a dictionary of numbers.
enum EarlierDescription {
  static func sizes(_ json: JSONValue) -> DatasetSizes? {
    guard let features = json["feature_count"]?.integer, let classes = json["class_count"]?.integer else {
      return nil
    }
    return DatasetSizes(checked: features, classes, json["settings"]?["nodes"]?.integer ?? 0)
  }

  /// Returns the settings that differ from those of `model`, or nil if the description is incomplete or
  /// has hidden layers that such a model cannot have.
  static func changes(_ json: JSONValue, to model: ModelBlueprint) -> JSONValue? {
    guard let hidden = json["hidden"]?.array?.map(\.integer), !hidden.contains(nil),
      let dropout = json["dropout"], let inputDropout = json["input_dropout"], let hasBias = json["bias"],
      case .object(let defaults)? = try? model.configuration.json()
    else { return nil }
    let sizes = hidden.compactMap(\.self)
    let names = Set(defaults.map(\.0))
    if !names.contains("hiddenSizes") {
      let count = names.contains("layers") ? max(1, sizes.count) : names.contains("hiddenSize") ? 1 : 0
      guard sizes.count == count, Set(sizes).count <= 1 else { return nil }
    }
    var changes: [(String, JSONValue)] = [
      ("hiddenSizes", .array(sizes.map { .integer($0) })), ("layers", .integer(sizes.count)),
      ("dropout", dropout), ("inputDropout", inputDropout), ("hasBias", hasBias),
    ]
    if let size = sizes.first { changes.append(("hiddenSize", .integer(size))) }
    for (old, new) in [("connections", "connections"), ("normalization", "normalization")] {
      if let value = json[old] { changes.append((new, value)) }
    }
    if case .object(let settings)? = json["settings"] {
      for (name, value) in settings {
        guard let value = setting(name, value) else { return nil }
        changes.append(value)
      }
    }
    return .object(changes)
  }

  private static func setting(_ name: String, _ value: JSONValue) -> (String, JSONValue)? {
    switch name {
    case "alpha", "theta": (name, value)
    case "attention_dropout": ("attentionDropout", value)
    case "mean_log_degree": ("meanLogDegree", value)
    case "self_loops": value.integer.map { ("addsSelfLoops", .bool($0 == 1)) }
    case "heads", "hops", "stacks", "nodes": value.integer.map { (name, .integer($0)) }
    case "output_heads": value.integer.map { ("outputHeads", .integer($0)) }
    case "sequence_length": value.integer.map { ("sequenceLength", .integer($0)) }
    case "kernel_size": value.integer.map { ("kernelSize", .integer($0)) }
    default: nil
    }
  }
}
