// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
internal import TensorCore

/// Orthonormal vectors, stored as blocks of equal width.
struct BlockBasis {
  /// The length of the vectors.
  let nodeCount: Int
  /// The number of vectors per block.
  let width: Int
  private(set) var blocks: [GraphSignals] = []

  init(nodeCount: Int, width: Int) {
    self.nodeCount = nodeCount
    self.width = width
  }

  /// The number of vectors.
  var vectorCount: Int { blocks.count * width }

  mutating func append(_ block: GraphSignals) { blocks.append(block) }

  /// The number of rows that are processed together, so that a piece of the basis fits in the
  /// second-level cache.
  private var grain: Int { 512 }

  /// Returns V^T w, `[vectors, width]`.
  func coefficients(of w: GraphSignals) -> [Double] {
    let width = width
    let all = unsafe blocks.map { unsafe Optional($0.pointer) }
    let source = unsafe w.pointer
    return unsafe Self.sumOverPieces(nodeCount, grain, count: vectorCount * width, cost: vectorCount * width)
    {
      rows, out in
      unsafe Self.gram(all, source, width, rows, out)
    }
  }

  /// Subtracts the components along the basis from w, twice. Returns the coefficients `[vectors, width]`
  /// and the Gram matrix w^T w of the remainder, `[width, width]`.
  ///
  /// - Parameters:
  ///   - w: The block to orthogonalize.
  ///   - nearCount: The number of blocks, counted from the last, whose components are subtracted the
  ///     first time. This is enough if w is known to be orthogonal to the others up to rounding, as in a
  ///     Lanczos recurrence. If nil, all are subtracted.
  func orthogonalize(_ w: inout GraphSignals, nearCount: Int? = nil) -> (
    coefficients: [Double], gram: [Double]
  ) {
    guard !blocks.isEmpty else { return ([], Self.gram(w)) }
    let target = unsafe w.uniquePointer()
    let width = width
    let all = unsafe blocks.map { unsafe Optional($0.pointer) }
    let near = unsafe Array(all.suffix(nearCount ?? all.count))
    let first = unsafe Self.sumOverPieces(
      nodeCount, grain, count: near.count * width * width, cost: near.count * width * width
    ) {
      rows, out in
      unsafe Self.gram(near, target, width, rows, out)
    }
    let second = unsafe Self.sumOverPieces(
      nodeCount, grain, count: vectorCount * width, cost: 2 * vectorCount * width
    ) {
      rows, out in
      unsafe Self.subtract(near, first, target, width, rows)
      unsafe Self.gram(all, target, width, rows, out)
    }
    let left = unsafe Self.sumOverPieces(nodeCount, grain, count: width * width, cost: vectorCount * width) {
      rows, out in
      unsafe Self.subtract(all, second, target, width, rows)
      unsafe Self.gram([target], target, width, rows, out)
    }
    var coefficients = second
    let start = unsafe (all.count - near.count) * width * width
    for (index, value) in first.enumerated() { coefficients[start + index] += value }
    return (coefficients, left)
  }

  /// Returns the Gram matrix w^T w.
  static func gram(_ w: GraphSignals) -> [Double] {
    let width = w.signalCount
    return unsafe sumOverPieces(w.nodeCount, 512, count: width * width, cost: width * width) { rows, out in
      unsafe gram([w.pointer], w.pointer, width, rows, out)
    }
  }

