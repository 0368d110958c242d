// SPDX-License-Identifier: Apache-2.0

/// The extents of a tensor, from the slowest to the fastest axis, such as `[nodes, features]`. There are
/// at most six axes.
///
/// A shape is a plain value without references, so creating and comparing shapes is cheap.
public struct Shape: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
  /// The maximum number of axes.
  public static let maximumRank = 6

  private var extents = AxisNumbers(repeating: 1)
  /// The number of axes, 0 for a scalar.
  public let rank: Int

  /// Creates a shape from its extents. Traps if there are more than six or one is negative.
  public init(_ extents: some Collection<Int>) {
    guard extents.count <= Self.maximumRank else {
      fatalError("Shape: \(extents.count) axes, at most \(Self.maximumRank) are allowed: \(Array(extents))")
    }
    rank = extents.count
    for (axis, extent) in extents.enumerated() {
      guard extent >= 0 else { fatalError("Shape: extent \(extent) of axis \(axis) is negative") }
      self[axis] = extent
    }
  }

  /// Creates a shape from a literal such as `[2708, 16]`.
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// The first axis, 0.
  public var startIndex: Int { 0 }
  /// The number of axes.
  public var endIndex: Int { rank }
  /// The number of elements, which is 1 for a scalar.
  public var elementCount: Int { extents.product }

  /// The extent of an axis. Traps if the axis does not exist.
  public subscript(axis: Int) -> Int {
    get {
      guard axis >= 0 && axis < rank else { fatalError("Shape: axis \(axis) of \(self) does not exist") }
      return extents[axis]
    }
    set { extents[axis] = newValue }
  }

  /// Returns whether both shapes have the same extents.
  public static func == (left: Shape, right: Shape) -> Bool {
    left.rank == right.rank && left.extents == right.extents
  }

  /// Hashes the extents.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(rank)
    for extent in self { hasher.combine(extent) }
  }
}

extension Shape: CustomStringConvertible {
  /// The extents in brackets, such as `[2708, 16]`.
  public var description: String { "[" + map(String.init).joined(separator: ", ") + "]" }
}

extension Shape {
  /// Returns `axis` counted from 0, where -1 is the last axis. Traps if the axis does not exist.
  package func resolved(axis: Int, in operation: StaticString) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    guard resolved >= 0 && resolved < rank else {
      shapeFailure(operation, [self], "axis \(axis) does not exist")
    }
    return resolved
  }

  /// Returns the product of the extents of the axes in `range`.
  package func product(_ range: Range<Int>) -> Int { range.reduce(1) { $0 * self[$1] } }

  /// Returns the shape to which `self` and `other` broadcast. Axes are matched from the last, and an
  /// extent of 1 stretches. Traps if the shapes do not broadcast.
  package func broadcast(with other: Shape, in operation: StaticString) -> Shape {
    if self == other { return self }
    let longest = Swift.max(rank, other.rank)
    var extents = [Int](repeating: 1, count: longest)
    for axis in 1...Swift.max(longest, 1) where axis <= longest {
      let left = axis <= rank ? self[rank - axis] : 1
      let right = axis <= other.rank ? other[other.rank - axis] : 1
      guard left == right || left == 1 || right == 1 else {
        shapeFailure(
          operation, [self, other],
          "axis -\(axis) has \(left) and \(right) elements, which do not broadcast; only 1 stretches")
      }
      extents[longest - axis] = left == 1 ? right : left
    }
    return Shape(extents)
  }
}

/// One number for each axis that a shape can have, stored without a reference.
struct AxisNumbers: Equatable {
  private var numbers: (Int, Int, Int, Int, Int, Int)

  init(repeating number: Int) { numbers = (number, number, number, number, number, number) }

  var product: Int { numbers.0 * numbers.1 * numbers.2 * numbers.3 * numbers.4 * numbers.5 }

  subscript(axis: Int) -> Int {
    get {
      switch axis {
      case 0: numbers.0
      case 1: numbers.1
      case 2: numbers.2
      case 3: numbers.3
      case 4: numbers.4
      default: numbers.5
      }
    }
    set {
      switch axis {
      case 0: numbers.0 = newValue
      case 1: numbers.1 = newValue
      case 2: numbers.2 = newValue
      case 3: numbers.3 = newValue
      case 4: numbers.4 = newValue
      default: numbers.5 = newValue
      }
    }
  }

  static func == (left: AxisNumbers, right: AxisNumbers) -> Bool { left.numbers == right.numbers }
}

/// Traps because of a mistake in shapes. The message contains the operation, the shapes of all operands
/// and the rule that was broken.
package func shapeFailure(
  _ operation: StaticString, _ shapes: [Shape], _ rule: String, file: StaticString = #fileID,
  line: UInt = #line
) -> Never {
  shapeFailure("\(operation)", shapes, rule, file: file, line: line)
}

/// Traps because of a mistake in shapes, for an operation whose name is not a literal.
package func shapeFailure(
  _ operation: String, _ shapes: [Shape], _ rule: String, file: StaticString = #fileID,
  line: UInt = #line
) -> Never {
  fatalError(
    "\(operation): \(shapes.map(\.description).joined(separator: " x ")): \(rule)", file: file, line: line)
}
