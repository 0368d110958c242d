internal import Autograd
public import GraphCore
public import TensorCore

extension Module {
  /// The weights and running statistics by name, with names and axes as in PyTorch.
  public func stateDictionary() -> [(name: String, tensor: Tensor)] {
    var tensors: [(name: String, tensor: Tensor)] = []
    forEachState { path, tensor, layout in
      tensors.append((path, layout == .transposed ? tensor.transposed() : tensor))
    }
    return tensors
  }

  /// Sets all weights and running statistics. Throws `badData` where a name is missing, left over or has another shape; nothing is
  /// changed then. PyTorch's `num_batches_tracked`, which nothing here depends on, is passed over.
  ///
  /// - Parameters:
  ///   - path: the file that is named in errors.
  ///   - prefix: only weights whose name begins so are set, for fine-tuning a part of another model: those of this model must
  ///     all be given and those that are given all be known. The others stay as they are on both sides.
  public mutating func load(
    _ tensors: [(name: String, tensor: Tensor)], from path: String, matching prefix: String = ""
  ) throws(DataError) {
    let tensors = tensors.filter { $0.name.hasPrefix(prefix) }
    var given: [String: Tensor] = [:]
    for (name, tensor) in tensors { given[name] = tensor }
    var failure: String?
    if tensors.isEmpty && !prefix.isEmpty { failure = "has no weights whose name begins with '\(prefix)'" }
    var names: Set<String> = []
    forEachState { name, tensor, layout in
      guard name.hasPrefix(prefix) else { return }
      names.insert(name)
      if name.hasSuffix("running_mean") {
        names.insert(name.dropLast("running_mean".count) + "num_batches_tracked")
      }
      let expected = layout == .transposed ? Shape(tensor.shape.reversed()) : tensor.shape
      if let tensor = given[name] {
        if tensor.shape != expected && failure == nil {
          failure = "weights '\(name)' have shape \(tensor.shape), the model expects \(expected)"
        }
      } else if failure == nil {
        failure = "has no weights '\(name)', which the model expects"
      }
    }
    if failure == nil, let extra = tensors.first(where: { !names.contains($0.name) }) {
      failure = "has weights '\(extra.name)', which the model does not know"
    }
    if let failure { throw DataError(.badData, failure, at: .file(path)) }
    visitParameters(
      ParameterVisitor { name, parameter, layout in
        guard let tensor = given[name] else { return }
        parameter.value = layout == .transposed ? tensor.transposed() : tensor
      } statistic: { name, statistic in
        if let tensor = given[name] { statistic.value = tensor }
      })
  }

  /// Calls `body` for every parameter and running statistic of a copy.
  private func forEachState(
    _ body: (_ path: String, _ tensor: Tensor, _ layout: ParameterLayout) -> Void
  ) {
    var copy = self
    withoutActuallyEscaping(body) { body in
      copy.visitParameters(
        ParameterVisitor {
          body($0, $1.value, $2)
        } statistic: {
          body($0, $1.value, .same)
        })
    }
  }

  /// The gradients by name, with names and axes as in ``stateDictionary()``.
  package func stateDictionary(of gradients: Gradients) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    forEachParameter { path, parameter, layout in
      guard let gradient = gradients[parameter] else { return }
      tensors[path] = layout == .transposed ? gradient.transposed() : gradient
    }
    return tensors
  }
}
