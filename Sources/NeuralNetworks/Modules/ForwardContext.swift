// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import TensorCore

/// The context of one forward pass: the mode, the random numbers and the tape.
///
/// A context belongs to one pass. Release it before the weights change; as long as it holds the weights,
/// a change copies them.
public final class ForwardContext {
  /// The purpose of a pass.
  public enum Mode: Sendable {
    /// Computes gradients, and dropout is active.
    case training
    /// Computes outputs only, and dropout is inactive.
    case evaluation
  }

  /// The settings that determine a pass in addition to its inputs.
  struct Settings {
    let mode: Mode
    let seed: UInt64
    let step: UInt64

    /// Returns the name of the pass in messages.
    func passName(isPart: Bool = false) -> PassName {
      PassName(mode == .training ? .training : .evaluation, seed: seed, step: step, isPart: isPart)
    }
  }

  let settings: Settings
  /// The purpose of the pass.
  public var mode: Mode { settings.mode }
  private(set) var ordinal: UInt64
  /// The tape of the pass; nil if no gradients are needed.
  package let tape: Tape?
  private(set) var leaves: [Parameter.Identity: Variable] = [:]
  /// The parameters that a pass without a tape has used, if a later pass needs to know them.
  private(set) var used: [Parameter]?
  /// The new values of running statistics that layers have observed in this pass.
  var observations: [Parameter.Identity: Tensor] = [:]
  /// The observer of the pass; nil if there is none.
  public let observer: PassObserver?
  /// The information about the model that messages need; nil if the model is unknown.
  var model: KnownModel?

  /// The information about a model that messages need.
  struct KnownModel {
    /// Returns a message about a parameter that has no value.
    let problem: (Parameter) -> String?
    /// Returns the name of the layer that a parameter belongs to.
    let layer: (Parameter) -> String?
  }

  /// Returns the name of a layer in messages: its type, followed by its name in the model of the pass, or
  /// else in the model that drew or loaded its weights.
  ///
  /// - Parameter parameter: a parameter of the layer itself.
  package func name(of type: String, with parameter: Parameter) -> String {
    let path = parameter.name?.split(separator: ".").dropLast().joined(separator: ".")
    guard let layer = model?.layer(parameter) ?? path, !layer.isEmpty else { return type }
    return "\(type) '\(layer)'"
  }
  /// Whether models keep only the inputs of their layers and compute everything else again in the backward pass.
  package var recomputesLayers = false
  /// The penalties that layers have added and that are not yet part of a loss.
  var penalties: [Variable] = []

  /// Creates the context of training step `step` of a run with `seed`. Together they determine all
  /// random numbers.
  public init(training seed: UInt64, step: Int, observer: PassObserver? = nil) {
    settings = Settings(mode: .training, seed: seed, step: UInt64(step))
    self.observer = observer
    ordinal = 0
    tape = Tape(pass: settings.passName())
  }

  /// Creates the context of an evaluation with gradients. Dropout is inactive.
  package init(evaluating seed: UInt64, step: Int, observer: PassObserver? = nil) {
    settings = Settings(mode: .evaluation, seed: seed, step: UInt64(step))
    self.observer = observer
    ordinal = 0
    tape = Tape(pass: settings.passName())
  }

  /// Creates the context of an evaluation whose operations are noted for a summary.
  package init(noting: Void) {
    settings = Settings(mode: .evaluation, seed: 0, step: 0)
    observer = nil
    ordinal = 0
    tape = Tape(isNoting: true, pass: PassName(.summary))
  }

  /// Creates the context of a part of a pass, starting at its random operation `ordinal`. The part
  /// either has a separate tape, or has none and notes which parameters it uses.
  init(_ settings: Settings, from ordinal: UInt64, isRecorded: Bool) {
    self.settings = settings
    observer = nil
    self.ordinal = ordinal
    tape = isRecorded ? Tape(pass: settings.passName(isPart: true)) : nil
    used = isRecorded ? nil : []
  }

  /// Continues after the random operations of a part of this pass, and takes over the statistics that
  /// the part observed.
  func resume(after part: ForwardContext) {
    ordinal = part.ordinal
    observations = part.observations
  }

