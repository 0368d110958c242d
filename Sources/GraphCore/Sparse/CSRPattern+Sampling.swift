// SPDX-License-Identifier: Apache-2.0

package import TensorCore

/// The weights of the entries of a pattern, prepared for drawing.
package struct DrawWeights: Sendable {
  /// The sum of the weights of a row up to and including each entry.
  let sums: SharedBuffer<Double>
  /// The number of positive weights in each row.
  let positiveCounts: SharedBuffer<Int32>

  /// Prepares the weights of the entries of `pattern`. Traps if one is negative or not finite.
  package init(_ weights: SharedBuffer<Float>, of pattern: CSRPattern) {
    var counts = [Int32](repeating: 0, count: pattern.rowCount)
    sums = unsafe SharedBuffer(count: weights.count) { target in
      for row in 0..<pattern.rowCount {
        var sum = 0.0
        for entry in pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1] {
          let weight = weights[entry]
          guard weight >= 0 && weight.isFinite else {
            fatalError("drawing: the weight of entry \(entry) is \(weight); expected at least 0")
          }
          sum += Double(weight)
          if weight > 0 { counts[row] += 1 }
          unsafe target[entry] = sum
        }
      }
    }
    positiveCounts = SharedBuffer(counts)
  }
}

/// Entries that were drawn from rows of a pattern.
package struct DrawnEntries: Sendable {
  /// The position in ``entries`` at which each row begins: `rows + 1` numbers.
  package let offsets: SharedBuffer<Int>
  /// The entries of each row, in ascending order.
  package let entries: SharedBuffer<Int32>
  /// The factor of each entry, with which a sum over the drawn entries estimates the sum over all entries of
  /// the row; nil if all entries were drawn.
  package let factors: SharedBuffer<Float>?
}

extension CSRPattern {
  /// Draws entries of `rows`. The entries of a row depend only on the stream, the number of the row and the
  /// other arguments, not on the other rows.
  ///
  /// Without replacement, subsets of equal size are equally likely (Floyd's algorithm); with weights, entries
  /// are drawn one after another in proportion to the weights of those that remain. The factor of an entry is
  /// the number of entries divided by that of draws and, with weights w, `sum of w / (draws w)` (Hansen and
  /// Hurwitz 1943).
  ///
  /// - Parameters:
  ///   - count: the number of draws per row.
  ///   - replaces: whether an entry can be drawn several times. If so, each row with entries has `count` draws;
  ///     otherwise a row with at most `count` entries keeps them all.
  ///   - own: for each of `rows`, the column whose entries are kept in addition to those drawn, with factor 1,
  ///     such as that of the node itself; nil for none.
  ///   - weights: the weights; nil for equal probabilities.
  package func drawing(
    _ count: Int, of rows: [Int32], replaces: Bool = false, keeping own: [Int32]? = nil,
    weights: DrawWeights? = nil, stream: RandomStream
  ) -> DrawnEntries {
    defer { withExtendedLifetime(weights) {} }
    let weights = weights.map { WeightSums($0) }
    let plans = unsafe SharedBuffer<RowDraw>(count: rows.count) { target in
      Parallelism.forEachRange(rows.count, grain: 1024, nanoseconds: rows.count * 20) { range in
        for index in range {
          unsafe target.initializeElement(
            at: index,
            to: RowDraw(
              row: Int(rows[index]), own: own?[index], count: count, replaces: replaces, weights, in: self))
        }
      }
    }
    let offsets = unsafe SharedBuffer<Int>(count: rows.count + 1) { target in
      var sum = 0
      for index in rows.indices {
        unsafe target[index] = sum
        sum += plans[index].ownCount + plans[index].drawCount
      }
      unsafe target[rows.count] = sum
    }
    let total = offsets[rows.count]
    var factors: SharedBuffer<Float>?
    let entries = unsafe SharedBuffer<Int32>(count: total) { entries in
      factors = unsafe SharedBuffer<Float>(count: total) { factors in
        Parallelism.forEachRange(rows.count, grain: 256, nanoseconds: total * 30) { range in
          let chooser = EntryChooser(stream: stream, replaces: replaces, weights: weights)
          for index in range {
            let places = offsets[index]..<offsets[index + 1]
            unsafe chooser.choose(
              plans[index], UnsafeMutableBufferPointer(rebasing: entries[places]),
              UnsafeMutableBufferPointer(rebasing: factors[places]))
          }
        }
      }
    }
    return DrawnEntries(offsets: offsets, entries: entries, factors: factors)
  }

  /// Returns all entries of `rows`.
  package func everyEntry(of rows: [Int32]) -> DrawnEntries {
    var offsets = [0]
    offsets.reserveCapacity(rows.count + 1)
    for row in rows {
      offsets.append(offsets[offsets.count - 1] + rowOffsets[Int(row) + 1] - rowOffsets[Int(row)])
    }
    let entries = unsafe SharedBuffer<Int32>(count: offsets[rows.count]) { target in
      var place = 0
      for row in rows {
        for entry in rowOffsets[Int(row)]..<rowOffsets[Int(row) + 1] {
          unsafe target[place] = Int32(entry)
          place += 1
        }
      }
    }
    return DrawnEntries(offsets: SharedBuffer(offsets), entries: entries, factors: nil)
  }
}
