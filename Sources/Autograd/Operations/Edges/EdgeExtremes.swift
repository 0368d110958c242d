internal import CGraphKernels
public import GraphCore
internal import TensorCore

extension CSRPattern {
  /// y_i = the largest of x_j over the entries of row i, column by column; 0 where a row has no entries. The gradient goes
  /// to the first that is largest.
  public func maximum(of x: Variable) -> Variable { extremes(of: x, sign: 1) }

  /// y_i = the smallest of x_j over the entries of row i, column by column; 0 where a row has no entries. The gradient
  /// goes to the first that is smallest.
  public func minimum(of x: Variable) -> Variable { extremes(of: x, sign: -1) }

  /// Keeps which entry was chosen: as much as the result, whatever the number of entries.
  private func extremes(of x: Variable, sign: Float) -> Variable {
    checkNodes(x.value, columnCount, sign > 0 ? "maximum" : "minimum", "rows")
    let width = x.shape[1]
    let output = Tensor(uninitialized: [rowCount, width])
    let places = unsafe SharedBuffer<Int32>(count: rowCount * width) { places in
      guard let places = places.baseAddress else { return }
      forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
        unsafe gnk_edge_extremes(
          offsetsPointer, columnIndices.pointer, Int64(width), x.value.pointer, sign, output.ownedPointer,
          places, Int64(rows.lowerBound), Int64(rows.upperBound))
      }
    }
    return Variable(output, from: x) { [self, node = x.node] gradient, tape in
      let transposition = transposedWithEntries
      let transposed = transposition.pattern
      let result = Tensor(uninitialized: [columnCount, width])
      transposed.forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
        unsafe gnk_edge_extremes_gradient(
          transposed.offsetsPointer, transposed.columnIndices.pointer, transposition.entries.pointer,
          Int64(width), places.pointer, gradient.pointer, result.ownedPointer, Int64(rows.lowerBound),
          Int64(rows.upperBound))
      }
      tape.add(result, to: node)
    }
  }
}
