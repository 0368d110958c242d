internal import GraphCore
internal import TensorCore

/// Numbers on the nodes of a graph, one column a signal: `[nodes, signals]`, row-major, double precision.
///
/// A value; copies share memory until one is changed. Eigenvectors are signals, and so is what filters take.
public struct GraphSignals: Sendable {
  /// The number of nodes, the rows.
  public let nodeCount: Int
  /// The number of signals, the columns.
  public let signalCount: Int
  private var memory: PooledMemory

  /// Creates signals that are 0 everywhere.
  public init(zeros nodeCount: Int, count signalCount: Int) {
    self.init(uninitialized: nodeCount, count: signalCount)
    unsafe ownedPointer.initialize(repeating: 0, count: nodeCount * signalCount)
  }

  /// Creates one signal from its value at every node.
  public init(_ values: [Double]) {
    self.init(uninitialized: values.count, count: 1)
    for (node, value) in values.enumerated() { unsafe ownedPointer[node] = value }
  }

  /// Creates signals from their columns, which are equally long.
  public init(columns: [[Double]]) {
    let count = columns.first?.count ?? 0
    guard columns.allSatisfy({ $0.count == count }) else {
      fatalError("GraphSignals: columns of \(columns.map(\.count)) nodes")
    }
    self.init(uninitialized: count, count: columns.count)
    for (column, values) in columns.enumerated() {
      for (node, value) in values.enumerated() {
        unsafe ownedPointer[node * columns.count + column] = value
      }
    }
  }

  /// Creates signals whose elements hold no defined value yet.
  package init(uninitialized nodeCount: Int, count signalCount: Int) {
    self.nodeCount = nodeCount
    self.signalCount = signalCount
    memory = PooledMemory(byteCount: max(1, nodeCount * signalCount) * MemoryLayout<Double>.stride)
  }

  /// The value of a signal at a node.
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

  /// The values of one signal at all nodes.
  public func column(_ signal: Int) -> [Double] { (0..<nodeCount).map { self[$0, signal] } }

  /// The values of all signals at one node.
  public func row(_ node: Int) -> [Double] { (0..<signalCount).map { self[node, $0] } }

  /// All values, row by row.
  public var elements: [Double] {
    unsafe [Double](unsafeUninitializedCapacity: elementCount) { target, count in
      for index in 0..<elementCount { unsafe target[index] = unsafe pointer[index] }
      count = elementCount
    }
  }

  /// The signals `columns`, in that order.
  public func columns(_ columns: some Collection<Int>) -> GraphSignals {
    let picked = Array(columns)
    guard picked.allSatisfy({ $0 >= 0 && $0 < signalCount }) else {
      fatalError("GraphSignals: columns \(picked) of \(signalCount)")
    }
    let result = GraphSignals(uninitialized: nodeCount, count: picked.count)
    let (source, target, width) = unsafe (pointer, result.ownedPointer, signalCount)
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
  /// The elements, valid while this value lives.
  package var pointer: UnsafePointer<Double> { unsafe UnsafePointer(ownedPointer) }

  /// The elements of a value that was just made and is not shared.
  package var ownedPointer: UnsafeMutablePointer<Double> {
    unsafe memory.pointer.assumingMemoryBound(to: Double.self)
  }

  /// The elements after making sure that no other value shares them.
  package mutating func uniquePointer() -> UnsafeMutablePointer<Double> {
    if !isKnownUniquelyReferenced(&memory) {
      let copy = PooledMemory(byteCount: memory.byteCount)
      unsafe copy.pointer.copyMemory(from: memory.pointer, byteCount: memory.byteCount)
      memory = copy
    }
    return unsafe ownedPointer
  }

  /// How many elements there are.
  package var elementCount: Int { nodeCount * signalCount }

  /// Calls `body` with ranges of rows on several threads; the ranges depend on the shape only.
  package func forEachRowRange(nanosecondsPerRow: Int = 1, _ body: (Range<Int>) -> Void) {
    let grain = max(64, 4096 / max(1, signalCount))
    Parallelism.forEachRange(
      nodeCount, grain: grain, nanoseconds: nodeCount * nanosecondsPerRow * max(1, signalCount / 2), body)
  }
}

extension GraphSignals: Equatable {
  /// Whether both have the same shape and the same elements.
  public static func == (left: GraphSignals, right: GraphSignals) -> Bool {
    guard left.nodeCount == right.nodeCount && left.signalCount == right.signalCount else { return false }
    for index in 0..<left.elementCount {
      if unsafe left.pointer[index] != right.pointer[index] { return false }
    }
    return true
  }
}
