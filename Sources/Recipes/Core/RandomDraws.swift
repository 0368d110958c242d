package import TensorCore

/// Random numbers of a stream, one after the other: for data whose shape depends on them.
package struct RandomDraws {
  private let stream: RandomStream
  private var drawn: UInt64 = 0

  package init(_ stream: RandomStream) { self.stream = stream }

  /// A number in [0, 1).
  mutating func uniform() -> Double {
    drawn += 1
    return stream.uniform(at: drawn)
  }

  /// An integer in 0..<bound.
  mutating func integer(below bound: Int) -> Int {
    drawn += 1
    return stream.integer(below: bound, at: drawn)
  }

  /// True with a probability.
  mutating func happens(_ probability: Double) -> Bool { uniform() < probability }

  /// One of the elements, each as likely as the others.
  mutating func one<Element>(of elements: [Element]) -> Element { elements[integer(below: elements.count)] }
}