  /// Creates the context of an evaluation, which records nothing.
  public init(observer: PassObserver? = nil) {
    settings = Settings(mode: .evaluation, seed: 0, step: 0)
    self.observer = observer
    ordinal = 0
    tape = nil
  }

  /// The parameter as a variable of this pass, the same variable on every access. A frozen parameter is
  /// a constant. Traps if the gradients of the pass have already been computed.
  public subscript(parameter: Parameter) -> Variable {
    guard let tape else {
      if parameter.isPending { requireValue(of: parameter) }
      if used != nil { noteUse(of: parameter) }
      return Variable(parameter.value)
    }
    if let leaf = leaves[parameter.identity] { return leaf }
    if parameter.isPending { requireValue(of: parameter) }
    if parameter.isFrozen && !tape.isNoting { return Variable(parameter.value) }
    let leaf = Variable(leaf: parameter.value, on: tape)
    leaves[parameter.identity] = leaf
    return leaf
  }

  /// Notes that a part of a pass uses a parameter, unless the parameter is a constant.
  @inline(never)
  private func noteUse(of parameter: Parameter) {
    if parameter.isFrozen { return }
    if used?.contains(where: { $0.identity == parameter.identity }) == false { used?.append(parameter) }
  }

  /// Traps with the name of the parameter if it has no value and the model is known.
  @inline(never)
  private func requireValue(of parameter: Parameter) {
    if !parameter.hasValue, let problem = model?.problem(parameter) { fatalError(problem) }
  }

  /// The identities of the parameters that a recorded pass has used and that are not frozen.
  var usedParameters: Set<Parameter.Identity> { Set(leaves.keys) }

  /// Returns a variable that receives a gradient, for inputs whose gradient is needed. Without a tape it
  /// is a constant.
  package func leaf(_ value: Tensor) -> Variable {
    tape.map { Variable(leaf: value, on: $0) } ?? Variable(value)
  }

  /// Runs a pass in such a way that operations on constants are noted too, if operations are noted at
  /// all.
  func notingConstants<Result>(_ pass: () -> Result) -> Result { tape?.notingConstants(pass) ?? pass() }

  /// Returns the random numbers of the next random operation of this pass.
  public func nextStream(_ purpose: RandomStream.Purpose) -> RandomStream {
    ordinal += 1
    return RandomStream(seed: settings.seed, purpose: purpose, step: settings.step, ordinal: ordinal)
  }

  /// Returns the gradients of `loss` with respect to every parameter that was used, together with the
  /// statistics that layers have observed. This ends the pass: after it, neither the context nor its
  /// variables can be used.
  ///
  /// ``Module/valueAndGradients(seed:step:penalties:_:)`` creates the context, runs the pass and calls
  /// this method.
  ///
  /// Traps if the context is that of an evaluation without gradients, if the gradients have already been
  /// computed, if the loss depends on no parameter of this pass or belongs to another pass, or if the
  /// loss lacks penalties that layers have added.
  ///
  /// - Parameters:
  ///   - loss: a single number, unless `cotangent` is given.
  ///   - cotangent: the gradient of the final result with respect to `loss`, in the shape of `loss`.
  public func gradients(of loss: Variable, cotangent: Tensor? = nil) -> Gradients {
    guard let tape else {
      fatalError(
        "gradients: an evaluation records nothing; create the context with ForwardContext(training:step:)")
    }
    guard !tape.isFinished else {
      fatalError(
        """
        gradients: the gradients of \(tape.pass) were computed before, which ended the pass; add the losses \
        of the pass, or create a context for each pass
        """)
    }
    guard penalties.isEmpty else {
      fatalError(
        "gradients: layers have added penalties that are not in the loss; add them with penalized(_:_:_:)")
    }
    guard let other = loss.tape else {
      fatalError(
        """
        gradients: the loss depends on no parameter of \(tape.pass); the model must take its parameters from \
        the context of the pass, and at least one of them must not be frozen
        """)
    }
    guard other === tape else {
      fatalError(
        """
        gradients: the loss belongs to another pass, \(other.pass), than this context, \(tape.pass); use the \
        context that was passed to the model
        """)
    }
    loss.backward(cotangent: cotangent)
    var gradients = Gradients()
    gradients.observations = observations
    for (identity, leaf) in leaves { gradients[identity] = leaf.takeGradient() }
    leaves = [:]
    return gradients
  }
}
