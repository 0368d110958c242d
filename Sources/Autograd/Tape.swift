// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
package import TensorCore

/// A record of the operations of one forward pass, in order, which the backward pass follows in reverse.
///
/// The tape is a flat list: node k is the k-th value that was computed, and its pullback turns the
/// gradient of that value into gradients of earlier values. Neither the backward pass nor releasing the
/// tape needs recursion, however deep the model is.
package final class Tape {
  /// A function that takes the gradient of a node's value and adds the gradients of the node's inputs to
  /// `sink`.
  package typealias Pullback = (_ gradient: Tensor, _ sink: Tape) -> Void

  /// A value that was computed.
  private struct Node {
    /// The node's pullback; nil for leaves, and after the pullback has been used.
    var pullback: Pullback?
    var gradient: Tensor?
  }

  private var nodes: ContiguousArray<Node> = []

  /// A note for each operation if a summary was requested; otherwise nil.
  package private(set) var notes: [OperationNote]?
  /// The name of the recorded pass.
  package let pass: PassName
  /// Whether the backward pass has run. After that, nothing more can be recorded.
  package private(set) var isFinished = false

  /// Creates an empty tape.
  ///
  /// - Parameters:
  ///   - isNoting: whether to note operations for a summary.
  ///   - pass: the name of the pass in messages.
  package init(isNoting: Bool = false, pass: PassName = .unnamed) {
    notes = isNoting ? [] : nil
    self.pass = pass
  }

  /// The operation of a caller, such as `propagate`, that the noted operations are part of.
  private var enclosingOperation: String?

  /// Whether operations are noted for a summary.
  package var isNoting: Bool { notes != nil }

  /// Notes the operation whose value was recorded last.
  ///
  /// - Parameters:
  ///   - name: the name of the function that computes the value.
  ///   - work: the number of floating-point operations; nil means one per element of the value, or none
  ///     if the value shares the memory of an input.
  ///   - kept: the number of floats that the operation keeps for the backward pass in addition to the
  ///     value.
  func note(_ name: String, _ value: Tensor, from inputs: [Variable], work: Int?, kept: Int = 0) {
    let isView = inputs.contains { unsafe $0.value.pointer == value.pointer }
    notes?.append(
      OperationNote(
        name: name, enclosingOperation: enclosingOperation, node: nodes.count - 1,
        inputs: inputs.compactMap(\.node), shape: value.shape,
        work: work ?? (isView ? 0 : value.count),
        byteCount: ((isView ? 0 : value.count) + kept) * MemoryLayout<Float>.stride, isFinite: value.isFinite)
    )
  }

  /// Records a value and returns its node number. A leaf has no pullback and keeps its gradient. Traps
  /// if the backward pass has already run.
  ///
  /// - Parameters:
  ///   - operation: the function that computes the value, for messages.
  ///   - name: the name of the operation in messages; nil means the name of the function.
  @inline(__always)
  package func record(_ operation: StaticString, named name: String? = nil, _ pullback: Pullback?) -> Int {
    if isFinished { failFinished(name ?? Self.name(of: operation)) }
    return append(pullback)
  }

  @inline(never)
  private func append(_ pullback: Pullback?) -> Int {
    nodes.append(Node(pullback: pullback, gradient: nil))
    return nodes.count - 1
  }

  /// Adds to the gradient of `node`. Does nothing if `node` is nil, because constants have no gradient.
  package func add(_ gradient: @autoclosure () -> Tensor, to node: Int?) {
    guard let node else { return }
    let gradient = gradient()
    if nodes[node].gradient == nil {
      nodes[node].gradient = gradient
    } else {
      nodes[node].gradient?.accumulate(gradient)
    }
  }

  /// Propagates `gradient` from `node` back to the leaves, and releases each pullback and gradient after
  /// use. Traps if the backward pass has already run.
  package func backward(from node: Int, gradient: Tensor) {
    if isFinished { failFinished("backward") }
    isFinished = true
    nodes[node].gradient = gradient
    for index in stride(from: node, through: 0, by: -1) {
      guard let used = takeNode(index) else { continue }
      used.pullback(used.gradient, self)
    }
  }

  /// Removes the pullback of a node and the gradient that has reached it from the tape, and returns
  /// them. Returns nil for a leaf, which keeps its gradient, and for a node that no gradient has
  /// reached.
  private func takeNode(_ index: Int) -> (pullback: Pullback, gradient: Tensor)? {
    guard let pullback = nodes[index].pullback else { return nil }
    let gradient = nodes[index].gradient
    nodes[index] = Node(pullback: nil, gradient: nil)
    return gradient.map { (pullback, $0) }
  }

  /// Removes the gradient of a leaf from the tape and returns it; returns nil if no gradient has reached
  /// the leaf.
  package func takeGradient(of node: Int) -> Tensor? {
    defer { nodes[node].gradient = nil }
    return nodes[node].gradient
  }
}

