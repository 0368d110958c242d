// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import TensorCore

/// Numbers on the nodes of a graph, with one column per signal: `[nodes, signals]`, row-major, in double
/// precision.
///
/// Signals are values: copies share memory until one is changed. Eigenvectors and the inputs of filters
/// are signals.
public struct GraphSignals: Sendable {
  /// The number of nodes, which is the number of rows.
  public let nodeCount: Int
  /// The number of signals, which is the number of columns.
  public let signalCount: Int
  private var memory: MemoryBlock

  /// Creates signals that are 0 everywhere.
  public init(zeros nodeCount: Int, count signalCount: Int) {
    self.init(uninitialized: nodeCount, count: signalCount)
    unsafe uniquePointer().initialize(repeating: 0, count: nodeCount * signalCount)
  }

  /// Creates one signal from its value at each node.
  public init(_ values: [Double]) {
    self.init(uninitialized: values.count, count: 1)
    unsafe uniquePointer().initialize(from: values, count: values.count)
  }

  /// Creates signals from their columns. Traps if they differ in length.
  public init(columns: [[Double]]) {
    let count = columns.first?.count ?? 0
    guard columns.allSatisfy({ $0.count == count }) else {
      fatalError("GraphSignals: columns of \(columns.map(\.count)) nodes")
    }
    self.init(uninitialized: count, count: columns.count)
    let target = unsafe uniquePointer()
    for (column, values) in columns.enumerated() {
      for (node, value) in values.enumerated() {
        unsafe target[node * columns.count + column] = value
      }
    }
  }

  /// Creates signals with undefined elements.
  package init(uninitialized nodeCount: Int, count signalCount: Int) {
    self.nodeCount = nodeCount
    self.signalCount = signalCount
    memory = MemoryBlock(byteCount: max(1, nodeCount * signalCount) * MemoryLayout<Double>.stride)
  }

  /// The value of a signal at a node. Traps if either index is out of range.
  public subscript(node: Int, signal: Int) -> Double {
    get {
      check(node, signal)
      return unsafe pointer[node * signalCount + signal]
    }
    set {
      check(node, signal)
      let target = unsafe uniquePointer()
      unsafe target[node * signalCount + signal] = newValue
    }
  }

  /// Returns the values of one signal at all nodes.
  public func column(_ signal: Int) -> [Double] { (0..<nodeCount).map { self[$0, signal] } }

  /// Returns the values of all signals at one node.
  public func row(_ node: Int) -> [Double] { (0..<signalCount).map { self[node, $0] } }

  /// All values, row by row.
  public var elements: [Double] {
    unsafe [Double](unsafeUninitializedCapacity: elementCount) { target, count in
      for index in 0..<elementCount { unsafe target[index] = unsafe pointer[index] }
      count = elementCount
    }
  }

  /// Returns the signals `columns`, in that order. Traps if one does not exist.
  public func columns(_ columns: some Collection<Int>) -> GraphSignals {
    let picked = Array(columns)
    guard picked.allSatisfy({ $0 >= 0 && $0 < signalCount }) else {
      fatalError("GraphSignals: columns \(picked) are not all in 0..<\(signalCount)")
    }
    var result = GraphSignals(uninitialized: nodeCount, count: picked.count)
    let resultPointer = unsafe result.uniquePointer()
    let (source, target, width) = unsafe (pointer, resultPointer, signalCount)
    unsafe picked.withUnsafeBufferPointer { picked in
      result.forEachRowRange { rows in
        for node in rows {
          for index in picked.indices {
            unsafe target[node * picked.count + index] = unsafe source[node * width + picked[index]]
          }
        }
      }
    }
    return result
  }

  private func check(_ node: Int, _ signal: Int) {
    guard node >= 0 && node < nodeCount && signal >= 0 && signal < signalCount else {
      fatalError("GraphSignals: [\(node), \(signal)] is outside [\(nodeCount), \(signalCount)]")
    }
  }
}

extension GraphSignals {
  /// The elements, which are valid as long as this value exists.
  package var pointer: UnsafePointer<Double> {
    unsafe UnsafePointer(memory.pointer.assumingMemoryBound(to: Double.self))
  }

  /// Returns the elements for writing, and copies them first if they are shared.
  package mutating func uniquePointer() -> UnsafeMutablePointer<Double> {
    if !isKnownUniquelyReferenced(&memory) {
      let copy = MemoryBlock(byteCount: memory.byteCount)
      unsafe copy.pointer.copyMemory(from: memory.pointer, byteCount: memory.byteCount)
      memory = copy
    }
    return unsafe memory.pointer.assumingMemoryBound(to: Double.self)
  }

  /// The number of elements.
  package var elementCount: Int { nodeCount * signalCount }

  /// Calls `body` with ranges of rows on several threads. The ranges depend only on the shape.
  package func forEachRowRange(nanosecondsPerRow: Int = 1, _ body: (Range<Int>) -> Void) {
    let grain = max(64, 4096 / max(1, signalCount))
    Parallelism.forEachRange(
      nodeCount, grain: grain, nanoseconds: nodeCount * nanosecondsPerRow * max(1, signalCount / 2), body)
  }
}

extension GraphSignals: Equatable {
  /// Returns whether both have the same shape and elements.
  public static func == (left: GraphSignals, right: GraphSignals) -> Bool {
    guard left.nodeCount == right.nodeCount && left.signalCount == right.signalCount else { return false }
    for index in 0..<left.elementCount {
      if unsafe left.pointer[index] != right.pointer[index] { return false }
    }
    return true
  }
}
