// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import GraphCore
internal import TensorCore

extension CSRPattern {
  /// Returns the largest x_j over the entries of each row, separately for each column; 0 if a row has no
  /// entries. The gradient flows to the first entry with the largest value.
  public func maximum(of x: Variable) -> Variable { extremes(of: x, sign: 1) }

  /// Returns the smallest x_j over the entries of each row, separately for each column; 0 if a row has
  /// no entries. The gradient flows to the first entry with the smallest value.
  public func minimum(of x: Variable) -> Variable { extremes(of: x, sign: -1) }

  /// Keeps the chosen entries for the backward pass. They take as much memory as the result, however
  /// many entries there are.
  private func extremes(of x: Variable, sign: Float) -> Variable {
    checkNodes(x.value, columnCount, sign > 0 ? "maximum" : "minimum", "rows")
    let width = x.shape[1]
    var output = Tensor(uninitialized: [rowCount, width])
    let outputPointer = unsafe output.uniquePointer()
    let places = unsafe SharedBuffer<Int32>(count: rowCount * width) { places in
      guard let places = places.baseAddress else { return }
      forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
        unsafe gnk_edge_extremes(
          offsetsPointer, columnIndices.pointer, Int64(width), x.value.pointer, sign, outputPointer,
          places, Int64(rows.lowerBound), Int64(rows.upperBound))
      }
    }
    return Variable(output, from: x, function: sign > 0 ? "maximum" : "minimum") {
      [self, node = x.node] gradient, tape in
      let transposition = transposedWithEntries
      let transposed = transposition.pattern
      var result = Tensor(uninitialized: [columnCount, width])
      let resultPointer = unsafe result.uniquePointer()
      transposed.forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
        unsafe gnk_edge_extremes_gradient(
          transposed.offsetsPointer, transposed.columnIndices.pointer, transposition.entries.pointer,
          Int64(width), places.pointer, gradient.pointer, resultPointer, Int64(rows.lowerBound),
          Int64(rows.upperBound))
      }
      tape.add(result, to: node)
    }
  }
}