  /// Replaces the basis V by the combinations V S, where S is `[vectors, kept]`, row-major. `kept` must
  /// be a multiple of the width.
  mutating func rotate(by combinations: [Double], kept: Int) {
    let keptBlocks = kept / width
    let tiles = Self.tiles(combinations, rows: vectorCount, columns: kept, width: width)
    let sources = unsafe blocks.indices.map { unsafe Optional(blocks[$0].pointer) }
    let targets = unsafe (0..<keptBlocks).map { unsafe blocks[$0].uniquePointer() }
    let width = width
    let count = blocks.count
    // Each piece is read completely before it is overwritten.
    let grain = 128
    Parallelism.forEachRange(nodeCount, grain: grain, nanoseconds: nodeCount * vectorCount * kept / 16) {
      rows in
      let size = rows.count * width
      unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: keptBlocks * grain * width) { scratch in
        guard let scratch = scratch.baseAddress else { return }
        unsafe scratch.initialize(repeating: 0, count: keptBlocks * grain * width)
        let shifted = unsafe sources.map { unsafe $0.map { unsafe $0 + rows.lowerBound * width } }
        for block in 0..<keptBlocks {
          unsafe gnk_basis_combine(
            shifted, Int64(count), tiles[block], 1, scratch + block * grain * width, Int64(width), 0,
            Int64(rows.count))
        }
        for block in 0..<keptBlocks {
          unsafe (targets[block] + rows.lowerBound * width).update(
            from: scratch + block * grain * width, count: size)
        }
      }
    }
    blocks.removeLast(blocks.count - keptBlocks)
  }

  /// Returns the first `count` vectors as signals, `[nodes, count]`.
  func firstVectors(_ count: Int) -> GraphSignals {
    var result = GraphSignals(uninitialized: nodeCount, count: count)
    let resultPointer = unsafe result.uniquePointer()
    let target = unsafe resultPointer
    let width = width
    result.forEachRowRange { rows in
      for (index, block) in blocks.enumerated() {
        let columns = min(width, count - index * width)
        let source = unsafe block.pointer
        for row in rows {
          for column in 0..<max(0, columns) {
            unsafe target[row * count + index * width + column] = unsafe source[row * width + column]
          }
        }
      }
    }
    return result
  }

  /// Returns w S for one block, where S is `[width, width]`.
  static func product(_ w: GraphSignals, _ matrix: [Double]) -> GraphSignals {
    var result = GraphSignals(zeros: w.nodeCount, count: w.signalCount)
    let target = unsafe result.uniquePointer()
    let width = w.signalCount
    Parallelism.forEachRange(w.nodeCount, grain: 2048, nanoseconds: w.nodeCount * width * width / 8) { rows in
      unsafe gnk_basis_combine(
        [w.pointer], 1, matrix, 1, target, Int64(width), Int64(rows.lowerBound),
        Int64(rows.upperBound))
    }
    return result
  }

  /// Returns the columns of a row-major matrix in groups of `width`, each row-major. The last group is
  /// padded with zeros.
  private static func tiles(_ matrix: [Double], rows: Int, columns: Int, width: Int) -> [[Double]] {
    (0..<(columns + width - 1) / width).map { tile in
      var part = [Double](repeating: 0, count: rows * width)
      for row in 0..<rows {
        for column in 0..<min(width, columns - tile * width) {
          part[row * width + column] = matrix[row * columns + tile * width + column]
        }
      }
      return part
    }
  }

  private static func gram(
    _ basis: [UnsafePointer<Double>?], _ w: UnsafePointer<Double>, _ width: Int, _ rows: Range<Int>,
    _ out: UnsafeMutablePointer<Double>
  ) {
    unsafe gnk_basis_gram(
      basis, Int64(basis.count), w, Int64(width), Int64(rows.lowerBound), Int64(rows.upperBound), out)
  }

  private static func subtract(
    _ basis: [UnsafePointer<Double>?], _ coefficients: [Double], _ w: UnsafeMutablePointer<Double>,
    _ width: Int,
    _ rows: Range<Int>
  ) {
    unsafe gnk_basis_combine(
      basis, Int64(basis.count), coefficients, -1, w, Int64(width), Int64(rows.lowerBound),
      Int64(rows.upperBound))
  }

  /// Returns the sum of the results of `body` for pieces of the rows, added up in the order of the
  /// pieces.
  private static func sumOverPieces(
    _ rowCount: Int, _ grain: Int, count: Int, cost: Int,
    _ body: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) -> [Double] {
    let pieces = (rowCount + grain - 1) / grain
    let partial = MemoryBlock(byteCount: max(1, pieces * count) * MemoryLayout<Double>.stride)
    let sums = unsafe partial.pointer.bindMemory(to: Double.self, capacity: pieces * count)
    Parallelism.forEachPiece(pieces, nanoseconds: rowCount * cost / 8) { piece in
      unsafe body(piece * grain..<min(rowCount, (piece + 1) * grain), sums + piece * count)
    }
    var total = [Double](repeating: 0, count: count)
    for piece in 0..<pieces {
      for index in 0..<count { total[index] += unsafe sums[piece * count + index] }
    }
    withExtendedLifetime(partial) {}
    return total
  }
}
