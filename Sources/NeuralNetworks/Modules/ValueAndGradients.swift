// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import TensorCore

extension Module {
  /// Returns the loss of training step `step` and its gradients with respect to every parameter that the
  /// pass uses.
  ///
  /// ```swift
  /// for step in 0..<200 {
  ///   let (loss, gradients) = model.valueAndGradients(seed: 1, step: step) { model, context in
  ///     model(features, context).crossEntropy(labels: labels)
  ///   }
  ///   optimizer.update(&model, along: gradients.clipped(norm: 5))
  /// }
  /// ```
  ///
  /// Nothing of the pass remains in memory when this method returns, so that the optimiser can change
  /// the weights in place.
  ///
  /// Traps if the loss is not a single number or depends on no parameter of the pass. In step 0, and in
  /// debug builds in every step, it also traps if the pass uses a parameter or running statistic of the
  /// model that ``visitParameters(_:)`` does not visit, because that parameter would never be trained or
  /// saved.
  ///
  /// - Parameters:
  ///   - seed: the seed that, together with `step`, determines all random numbers.
  ///   - step: the number of the step, starting at 0.
  ///   - penalties: penalties on weights, which are added to the loss.
  ///   - loss: a function that computes the loss from the model and the context of the pass. Penalties
  ///     that layers add, such as ``ActivityPenalty``, are added to the loss too.
  /// - Returns: the loss with all penalties, and the gradients.
  public func valueAndGradients(
    seed: UInt64, step: Int, penalties: [WeightPenalty] = [],
    _ loss: (_ model: Self, _ context: ForwardContext) throws -> Variable
  ) rethrows -> (value: Float, gradients: Gradients) {
    let context = ForwardContext(training: seed, step: step)
    context.model = ForwardContext.KnownModel(problem: problem, layer: nameOfLayer)
    let total = context.penalized(try loss(self, context), self, penalties)
    guard total.value.count == 1 else {
      shapeFailure(
        "valueAndGradients", [total.shape], "the loss must be a single number; call mean() or sum() on it")
    }
    #if DEBUG
      let checks = true
    #else
      let checks = step == 0
    #endif
    if checks, let problem = unvisitedParameter(in: context) { fatalError(problem) }
    let value = total.value
    return (value.scalars[0], context.gradients(of: total))
  }

  /// Returns the name of the layer that a parameter belongs to: its path without the parameter name.
  private func nameOfLayer(of parameter: Parameter) -> String? {
    var name: String?
    forEachParameter { path, other, _ in
      if other.identity == parameter.identity {
        name = path.split(separator: ".").dropLast().joined(separator: ".")
      }
    }
    return name
  }

  /// Returns a message about a parameter that has no value.
  private func problem(_ parameter: Parameter) -> String? {
    var name: String?
    forEachParameter { path, other, _ in if other.identity == parameter.identity { name = path } }
    guard let name else { return UnvisitedParameter(among: [parameter.identity], in: self)?.description }
    return """
      valueAndGradients: parameter '\(name)' of \(Self.self) has no value yet; draw initial values with \
      initialized(seed:), or load weights
      """
  }

  /// Returns a message if the pass has used a parameter or statistic of this model that
  /// `visitParameters` does not visit; otherwise nil. The pass may use parameters of other models.
  package func unvisitedParameter(in context: ForwardContext) -> String? {
    let missing = context.usedParameters.union(context.observations.keys).subtracting(visitedParameters)
    if missing.isEmpty { return nil }
    return UnvisitedParameter(among: missing, in: self)?.description
  }

  /// The identities of the parameters and statistics that `visitParameters` visits.
  fileprivate var visitedParameters: Set<Parameter.Identity> {
    var identities: Set<Parameter.Identity> = []
    forEachParameter { _, parameter, _ in
      identities.insert(parameter.identity)
    } statistic: {
      identities.insert($1.identity)
    }
    return identities
  }
}

/// A parameter or statistic in the properties of a model that the model does not visit.
private struct UnvisitedParameter: CustomStringConvertible {
  /// The property names that lead to the parameter.
  let path: [String]
  let shape: Shape
  /// The type whose `visitParameters` should visit it. `property` is the property to add there.
  let type: String
  let property: String

  /// Finds the first parameter of `identities` in `model`.
  init?(among identities: Set<Parameter.Identity>, in model: some Module) {
    guard let found = Self.find(identities, in: model, path: [], owner: nil) else { return nil }
    self = found
  }

  private init(path: [String], shape: Shape, owner: (type: String, depth: Int)?) {
    self.path = path
    self.shape = shape
    type = owner?.type ?? "the model"
    property = path.dropFirst(owner?.depth ?? 0).first ?? ""
  }

  /// Searches `value` and its properties recursively.
  ///
  /// - Parameter owner: the innermost module on the path that does not visit all `identities`, and the
  ///   length of its path.
  private static func find(
    _ identities: Set<Parameter.Identity>, in value: Any, path: [String], owner: (type: String, depth: Int)?
  ) -> UnvisitedParameter? {
    if let parameter = value as? Parameter {
      return identities.contains(parameter.identity)
        ? UnvisitedParameter(path: path, shape: parameter.shape, owner: owner) : nil
    }
    if let statistic = value as? RunningStatistic {
      return identities.contains(statistic.identity)
        ? UnvisitedParameter(path: path, shape: statistic.value.shape, owner: owner) : nil
    }
    // No model is nested this deeply; a cycle of references would be.
    guard path.count < 20 else { return nil }
    var owner = owner
    if let module = value as? any Module, !identities.isSubset(of: module.visitedParameters) {
      owner = ("\(Swift.type(of: module))", path.count)
    }
    for (number, child) in Mirror(reflecting: value).children.enumerated() {
      let isOptional = child.label == "some"
      let step = isOptional ? [] : [child.label ?? String(number)]
      if let found = find(identities, in: child.value, path: path + step, owner: owner) { return found }
    }
    return nil
  }

  var description: String {
    """
    valueAndGradients: \(type).visitParameters does not visit `\(property)`, but the pass uses its parameter \
    `\(path.joined(separator: "."))` of shape \(shape), which would never be trained or saved; add \
    `visitor("\(property)", &\(property))`
    """
  }
}
