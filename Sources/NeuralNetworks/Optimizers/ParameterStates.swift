internal import Autograd
internal import TensorCore

/// What an optimiser remembers of every parameter, by its path. A parameter of another shape than the one before at its path, such as
/// the new last layer of a network that is fine-tuned, begins anew.
struct ParameterStates<State: Sendable>: Sendable {
  private var entries: [String: (shape: Shape, state: State)] = [:]

  /// Takes a state out, so that its tensors can be changed in place; nil where there is none for the parameter.
  mutating func take(_ path: String, for parameter: Parameter) -> State? {
    guard let entry = entries.removeValue(forKey: path), entry.shape == parameter.shape else { return nil }
    return entry.state
  }

  /// Puts a state back.
  mutating func put(_ state: State, _ path: String, for parameter: Parameter) {
    entries[path] = (parameter.shape, state)
  }
}
