// SPDX-License-Identifier: Apache-2.0

internal import Autograd

extension Module {
  /// Freezes the parameters whose path starts with `prefix`, or all parameters if the prefix is empty:
  /// no gradient is computed for them, and training does not change them in any bit. Parameters tied to
  /// them are frozen too. Traps if no path starts with the prefix.
  public mutating func freeze(prefix: String = "") { setFrozen(true, prefix, "freeze") }

  /// Makes the parameters whose path starts with `prefix` trainable again. Traps if no path starts with
  /// the prefix.
  public mutating func unfreeze(prefix: String = "") { setFrozen(false, prefix, "unfreeze") }

  private mutating func setFrozen(_ isFrozen: Bool, _ prefix: String, _ operation: StaticString) {
    var identities: Set<Parameter.Identity> = []
    var paths: [String] = []
    forEachParameter { path, parameter, _ in
      paths.append(path)
      if path.hasPrefix(prefix) { identities.insert(parameter.identity) }
    }
    guard prefix.isEmpty || !identities.isEmpty else {
      fatalError(
        "\(operation): no parameter's path starts with '\(prefix)': \(paths.joined(separator: ", "))")
    }
    visitParameters(
      ParameterVisitor { _, parameter, _ in
        if identities.contains(parameter.identity) { parameter.isFrozen = isFrozen }
      })
  }
}
