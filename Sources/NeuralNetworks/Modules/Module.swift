// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// A part of a model: a struct of parameters and other modules. A copy of a trained module is a snapshot
/// of it: `var best = model`.
///
/// ```swift
/// public mutating func visitParameters(_ visitor: ParameterVisitor) {
///   visitor("lin", &lin)
///   visitor("bias", &bias)
/// }
/// ```
public protocol Module: Sendable {
  /// Passes every parameter, running statistic and submodule to `visitor`, one call each, under its name
  /// in PyTorch.
  mutating func visitParameters(_ visitor: ParameterVisitor)
}

/// A module that turns one tensor into another.
public protocol Layer: Module {
  /// The output for `input`.
  func callAsFunction(_ input: Variable, _ context: ForwardContext) -> Variable
  /// Creates the parameters whose shapes depend on that of the input, `[batch, ...]`, in layers that were
  /// created without the size of their input. Does nothing for parameters that have a shape. Layers that
  /// contain other layers build these; the default does nothing.
  mutating func build(inputShape: Shape)
}

extension Layer {
  public mutating func build(inputShape: Shape) {}

  /// Returns the layer with the parameters for an input of the given shape; see ``build(inputShape:)``.
  public func built(inputShape: Shape) -> Self {
    var copy = self
    copy.build(inputShape: inputShape)
    return copy
  }

  /// Returns the shape of the output for an input of the given shape, by a pass over zeros.
  func outputShape(for inputShape: Shape) -> Shape {
    initialized(seed: 0)(Variable(Tensor(zeros: inputShape)), ForwardContext()).shape
  }
}

/// The order of a parameter's axes in a file, relative to the order in memory.
public enum ParameterLayout: Sendable {
  /// The same order as in memory.
  case same
  /// A matrix with exchanged axes. Weights are `[in, out]` in memory, so that a sparse input reads whole
  /// rows of them, and `[out, in]` in files, as in PyTorch.
  case transposed
}

/// A visitor that walks over the parameters of a module and keeps track of the path of names.
public final class ParameterVisitor {
  private let body: (_ path: String, _ parameter: inout Parameter, _ layout: ParameterLayout) -> Void
  private let statistic: (_ path: String, _ statistic: inout RunningStatistic) -> Void
  private var prefix = ""

  /// Creates a visitor that calls `body` for every parameter and `statistic` for every running
  /// statistic.
  public init(
    _ body: @escaping (_ path: String, _ parameter: inout Parameter, _ layout: ParameterLayout) -> Void,
    statistic: @escaping (_ path: String, _ statistic: inout RunningStatistic) -> Void = { _, _ in }
  ) {
    self.body = body
    self.statistic = statistic
  }

  /// Visits a running statistic.
  public func callAsFunction(statistic name: String, _ value: inout RunningStatistic) {
    statistic(prefix + name, &value)
  }

  /// Visits a parameter.
  public func callAsFunction(_ name: String, _ parameter: inout Parameter, layout: ParameterLayout = .same) {
    body(prefix + name, &parameter, layout)
  }

  /// Visits a parameter that may be nil.
  public func callAsFunction(_ name: String, _ parameter: inout Parameter?) {
    guard var present = parameter else { return }
    // A second reference to the weights would make any change copy them.
    parameter = nil
    body(prefix + name, &present, .same)
    parameter = present
  }

  /// Visits the parameters of a submodule.
  public func callAsFunction(_ name: String, _ module: inout some Module) {
    let outer = prefix
    prefix += name + "."
    module.visitParameters(self)
    prefix = outer
  }

  /// Visits the parameters of a submodule that may be nil.
  public func callAsFunction(_ name: String, _ module: inout (some Module)?) {
    guard var present = module else { return }
    // As for parameters: with two references, any change would copy the weights.
    module = nil
    self(name, &present)
    module = present
  }

  /// Visits submodules as `name.0`, `name.1` and so on, as in PyTorch's `ModuleList`.
  ///
  /// ```swift
  /// var layers: [GCNConv]
  /// mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("layers", &layers) }
  /// ```
  public func callAsFunction(_ name: String, _ modules: inout [some Module]) {
    self("\(name).", &modules, first: 0)
  }

  /// Visits submodules as `name` directly followed by a number that starts at `first`: `conv1`, `conv2`
  /// if `first` is 1.
  public func callAsFunction(_ name: String, _ modules: inout [some Module], first: Int) {
    for index in modules.indices { self("\(name)\(first + index)", &modules[index]) }
  }
}

extension Module {
  /// The number of weights. A parameter that occurs in several places counts once.
  public var parameterCount: Int {
    var count = 0
    var seen: Set<Parameter.Identity> = []
    var separated = self
    separated.separateCopies()
    separated.forEachParameter { _, parameter, _ in
      if seen.insert(parameter.identity).inserted { count += parameter.shape.elementCount }
    }
    return count
  }

  /// Whether the shapes of all parameters are known.
  public var isBuilt: Bool {
    var result = true
    forEachParameter { _, parameter, _ in if !parameter.isBuilt { result = false } }
    return result
  }

  /// Calls `body` for every parameter of a copy of the module, and `statistic` for every running
  /// statistic.
  package func forEachParameter(
    _ body: (_ path: String, _ parameter: Parameter, _ layout: ParameterLayout) -> Void,
    statistic: (_ path: String, _ statistic: RunningStatistic) -> Void = { _, _ in }
  ) {
    var copy = self
    withoutActuallyEscaping(body) { body in
      withoutActuallyEscaping(statistic) { statistic in
        copy.visitParameters(ParameterVisitor({ body($0, $1, $2) }, statistic: { statistic($0, $1) }))
      }
    }
  }
}
