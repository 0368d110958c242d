// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import Synchronization
internal import TensorCore

/// Reads rows of a feature matrix that is larger than the memory: rows that were used lately from a cache, and
/// all others in the order of the file, neighbouring ones at once.
///
/// A page fault of a mapped file reads 4 KB or, with read-ahead, far more, even if only one short row is
/// needed. The system's own cache consists of such pages, and a cache of rows holds more of what is needed.
final class StoredRows: RowSource {
  private let array: MappedArray<Float>
  private let width: Int
  private let cacheRowCount: Int
  private let state: Mutex<State>
  private static let pageSize = 4096
  /// The most that is read at once.
  private static let largestRead = 1 << 20

  private struct State {
    var reads = FeatureReads()
    /// The place of each row in the cache, or -1. Empty until the first row is read.
    var places: [Int32] = []
    /// The row at each place of the cache.
    var rows: [Int32] = []
    /// Whether the row at each place was used since the hand passed it.
    var isUsed: [Bool] = []
    var values: [Float] = []
    /// The next place that is considered for another row.
    var hand = 0
  }

  /// Creates a reader of the rows of `array`, which has two axes.
  ///
  /// - Parameter cacheByteCount: The size of the cache.
  init(_ array: MappedArray<Float>, cacheByteCount: Int) {
    self.array = array
    width = array.shape[1]
    cacheRowCount = min(array.shape[0], cacheByteCount / max(1, width * MemoryLayout<Float>.stride))
    state = Mutex(State())
    array.file.expectRandomReads()
  }

  /// What has been read.
  var reads: FeatureReads { state.withLock { $0.reads } }

  func copyRows(_ rows: [Int32], width: Int, to target: UnsafeMutablePointer<Float>) -> Bool {
    guard width == self.width else { return false }
    return state.withLock { state in
      if state.places.isEmpty {
        state.places = [Int32](repeating: -1, count: array.shape[0])
        // An array that grows is in memory twice while it is moved.
        state.values.reserveCapacity(cacheRowCount * width)
        state.rows.reserveCapacity(cacheRowCount)
      }
      var missing: [(row: Int32, position: Int)] = []
      for (position, row) in rows.enumerated() {
        let place = Int(state.places[Int(row)])
        guard place >= 0 else {
          missing.append((row, position))
          continue
        }
        state.isUsed[place] = true
        unsafe state.values.withUnsafeBufferPointer { values in
          unsafe (target + position * width).update(
            from: UnsafeBufferPointer(rebasing: values[place * width..<(place + 1) * width]).baseAddress!,
            count: width)
        }
      }
      let rowSize = width * MemoryLayout<Float>.stride
      state.reads.neededByteCount += rows.count * rowSize
      state.reads.cachedByteCount += (rows.count - missing.count) * rowSize
      missing.sort { ($0.row, $0.position) < ($1.row, $1.position) }
      return unsafe read(missing, to: target, &state)
    }
  }

  /// Reads rows in ascending order, neighbours at once.
  private func read(
    _ missing: [(row: Int32, position: Int)], to target: UnsafeMutablePointer<Float>, _ state: inout State
  ) -> Bool {
    let rowSize = width * MemoryLayout<Float>.stride
    var buffer: [UInt8] = []
    var start = 0
    while start < missing.count {
      let first = array.start + Int(missing[start].row) * rowSize
      var end = start + 1
      var last = first + rowSize
      // Pages between two rows that are read anyway cost less than another read.
      while end < missing.count {
        let next = array.start + Int(missing[end].row) * rowSize
        guard next <= last + Self.pageSize, next + rowSize - first <= Self.largestRead else { break }
        last = next + rowSize
        end += 1
      }
      if buffer.count < last - first { buffer = [UInt8](repeating: 0, count: last - first) }
      let isRead = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe array.file.read(
          at: first, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<(last - first)]))
      }
      guard isRead else { return false }
      state.reads.readByteCount +=
        (last + Self.pageSize - 1) / Self.pageSize * Self.pageSize - first / Self.pageSize * Self.pageSize
      unsafe buffer.withUnsafeBytes { bytes in
        for item in missing[start..<end] {
          let offset = array.start + Int(item.row) * rowSize - first
          let source = unsafe UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + rowSize])
          unsafe UnsafeMutableRawPointer(target + item.position * width).copyMemory(
            from: source.baseAddress!, byteCount: rowSize)
          unsafe keep(item.row, source, &state)
        }
      }
      start = end
    }
    return true
  }

  /// Puts a row into the cache, in the place of one that was not used since the hand last passed it.
  private func keep(_ row: Int32, _ bytes: UnsafeRawBufferPointer, _ state: inout State) {
    guard cacheRowCount > 0, state.places[Int(row)] < 0 else { return }
    let place: Int
    if state.rows.count < cacheRowCount {
      place = state.rows.count
      state.rows.append(row)
      state.isUsed.append(false)
      state.values.append(contentsOf: repeatElement(0, count: width))
    } else {
      while state.isUsed[state.hand] {
        state.isUsed[state.hand] = false
        state.hand = (state.hand + 1) % cacheRowCount
      }
      place = state.hand
      state.hand = (state.hand + 1) % cacheRowCount
      state.places[Int(state.rows[place])] = -1
      state.rows[place] = row
    }
    state.places[Int(row)] = Int32(place)
    unsafe state.values.withUnsafeMutableBytes { values in
      let size = width * MemoryLayout<Float>.stride
      unsafe UnsafeMutableRawBufferPointer(rebasing: values[place * size..<(place + 1) * size]).copyMemory(
        from: bytes)
    }
  }
}

/// How much of a feature file was read for batches of nodes.
package struct FeatureReads: Sendable, Equatable {
  /// The size of the rows that were needed.
  package var neededByteCount = 0
  /// The size of those that were in the cache.
  package var cachedByteCount = 0
  /// The size of the pages that were read for all others.
  package var readByteCount = 0

  /// The size of what was read relative to the rows that it was read for; nil if nothing was read.
  package var amplification: Double? {
    let wanted = neededByteCount - cachedByteCount
    return wanted > 0 ? Double(readByteCount) / Double(wanted) : nil
  }

  package init() {}
}
