public import TensorCore

/// A tensor on its way through one forward pass, which remembers how it came about.
///
/// Operations on variables compute at once and, where an operand depends on a parameter, note on the pass's
/// tape how to turn the gradient of the result into those of the operands. A variable lives for one pass: an operation
/// traps if its operands come from two passes, or from a pass that has ended. What is kept between passes is ``detached``.
public struct Variable {
  /// The value.
  public let value: Tensor
  /// The tape of the pass; nil for constants.
  package let tape: Tape?
  /// The number of the value on its tape; nil for constants.
  package let node: Int?
  /// What has put out the value, perhaps in another shape: a loss of scores must not be given probabilities.
  package var squashing = Squashing.none

  /// A function that makes probabilities of scores.
  package enum Squashing: UInt8 { case none, sigmoid, softmax }

  /// A value that no gradient flows to.
  public init(_ constant: Tensor) {
    value = constant
    tape = nil
    node = nil
  }

  /// A leaf of `tape`: gradients flow to it and stay there.
  package init(leaf value: Tensor, on tape: Tape) {
    self.value = value
    self.tape = tape
    node = tape.record("parameter", nil)
  }

  /// The two-input form, which needs no array.
  ///
  /// Inlined, so that operations on constants make no pullback.
  ///
  /// - Parameter work: see ``Tape/note(_:_:from:work:kept:)``, as in the other forms.
  @inline(__always)
  init(
    _ value: Tensor, from left: Variable, _ right: Variable, work: @autoclosure () -> Int? = nil,
    function: StaticString = #function, pullback: @escaping Tape.Pullback
  ) {
    self.value = value
    let common = Tape.common(left.tape, right.tape, function)
    guard common != nil || Tape.notesConstants, let tape = common ?? Tape.ofConstants else {
      tape = nil
      node = nil
      return
    }
    self.tape = tape
    node = tape.record(function, pullback)
    if tape.isNoting { tape.note(Tape.name(of: function), value, from: [left, right], work: work()) }
  }

  /// - Parameter name: of the operation; nil: that of the function.
  init(
    _ value: Tensor, from inputs: [Variable], work: @autoclosure () -> Int? = nil, kept: Int = 0,
    name: String? = nil, function: StaticString = #function, pullback: @escaping Tape.Pullback
  ) {
    self.value = value
    var common: Tape?
    for input in inputs { common = Tape.common(common, input.tape, function, named: name) }
    guard common != nil || Tape.notesConstants, let tape = common ?? Tape.ofConstants else {
      tape = nil
      node = nil
      return
    }
    self.tape = tape
    node = tape.record(function, named: name, pullback)
    if tape.isNoting {
      tape.note(name ?? Tape.name(of: function), value, from: inputs, work: work(), kept: kept)
    }
  }

  /// The one-input form, which needs no array; inlined for the same reason.
  @inline(__always)
  init(
    _ value: Tensor, from input: Variable, work: @autoclosure () -> Int? = nil, kept: Int = 0,
    function: StaticString = #function, pullback: @escaping Tape.Pullback
  ) {
    self.value = value
    guard input.tape != nil || Tape.notesConstants, let tape = input.tape ?? Tape.ofConstants else {
      tape = nil
      node = nil
      return
    }
    self.tape = tape
    node = tape.record(function, pullback)
    if tape.isNoting {
      tape.note(Tape.name(of: function), value, from: [input], work: work(), kept: kept)
    }
  }

  /// A value of `inputs` whose pullback the caller has put together; `tape` is that of the pass. Traps if an input is from
  /// another pass.
  package init(
    _ value: Tensor, of inputs: [Variable], on tape: Tape, function: StaticString = #function,
    pullback: @escaping Tape.Pullback
  ) {
    for input in inputs { _ = Tape.common(tape, input.tape, function) }
    self.value = value
    self.tape = tape
    node = tape.record(function, pullback)
  }

  /// Whether an operation on both records nothing: small operations ask before they capture what a pullback needs.
  @inline(__always)
  static func areConstants(_ left: Variable, _ right: Variable) -> Bool {
    left.tape == nil && right.tape == nil && !Tape.notesConstants
  }

  /// The shape of the value.
  public var shape: Shape { value.shape }

  /// Whether a gradient flows through this variable.
  public var dependsOnParameters: Bool { tape != nil }

  /// The same value as a constant: no gradient flows further back.
  public var detached: Variable {
    // A summary counts what came before all the same.
    if let tape, tape.isNoting { return Variable(value, from: self, work: 0) { _, _ in } }
    return Variable(value)
  }

  /// Starts the backward pass from this value, a single number unless `cotangent` is given.
  package func backward(cotangent: Tensor? = nil) {
    guard let tape, let node else { return }
    let gradient = cotangent ?? Tensor(repeating: 1, shape: shape)
    guard gradient.shape == shape && (cotangent != nil || value.count == 1) else {
      shapeFailure(
        "backward", [shape, gradient.shape], "a value of several elements needs a cotangent of its shape")
    }
    tape.backward(from: node, gradient: gradient)
  }

  /// The gradient that has reached this leaf; zeros where none has.
  package func takeGradient() -> Tensor {
    guard let tape, let node else { return Tensor(zeros: shape) }
    return tape.takeGradient(of: node) ?? Tensor(zeros: shape)
  }
}
