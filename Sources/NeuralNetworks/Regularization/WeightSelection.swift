/// Which weights a rule is for, by their path in the state dictionary, so that it holds for every layer there is.
///
/// `.named("weight_hh")` are the recurrent weights of every recurrent layer, `.named("bias", in: "conv1.")` the biases of one layer.
public struct WeightSelection: Sendable, Hashable {
  /// How the path begins.
  public var prefix: String
  /// How its last part begins, the name in its layer: `weight` is also `weight_ih` and `weight_hh`.
  public var name: String

  /// All weights.
  public static let all = WeightSelection(prefix: "", name: "")

  /// The weights of a name, in all layers or those under a path.
  public static func named(_ name: String, in prefix: String = "") -> WeightSelection {
    WeightSelection(prefix: prefix, name: name)
  }

  /// Whether the weights at a path are meant.
  public func contains(_ path: String) -> Bool {
    let last = path.split(separator: ".").last ?? ""
    return path.hasPrefix(prefix) && last.hasPrefix(name)
  }
}
