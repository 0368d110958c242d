// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// A tensor in a forward pass, together with a record of how it was computed.
///
/// Operations on variables compute their result immediately. If an operand depends on a parameter, they
/// also record on the tape of the pass how to turn the gradient of the result into the gradients of the
/// operands. A variable belongs to one pass: an operation traps if its operands come from two passes or
/// from a pass that has ended. Use ``detached`` for a value that is kept between passes.
public struct Variable {
  /// The tensor.
  public let value: Tensor
  /// The tape of the pass; nil for constants.
  package let tape: Tape?
  /// The node number of the value on its tape; nil for constants.
  package let node: Int?
  /// The squashing function whose output this is, even after reshaping. Losses of scores use it to
  /// reject probabilities.
  package var squashing = Squashing.none

  /// A function that turns scores into probabilities.
  package enum Squashing: UInt8 { case none, sigmoid, softmax }

  /// Creates a constant, to which no gradient flows.
  public init(_ constant: Tensor) {
    value = constant
    tape = nil
    node = nil
  }

  /// Creates a leaf of `tape`, which receives a gradient and keeps it.
  package init(leaf value: Tensor, on tape: Tape) {
    self.value = value
    self.tape = tape
    node = tape.record("parameter", nil)
  }

  /// Creates the result of an operation with two inputs. This form needs no array.
  ///
  /// It is inlined so that operations on constants create no pullback.
  ///
  /// - Parameter work: see ``Tape/note(_:_:from:work:kept:)``; the same holds for the other forms.
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

  /// Creates the result of an operation with any number of inputs.
  ///
  /// - Parameter name: the name of the operation; nil means the name of the function.
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

  /// Creates the result of an operation with one input. This form needs no array and is inlined for the
  /// same reason.
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

  /// Creates a value computed from `inputs` whose pullback the caller provides; `tape` is the tape of
  /// the pass. Traps if an input belongs to another pass.
  package init(
    _ value: Tensor, of inputs: [Variable], on tape: Tape, function: StaticString = #function,
    pullback: @escaping Tape.Pullback
  ) {
    for input in inputs { _ = Tape.common(tape, input.tape, function) }
    self.value = value
    self.tape = tape
    node = tape.record(function, pullback)
  }

  /// Whether an operation on both operands records nothing. Small operations check this before they
  /// capture what a pullback needs.
  @inline(__always)
  static func areConstants(_ left: Variable, _ right: Variable) -> Bool {
    left.tape == nil && right.tape == nil && !Tape.notesConstants
  }

  /// The shape of the tensor.
  public var shape: Shape { value.shape }

  /// Whether a gradient flows through this variable.
  public var dependsOnParameters: Bool { tape != nil }

  /// The same value as a constant, through which no gradient flows.
  public var detached: Variable {
    // A summary also counts the operations before this point, so the link to them is kept.
    if let tape, tape.isNoting { return Variable(value, from: self, work: 0) { _, _ in } }
    return Variable(value)
  }

  /// Runs the backward pass from this value, which must have a single element unless `cotangent` is
  /// given.
  package func backward(cotangent: Tensor? = nil) {
    guard let tape, let node else { return }
    let gradient = cotangent ?? Tensor(repeating: 1, shape: shape)
    guard gradient.shape == shape && (cotangent != nil || value.count == 1) else {
      shapeFailure(
        "backward", [shape, gradient.shape], "a value of several elements needs a cotangent of its shape")
    }
    tape.backward(from: node, gradient: gradient)
  }

  /// Removes the gradient from this leaf and returns it; returns zeros if no gradient has reached the
  /// leaf.
  package func takeGradient() -> Tensor {
    guard let tape, let node else { return Tensor(zeros: shape) }
    return tape.takeGradient(of: node) ?? Tensor(zeros: shape)
  }
}

extension Variable: CustomStringConvertible {
  /// The description of ``value``.
  public var description: String { "\(value)" }
}
