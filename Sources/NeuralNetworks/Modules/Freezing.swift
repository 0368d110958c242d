internal import Autograd

extension Module {
  /// Makes the parameters whose path begins with `prefix`, all without one, constants: no gradient is computed for them and
  /// training leaves every bit of them alone. Parameters that are tied to them are frozen with them. A prefix that no path
  /// begins with stops the program.
  public mutating func freeze(prefix: String = "") { setFrozen(true, prefix, "freeze") }

  /// Makes the parameters whose path begins with `prefix` learn again.
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
        "\(operation): no parameter's path begins with '\(prefix)': \(paths.joined(separator: ", "))")
    }
    visitParameters(
      ParameterVisitor { _, parameter, _ in
        if identities.contains(parameter.identity) { parameter.isFrozen = isFrozen }
      })
  }
}
