package import TensorCore

/// What one forward pass did, in order, so that it can be walked backwards.
///
/// A flat list: node k is the k-th value that was computed, its pullback turns the gradient of its value into
/// gradients of earlier values. Walking and releasing need no recursion, whatever the depth.
package final class Tape {
  /// Receives the gradients of a node's inputs.
  package typealias Pullback = (_ gradient: Tensor, _ sink: Tape) -> Void

  private var pullbacks: ContiguousArray<Pullback?> = []
  private var gradients: ContiguousArray<Tensor?> = []

  /// What every operation did, where a summary is wanted; nil otherwise.
  package private(set) var notes: [OperationNote]?

  /// Creates an empty tape.
  ///
  /// - Parameter isNoting: whether operations are noted for a summary.
  package init(isNoting: Bool = false) { notes = isNoting ? [] : nil }

  /// Whether operations are noted.
  package var isNoting: Bool { notes != nil }

  /// Notes an operation whose value has been recorded last.
  ///
  /// - Parameters:
  ///   - function: the function that computes it.
  ///   - work: floating-point operations; nil: one an element of the value.
  ///   - kept: how many numbers besides the value it keeps for the way back.
  func note(_ function: StaticString, _ value: Tensor, from inputs: [Variable], work: Int?, kept: Int = 0) {
    let isView = inputs.contains { unsafe $0.value.pointer == value.pointer }
    notes?.append(
      OperationNote(
        name: String(describing: function).prefix { $0 != "(" }.description, node: pullbacks.count - 1,
        inputs: inputs.compactMap(\.node), shape: value.shape, work: work ?? (isView ? 0 : value.count),
        byteCount: ((isView ? 0 : value.count) + kept) * MemoryLayout<Float>.stride, isFinite: value.isFinite)
    )
  }

  /// Records a value and returns its number. A leaf has no pullback and keeps its gradient.
  package func record(_ pullback: Pullback?) -> Int {
    pullbacks.append(pullback)
    gradients.append(nil)
    return pullbacks.count - 1
  }

  /// Adds to the gradient of node `node`; constants have no node and take none.
  package func add(_ gradient: @autoclosure () -> Tensor, to node: Int?) {
    guard let node else { return }
    let gradient = gradient()
    if gradients[node] == nil {
      gradients[node] = gradient
    } else {
      gradients[node]?.accumulate(gradient)
    }
  }

  /// Walks from `node` to the leaves. What has been used is released on the way.
  package func backward(from node: Int, gradient: Tensor) {
    gradients[node] = gradient
    for index in stride(from: node, through: 0, by: -1) {
      guard let pullback = pullbacks[index] else { continue }
      pullbacks[index] = nil
      if let gradient = gradients[index] {
        gradients[index] = nil
        pullback(gradient, self)
      }
    }
  }

  /// The gradient that has reached a leaf, taken out of the tape; nil where none has.
  package func takeGradient(of node: Int) -> Tensor? {
    defer { gradients[node] = nil }
    return gradients[node]
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
