internal import Synchronization
package import TensorCore

/// What one forward pass did, in order, so that it can be walked backwards.
///
/// A flat list: node k is the k-th value that was computed, its pullback turns the gradient of its value into
/// gradients of earlier values. Walking and releasing need no recursion, whatever the depth.
package final class Tape {
  /// Receives the gradients of a node's inputs.
  package typealias Pullback = (_ gradient: Tensor, _ sink: Tape) -> Void

  /// A value that was computed.
  private struct Node {
    /// Nil for leaves, and once it has been used.
    var pullback: Pullback?
    var gradient: Tensor?
  }

  private var nodes: ContiguousArray<Node> = []

  /// What every operation did, where a summary is wanted; nil otherwise.
  package private(set) var notes: [OperationNote]?
  /// The pass that is recorded.
  package let pass: PassName
  /// Whether the backward pass has run, after which nothing can be recorded.
  package private(set) var isFinished = false

  /// Creates an empty tape.
  ///
  /// - Parameters:
  ///   - isNoting: whether operations are noted for a summary.
  ///   - pass: what messages call the pass.
  package init(isNoting: Bool = false, pass: PassName = .unnamed) {
    notes = isNoting ? [] : nil
    self.pass = pass
  }

  /// Whether operations are noted.
  package var isNoting: Bool { notes != nil }

  /// Notes an operation whose value has been recorded last.
  ///
  /// - Parameters:
  ///   - name: the name of the function that computes it.
  ///   - work: floating-point operations; nil: one an element of the value.
  ///   - kept: how many numbers besides the value it keeps for the way back.
  func note(_ name: String, _ value: Tensor, from inputs: [Variable], work: Int?, kept: Int = 0) {
    let isView = inputs.contains { unsafe $0.value.pointer == value.pointer }
    notes?.append(
      OperationNote(
        name: name, node: nodes.count - 1, inputs: inputs.compactMap(\.node), shape: value.shape,
        work: work ?? (isView ? 0 : value.count),
        byteCount: ((isView ? 0 : value.count) + kept) * MemoryLayout<Float>.stride, isFinite: value.isFinite)
    )
  }

  /// Records a value and returns its number. A leaf has no pullback and keeps its gradient. Traps if the pass has ended.
  ///
  /// - Parameters:
  ///   - operation: the function that computes the value, for messages.
  ///   - name: what messages call it; nil: by the name of the function.
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

  /// Adds to the gradient of node `node`; constants have no node and take none.
  package func add(_ gradient: @autoclosure () -> Tensor, to node: Int?) {
    guard let node else { return }
    let gradient = gradient()
    if nodes[node].gradient == nil {
      nodes[node].gradient = gradient
    } else {
      nodes[node].gradient?.accumulate(gradient)
    }
  }

  /// Walks from `node` to the leaves. What has been used is released on the way.
  /// Traps if the tape has been walked before.
  package func backward(from node: Int, gradient: Tensor) {
    if isFinished { failFinished("backward") }
    isFinished = true
    nodes[node].gradient = gradient
    for index in stride(from: node, through: 0, by: -1) {
      guard let used = takeNode(index) else { continue }
      used.pullback(used.gradient, self)
    }
  }

  /// The pullback of a node and the gradient that has reached it, taken out of the tape; nil for leaves, which keep their gradient,
  /// and where none has.
  private func takeNode(_ index: Int) -> (pullback: Pullback, gradient: Tensor)? {
    guard let pullback = nodes[index].pullback else { return nil }
    let gradient = nodes[index].gradient
    nodes[index] = Node(pullback: nil, gradient: nil)
    return gradient.map { (pullback, $0) }
  }

  /// The gradient that has reached a leaf, taken out of the tape; nil where none has.
  package func takeGradient(of node: Int) -> Tensor? {
    defer { nodes[node].gradient = nil }
    return nodes[node].gradient
  }
}

extension Tape {
  /// The part of a function's name before its arguments.
  static func name(of function: StaticString) -> String {
    String(describing: function).prefix { $0 != "(" }.description
  }

  /// The tape of two operands; nil where both are constants. Traps if they are from different passes.
  @inline(__always)
  static func common(_ left: Tape?, _ right: Tape?, _ operation: StaticString, named name: String? = nil)
    -> Tape?
  {
    guard let left else { return right }
    if let right, left !== right { failForeign(name ?? Self.name(of: operation), left.pass, right.pass) }
    return left
  }

  /// Operands of two passes.
  @inline(never)
  private static func failForeign(_ operation: String, _ one: PassName, _ other: PassName) -> Never {
    if one.isPart || other.isPart {
      fatalError(
        """
        \(operation): operands come from two passes, \(one) and \(other); a part that is computed again must use \
        the inputs and the context that its closure is given, in place of those outside
        """)
    }
    if one == other {
      fatalError(
        """
        \(operation): operands come from two passes that are both \(one); use one context for the whole pass, or \
        call `detached` on the value that is kept between passes
        """)
    }
    fatalError(
      """
      \(operation): operands come from two passes, \(one) and \(other); call `detached` on the value that is kept \
      between passes
      """)
  }

  /// An operand of a pass that has ended.
  @inline(never)
  private func failFinished(_ operation: String) -> Never {
    fatalError(
      """
      \(operation): an operand belongs to \(pass), which ended when its gradients were computed; call `detached` on \
      the value that is kept between passes
      """)
  }
}

/// What messages call a pass.
package struct PassName: Equatable, CustomStringConvertible {
  /// What the pass is for.
  package enum Kind { case training, evaluation, summary, unnamed }

  private let kind: Kind
  private let seed: UInt64
  private let step: UInt64
  /// Whether it is a part of a pass that is computed again.
  package let isPart: Bool

  /// Creates a name.
  package init(_ kind: Kind, seed: UInt64 = 0, step: UInt64 = 0, isPart: Bool = false) {
    self.kind = kind
    self.seed = seed
    self.step = step
    self.isPart = isPart
  }

  /// The name of a pass that has none.
  package static let unnamed = PassName(.unnamed)

  /// Such as `training step 3 of seed 1`.
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
  /// A tape that the operations of one task find; it never leaves that task.
  @safe private final class Current: @unchecked Sendable {
    let tape: Tape
    init(_ tape: Tape) { self.tape = tape }
  }

  @TaskLocal private static var current: Current?
  /// How many tapes take operations on constants: nearly always none, and operations need not ask for the task's.
  private static let currentCount = Atomic<Int>(0)

  /// The tape that operations on constants are noted on; nil nearly always.
  static var ofConstants: Tape? { current?.tape }

  /// Whether some task notes operations on constants.
  @inline(__always)
  static var notesConstants: Bool { currentCount.load(ordering: .relaxed) != 0 }

  /// Runs `body` so that operations on constants are noted too.
  package func notingConstants<Result>(_ body: () throws -> Result) rethrows -> Result {
    Self.currentCount.wrappingAdd(1, ordering: .relaxed)
    defer { Self.currentCount.wrappingSubtract(1, ordering: .relaxed) }
    return try Self.$current.withValue(Current(self)) { try body() }
  }
}

/// What an operation of a pass did.
package struct OperationNote {
  /// The name of the function that computes it.
  package let name: String
  /// The number of its value.
  package let node: Int
  /// The numbers of the values that it depends on.
  package let inputs: [Int]
  /// The shape of its value.
  package let shape: Shape
  /// Floating-point operations.
  package let work: Int
  /// The memory of its value, 0 where it shares that of an input, and of what it keeps besides.
  package let byteCount: Int
  /// Whether every element of its value is a finite number.
  package let isFinite: Bool
}
