// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import TensorCore

/// The state that an optimiser keeps for each parameter, by path. If the parameter at a path has a
/// different shape than before, such as the new last layer of a network that is fine-tuned, its state
/// starts again.
struct ParameterStates<State: Sendable>: Sendable {
  private var entries: [String: (shape: Shape, state: State)] = [:]
  private var hasCheckedGroups = false

  /// Removes and returns a state, so that its tensors can be changed in place. Returns nil if there is
  /// none for the parameter.
  mutating func take(_ path: String, for parameter: Parameter) -> State? {
    guard let entry = entries.removeValue(forKey: path), entry.shape == parameter.shape else { return nil }
    return entry.state
  }

  /// Stores a state.
  mutating func put(_ state: State, _ path: String, for parameter: Parameter) {
    entries[path] = (parameter.shape, state)
  }

  /// Traps if the prefix of a group matches no parameter of the model. Checks the first model only.
  mutating func requireMatches(_ groups: [ParameterGroup], in model: some Module) {
    if hasCheckedGroups { return }
    hasCheckedGroups = true
    if groups.isEmpty { return }
    var paths: [String] = []
    model.forEachParameter { path, _, _ in paths.append(path) }
    guard let group = groups.first(where: { group in !paths.contains { $0.hasPrefix(group.prefix) } }) else {
      return
    }
    fatalError(
      "ParameterGroup: no parameter's path starts with '\(group.prefix)': \(paths.joined(separator: ", "))")
  }
}
