// SPDX-License-Identifier: Apache-2.0

package import Autograd
internal import TensorCore

extension Module {
  /// The name of the first layer, in visiting order, that has a weight that is not finite; nil if all
  /// weights are finite.
  package var layerOfWeightThatIsNotFinite: String? {
    var found: String?
    forEachParameter { path, parameter, _ in
      if found == nil && !parameter.value.isFinite { found = Self.layer(of: path) }
    }
    return found
  }

  /// Returns where values first stop being finite, such as `first at layer conv1`: in the weights, or in
  /// the output of a layer when `pass` runs. The pass runs once, without dropout. Returns nil if all
  /// values are finite.
  package func originOfValueThatIsNotFinite(
    _ pass: (_ model: Self, _ context: ForwardContext) -> Variable
  ) -> String? {
    if let layer = layerOfWeightThatIsNotFinite { return "first in the weights of layer \(layer)" }
    let context = ForwardContext(noting: ())
    _ = pass(self, context)
    var layers = [Int: String]()
    forEachParameter { path, parameter, _ in
      if let node = context.leaves[parameter.identity]?.node { layers[node] = Self.layer(of: path) }
    }
    // Slices, reshapes and transposes of weights still belong to the layer of the weights.
    let shaping: Set = ["slice", "reshaped", "transposed"]
    var current: String?
    for note in context.tape?.notes ?? [] {
      if let layer = note.inputs.lazy.compactMap({ layers[$0] }).first {
        current = layer
        if shaping.contains(note.name) { layers[note.node] = layer }
      }
      if !note.isFinite { return current.map { "first at layer \($0)" } ?? "first at the input" }
    }
    return nil
  }

  /// Returns the part of a weight's path that names its layer, such as `conv1` for `conv1.lin.weight`.
  private static func layer(of path: String) -> String {
    path.split(separator: ".").first.map(String.init) ?? path
  }
}