extension Tape {
  /// Returns the part of a function's name before its argument list.
  static func name(of function: StaticString) -> String {
    String(describing: function).prefix { $0 != "(" }.description
  }

  /// Returns the tape of two operands, or nil if both are constants. Traps if they belong to different
  /// passes.
  @inline(__always)
  static func common(_ left: Tape?, _ right: Tape?, _ operation: StaticString, named name: String? = nil)
    -> Tape?
  {
    guard let left else { return right }
    if let right, left !== right { failForeign(name ?? Self.name(of: operation), left.pass, right.pass) }
    return left
  }

  /// Traps because two operands belong to different passes.
  @inline(never)
  private static func failForeign(_ operation: String, _ one: PassName, _ other: PassName) -> Never {
    if one.isPart || other.isPart {
      fatalError(
        """
        \(operation): operands come from two passes, \(one) and \(other); a part that is computed again must \
        use the inputs and the context passed to its closure instead of those outside
        """)
    }
    if one == other {
      fatalError(
        """
        \(operation): operands come from two passes that are both \(one); use one context for the whole \
        pass, or call `detached` on the value that is kept between passes
        """)
    }
    fatalError(
      """
      \(operation): operands come from two passes, \(one) and \(other); call `detached` on the value that is \
      kept between passes
      """)
  }

  /// Traps because an operand belongs to a pass that has ended.
  @inline(never)
  private func failFinished(_ operation: String) -> Never {
    fatalError(
      """
      \(operation): an operand belongs to \(pass), which ended when its gradients were computed; call \
      `detached` on the value that is kept between passes
      """)
  }
}

/// The name of a pass in messages.
package struct PassName: Equatable, CustomStringConvertible {
  /// The purpose of a pass.
  package enum Kind { case training, evaluation, summary, unnamed }

  private let kind: Kind
  private let seed: UInt64
  private let step: UInt64
  /// Whether the pass recomputes a part of another pass.
  package let isPart: Bool

  /// Creates a name.
  package init(_ kind: Kind, seed: UInt64 = 0, step: UInt64 = 0, isPart: Bool = false) {
    self.kind = kind
    self.seed = seed
    self.step = step
    self.isPart = isPart
  }

  /// The name of a pass that was not given one.
  package static let unnamed = PassName(.unnamed)

  /// A phrase such as `training step 3 of seed 1`.
  package var description: String {
    let whole =
      switch kind {
      case .training: "training step \(step) of seed \(seed)"
      case .evaluation: "an evaluation with gradients"
      case .summary: "the pass of a summary"
      case .unnamed: "a pass without a name"
      }
    return isPart ? "a recomputed part of \(whole)" : whole
  }
}

// MARK: Operations on constants

extension Tape {
  /// A box for the tape of the current task. The tape never leaves that task.
  @safe private final class Current: @unchecked Sendable {
    let tape: Tape
    init(_ tape: Tape) { self.tape = tape }
  }

  @TaskLocal private static var current: Current?
  /// The number of tapes that note operations on constants. It is nearly always 0, in which case an
  /// operation need not read the task-local value.
  private static let currentCount = Atomic<Int>(0)

  /// The tape on which operations on constants are noted; nearly always nil.
  static var ofConstants: Tape? { current?.tape }

  /// Whether any task notes operations on constants.
  @inline(__always)
  package static var notesConstants: Bool { currentCount.load(ordering: .relaxed) != 0 }

  /// Runs `body` so that operations on constants are noted too.
  package func notingConstants<Result>(_ body: () throws -> Result) rethrows -> Result {
    Self.currentCount.wrappingAdd(1, ordering: .relaxed)
    defer { Self.currentCount.wrappingSubtract(1, ordering: .relaxed) }
    return try Self.$current.withValue(Current(self)) { try body() }
  }
}

extension Tape {
  /// Runs `body`, whose operations a summary lists as one, called `name`. The outermost name counts.
  package static func grouping(_ name: String, _ body: () -> Variable) -> Variable {
    guard notesConstants, let tape = ofConstants, tape.isNoting, tape.enclosingOperation == nil else {
      return body()
    }
    tape.enclosingOperation = name
    defer { tape.enclosingOperation = nil }
    return body()
  }
}

/// A note about one operation of a pass.
package struct OperationNote {
  /// The name of the function that computes the value.
  package let name: String
  /// The operation that the caller wrote, such as `propagate`, if it consists of several.
  package let enclosingOperation: String?
  /// The node number of the value.
  package let node: Int
  /// The node numbers of the values that it depends on.
  package let inputs: [Int]
  /// The shape of the value.
  package let shape: Shape
  /// The number of floating-point operations.
  package let work: Int
  /// The memory of the value, 0 if it shares that of an input, plus the memory that the operation keeps
  /// for the backward pass, in bytes.
  package let byteCount: Int
  /// Whether every element of the value is finite.
  package let isFinite: Bool
}
