// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import GraphCore
internal import TensorCore

extension CSRPattern {
  /// Returns the softmax over the entries of each row, for each head. The logits and the result have the
  /// shape `[entries, heads]`.
  ///
  /// Gradient: `dx = y (dy - the sum over the row of y dy)`. Large logits do not overflow because the
  /// largest of each row is subtracted first.
  public func softmax(_ logits: Variable) -> Variable {
    checkEntries(logits.value, "softmax")
    let heads = logits.shape[1]
    var output = Tensor(uninitialized: logits.shape)
    let outputPointer = unsafe output.uniquePointer()
    forEachPiece(nanosecondsPerEntry: 4 * heads) { rows in
      unsafe gnk_edge_softmax(
        offsetsPointer, Int64(heads), logits.value.pointer, outputPointer, Int64(rows.lowerBound),
        Int64(rows.upperBound))
    }
    return Variable(output, from: logits) { [self, node = logits.node] gradient, tape in
      tape.add(softmaxGradient(output, gradient), to: node)
    }
  }

  func softmaxGradient(_ softmax: Tensor, _ gradient: Tensor) -> Tensor {
    let heads = softmax.shape[1]
    var result = Tensor(uninitialized: softmax.shape)
    let resultPointer = unsafe result.uniquePointer()
    forEachPiece(nanosecondsPerEntry: 2 * heads) { rows in
      unsafe gnk_edge_softmax_gradient(
        offsetsPointer, Int64(heads), softmax.pointer, gradient.pointer, resultPointer,
        Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return result
  }

  /// Returns the sums over the entries of each row, `[entries, width] -> [rows, width]`. The gradient of
  /// an entry is that of its row.
  public func rowSums(ofEntries x: Variable) -> Variable {
    checkEntries(x.value, "rowSums")
    return Variable(rowSums(ofEntries: x.value), from: x) { [self, node = x.node] gradient, tape in
      tape.add(rowsOfEntries(gradient), to: node)
    }
  }

  /// Returns the sums over the entries of each row.
  func rowSums(ofEntries x: Tensor, through entries: SharedBuffer<Int32>? = nil) -> Tensor {
    let width = x.shape[1]
    var result = Tensor(uninitialized: [rowCount, width])
    let resultPointer = unsafe result.uniquePointer()
    forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
      unsafe gnk_edge_sums(
        offsetsPointer, entries?.pointer, Int64(width), x.pointer, resultPointer,
        Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return result
  }

  /// Returns row r of `x` for each entry of row r, `[rows, width] -> [entries, width]`.
  func rowsOfEntries(_ x: Tensor) -> Tensor {
    let width = x.shape[1]
    var result = Tensor(uninitialized: [entryCount, width])
    let resultPointer = unsafe result.uniquePointer()
    forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
      for row in rows {
        for entry in unsafe rowOffsets.pointer[row]..<rowOffsets.pointer[row + 1] {
          unsafe (resultPointer + entry * width).update(from: x.pointer + row * width, count: width)
        }
      }
    }
    return result
  }

  func checkEntries(_ x: Tensor, _ operation: StaticString) {
    guard x.rank == 2 && x.shape[0] == entryCount else {
      shapeFailure(
        operation, [[rowCount, columnCount], x.shape],
        "expected [\(entryCount), heads], because the pattern has \(entryCount) entries")
    }
  }

  func checkNodes(_ x: Tensor, _ count: Int, _ operation: StaticString, _ role: String) {
    guard x.rank == 2 && x.shape[0] == count else {
      shapeFailure(
        operation, [[rowCount, columnCount], x.shape], "expected \(role) of shape [\(count), width]")
    }
  }
}
