// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
public import TensorCore

extension Module {
  /// Returns the weights and running statistics by name, with names and axes as in PyTorch. Traps if
  /// ``visitParameters(_:)`` gives two of them the same name.
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

  /// Sets all weights and running statistics. PyTorch's `num_batches_tracked` is ignored because nothing
  /// here depends on it.
  ///
  /// Throws `badData` if a name is missing or unknown or a shape is different. In this case nothing is
  /// changed.
  ///
  /// - Parameters:
  ///   - path: the file to name in errors.
  ///   - prefix: restricts loading to weights whose name starts with this prefix, for fine-tuning a part
  ///     of another model. All weights of this model that start with the prefix must be given, and all
  ///     given ones must exist in this model. Other weights are ignored on both sides.
  public mutating func load(
    _ tensors: [(name: String, tensor: Tensor)], from path: String, matching prefix: String = ""
  ) throws(DataError) {
    let tensors = tensors.filter { $0.name.hasPrefix(prefix) }
    var given: [String: Tensor] = [:]
    for (name, tensor) in tensors { given[name] = tensor }
    var failure: String?
    if tensors.isEmpty && !prefix.isEmpty { failure = "has no weights whose name starts with '\(prefix)'" }
    var names: Set<String> = []
    let check = { (name: String, shape: Shape) in
      guard name.hasPrefix(prefix) else { return }
      names.insert(name)
      if name.hasSuffix("running_mean") {
        names.insert(name.dropLast("running_mean".count) + "num_batches_tracked")
      }
      if let tensor = given[name] {
        if tensor.shape != shape && failure == nil {
          failure = "weights '\(name)' have shape \(tensor.shape), expected \(shape)"
        }
      } else if failure == nil {
        failure = "has no weights '\(name)', which the model expects"
      }
    }
    requireDistinctNames()
    // Only shapes are compared: weights that are still to be drawn are not drawn here, and a size
    // claimed by a file allocates no memory.
    var tied: [Parameter.Identity: String] = [:]
    forEachParameter { name, parameter, layout in
      parameter.requireBuilt()
      check(name, layout == .transposed ? Shape(parameter.shape.reversed()) : parameter.shape)
      guard parameter.isTied || !parameter.isPending else { return }
      if let other = tied.updateValue(name, forKey: parameter.identity), failure == nil,
        let own = given[name], let others = given[other], own.scalars != others.scalars
      {
        failure = "weights '\(other)' and '\(name)' differ, but are one parameter of the model"
      }
    } statistic: {
      check($0, $1.value.shape)
    }
    if failure == nil, let extra = tensors.first(where: { !names.contains($0.name) }) {
      failure = "has weights '\(extra.name)', which the model does not have"
    }
    if let failure { throw DataError(.badData, failure, at: .file(path)) }
    separateCopies()
    visitParameters(
      ParameterVisitor { name, parameter, layout in
        guard let tensor = given[name] else { return }
        parameter.value = layout == .transposed ? tensor.transposed() : tensor
        parameter.name = name
      } statistic: { name, statistic in
        if let tensor = given[name] { statistic.value = tensor }
      })
  }

  /// Returns the gradients by name, with names and axes as in ``stateDictionary()``.
  package func stateDictionary(of gradients: Gradients) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    forEachParameter { path, parameter, layout in
      guard let gradient = gradients[parameter] else { return }
      tensors[path] = layout == .transposed ? gradient.transposed() : gradient
    }
    return tensors
  }
}
