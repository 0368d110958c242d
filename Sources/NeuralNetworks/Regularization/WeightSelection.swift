// SPDX-License-Identifier: Apache-2.0

/// A selection of weights by their paths in the state dictionary, so that one rule can apply to all
/// layers.
///
/// `.named("weight_hh")` selects the recurrent weights of every recurrent layer, and
/// `.named("bias", in: "conv1.")` the biases of one layer.
public struct WeightSelection: Sendable, Hashable {
  /// The prefix of the path.
  public var prefix: String
  /// The prefix of the last part of the path, which is the name within the layer: `weight` also matches
  /// `weight_ih` and `weight_hh`.
  public var name: String

  /// All weights.
  public static let all = WeightSelection(prefix: "", name: "")

  /// Selects the weights whose name starts with `name`, in all layers or in those whose path starts with
  /// `prefix`.
  public static func named(_ name: String, in prefix: String = "") -> WeightSelection {
    WeightSelection(prefix: prefix, name: name)
  }

  /// Returns whether the selection includes the weights at a path.
  public func contains(_ path: String) -> Bool {
    let last = path.split(separator: ".").last ?? ""
    return path.hasPrefix(prefix) && last.hasPrefix(name)
  }
}
