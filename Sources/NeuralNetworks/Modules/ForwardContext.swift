public import Autograd
public import TensorCore

/// What one forward pass needs besides its inputs: the mode, the random numbers and the tape.
///
/// Nothing of it outlives the pass: drop the context before the weights are changed, or they are copied.
public final class ForwardContext {
  /// What the pass is for.
  public enum Mode: Sendable {
    /// Gradients are wanted, dropout drops.
    case training
    /// The value is wanted, dropout does nothing.
    case evaluation
  }

  /// What decides a pass besides its inputs.
  struct Settings {
    let mode: Mode
    let seed: UInt64
    let step: UInt64

    /// What messages call the pass.
    func passName(isPart: Bool = false) -> PassName {
      PassName(mode == .training ? .training : .evaluation, seed: seed, step: step, isPart: isPart)
    }
  }

  let settings: Settings
  /// What the pass is for.
  public var mode: Mode { settings.mode }
  private(set) var ordinal: UInt64
  /// What the pass did; nil where no gradient is wanted.
  package let tape: Tape?
  private(set) var leaves: [Parameter.Identity: Variable] = [:]
  /// The parameters that a pass without a tape has used, where a later pass will want to know.
  private(set) var used: [Parameter]?
  /// What layers have observed of their statistics in this pass.
  var observations: [Parameter.Identity: Tensor] = [:]
  /// Who sees inside the pass; nil where nobody does.
  public let observer: PassObserver?
  /// What the pass knows of its model, for messages; nil where it is given none.
  var model: KnownModel?

  /// What messages need of a model.
  struct KnownModel {
    /// What is wrong with a parameter that has no value.
    let problem: (Parameter) -> String?
    /// The name of the layer that a parameter belongs to.
    let layer: (Parameter) -> String?
  }

  /// What messages call a layer: its type, and its name in the model where the pass knows the model.
  ///
  /// - Parameter parameter: a parameter of the layer itself.
  package func name(of type: String, with parameter: Parameter) -> String {
    guard let layer = model?.layer(parameter), !layer.isEmpty else { return type }
    return "\(type) '\(layer)'"
  }
  /// Penalties that layers have asked for and no loss has taken yet.
  var penalties: [Variable] = []

  /// Creates the context of training step `step` of a run with `seed`, which decide all random numbers.
  public init(training seed: UInt64, step: Int, observer: PassObserver? = nil) {
    settings = Settings(mode: .training, seed: seed, step: UInt64(step))
    self.observer = observer
    ordinal = 0
    tape = Tape(pass: settings.passName())
  }

  /// Creates the context of an evaluation, without dropout, whose gradients are wanted.
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

  /// A part of a pass from its random operation `ordinal` on: with a tape of its own, or without one and noting which
  /// parameters it uses.
  init(_ settings: Settings, from ordinal: UInt64, isRecorded: Bool) {
    self.settings = settings
    observer = nil
    self.ordinal = ordinal
    tape = isRecorded ? Tape(pass: settings.passName(isPart: true)) : nil
    used = isRecorded ? nil : []
  }

  /// Takes up after the random operations of a part of this pass, with what it observed.
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

  /// The parameter as a variable of this pass; the same one each time. A frozen one is a constant. Traps if the gradients of
  /// the pass have been computed.
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

  /// Notes that a part of a pass uses a parameter, unless it is a constant.
  @inline(never)
  private func noteUse(of parameter: Parameter) {
    if parameter.isFrozen { return }
    if used?.contains(where: { $0.identity == parameter.identity }) == false { used?.append(parameter) }
  }

  /// Traps where a parameter has no value, and the pass knows the model to say which.
  @inline(never)
  private func requireValue(of parameter: Parameter) {
    if !parameter.hasValue, let problem = model?.problem(parameter) { fatalError(problem) }
  }

  /// The parameters that a recorded pass has used and that are not frozen.
  var usedParameters: Set<Parameter.Identity> { Set(leaves.keys) }

  /// A variable that gradients flow to, for inputs whose gradient is wanted.
  package func leaf(_ value: Tensor) -> Variable {
    tape.map { Variable(leaf: value, on: $0) } ?? Variable(value)
  }

  /// Runs a pass whose operations on constants are noted too, where operations are noted at all.
  func notingConstants(_ pass: () -> Variable) -> Variable { tape?.notingConstants(pass) ?? pass() }

  /// The random numbers of the next random operation of this pass.
  public func nextStream(_ purpose: RandomStream.Purpose) -> RandomStream {
    ordinal += 1
    return RandomStream(seed: settings.seed, purpose: purpose, step: settings.step, ordinal: ordinal)
  }

  /// The gradients of `loss` by every parameter that was used, with the statistics that layers have observed. This ends the
  /// pass: neither the context nor its variables can be used any further.
  ///
  /// ``Module/valueAndGradients(seed:step:penalties:_:)`` creates the context, runs the pass and calls this.
  ///
  /// Traps if the context is that of an evaluation, if the gradients have been computed before, if the loss depends on no
  /// parameter of this pass or belongs to another one, and if it lacks penalties that layers have added.
  ///
  /// - Parameters:
  ///   - loss: a single number, unless `cotangent` is given.
  ///   - cotangent: the gradient of what follows by `loss`, in the shape of `loss`.
  public func gradients(of loss: Variable, cotangent: Tensor? = nil) -> Gradients {
    guard let tape else {
      fatalError(
        "gradients: an evaluation records nothing; create the context with ForwardContext(training:step:)")
    }
    guard !tape.isFinished else {
      fatalError(
        """
        gradients: the gradients of \(tape.pass) were computed before, which ended the pass; add up its losses, or \
        create a context for each pass
        """)
    }
    guard penalties.isEmpty else {
      fatalError("gradients: layers have added penalties that are not in the loss; call penalized(_:_:_:)")
    }
    guard let other = loss.tape else {
      fatalError(
        """
        gradients: the loss depends on no parameter of \(tape.pass); a model takes its parameters from the context of \
        the pass, at least one that is not frozen
        """)
    }
    guard other === tape else {
      fatalError(
        """
        gradients: the loss belongs to another pass, \(other.pass), than this context, \(tape.pass); ask the context \
        that the model was given
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
