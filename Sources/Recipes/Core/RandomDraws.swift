// SPDX-License-Identifier: Apache-2.0

package import TensorCore

/// The random numbers of a stream, drawn one after the other. For data whose shape depends on the
/// numbers drawn.
package struct RandomDraws {
  private let stream: RandomStream
  private var drawn: UInt64 = 0

  package init(_ stream: RandomStream) { self.stream = stream }

  /// Returns the next number, in [0, 1).
  mutating func uniform() -> Double {
    drawn += 1
    return stream.uniform(at: drawn)
  }

  /// Returns the next integer, in 0..<bound.
  mutating func integer(below bound: Int) -> Int {
    drawn += 1
    return stream.integer(below: bound, at: drawn)
  }

  /// Returns true with the given probability.
  mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

  /// Returns one of the elements, each with the same probability.
  mutating func one<Element>(of elements: [Element]) -> Element { elements[integer(below: elements.count)] }
}
