internal import Autograd
public import GraphCore
public import TensorCore

extension Module {
  /// The weights and running statistics by name, with names and axes as in PyTorch. Traps if ``visitParameters(_:)`` gives two of them one
  /// name.
  public func stateDictionary() -> [(name: String, tensor: Tensor)] {
    requireDistinctNames()
    var tensors: [(name: String, tensor: Tensor)] = []
    forEachParameter { path, parameter, layout in
      tensors.append((path, layout == .transposed ? parameter.value.transposed() : parameter.value))
    } statistic: {
      tensors.append(($0, $1.value))
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
    let check = { (name: String, shape: Shape) in
      guard name.hasPrefix(prefix) else { return }
      names.insert(name)
      if name.hasSuffix("running_mean") {
        names.insert(name.dropLast("running_mean".count) + "num_batches_tracked")
      }
      if let tensor = given[name] {
        if tensor.shape != shape && failure == nil {
          failure = "weights '\(name)' have shape \(tensor.shape), the model expects \(shape)"
        }
      } else if failure == nil {
        failure = "has no weights '\(name)', which the model expects"
      }
    }
    requireDistinctNames()
    // Shapes only: weights that have not been drawn are not, and sizes that a file claims take no memory.
    var tied: [Parameter.Identity: String] = [:]
    forEachParameter { name, parameter, layout in
      check(name, layout == .transposed ? Shape(parameter.shape.reversed()) : parameter.shape)
      guard parameter.isTied || !parameter.isPending else { return }
      if let other = tied.updateValue(name, forKey: parameter.identity), failure == nil,
        let own = given[name], let others = given[other], own.scalars != others.scalars
      {
        failure = "weights '\(other)' and '\(name)' differ, the model has one parameter in both places"
      }
    } statistic: {
      check($0, $1.value.shape)
    }
    if failure == nil, let extra = tensors.first(where: { !names.contains($0.name) }) {
      failure = "has weights '\(extra.name)', which the model does not know"
    }
    if let failure { throw DataError(.badData, failure, at: .file(path)) }
    separateCopies()
    visitParameters(
      ParameterVisitor { name, parameter, layout in
        guard let tensor = given[name] else { return }
        parameter.value = layout == .transposed ? tensor.transposed() : tensor
      } statistic: { name, statistic in
        if let tensor = given[name] { statistic.value = tensor }
      })
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
