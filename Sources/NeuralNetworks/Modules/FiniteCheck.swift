package import Autograd
internal import TensorCore

extension Module {
  /// The first layer, in the order in which the model shows its weights, that holds a weight which is no finite number; nil where
  /// all are finite.
  package var layerOfWeightThatIsNotFinite: String? {
    var found: String?
    forEachParameter { path, parameter, _ in
      if found == nil && !parameter.value.isFinite { found = Self.layer(of: path) }
    }
    return found
  }

  /// Where numbers first stop being finite, such as `first at layer conv1`: in the weights, or in what a layer makes of its input in
  /// `pass`, which is run once, without dropout. Nil where all of them are finite.
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
    // What is only cut out of weights, or turned, is still theirs.
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

  /// The part of a weight's path that names its layer: `conv1` of `conv1.lin.weight`.
  private static func layer(of path: String) -> String {
    path.split(separator: ".").first.map(String.init) ?? path
  }
}
