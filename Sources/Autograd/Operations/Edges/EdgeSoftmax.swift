internal import CGraphKernels
public import GraphCore
internal import TensorCore

extension CSRPattern {
  /// y = softmax over the entries of every row, head by head: `[entries, heads]` both.
  ///
  /// dx = y (dy - the sum over the row of y dy). Large logits do no harm: the largest of a row is subtracted first.
  public func softmax(_ logits: Variable) -> Variable {
    checkEntries(logits.value, "softmax")
    let heads = logits.shape[1]
    let output = Tensor(uninitialized: logits.shape)
    forEachPiece(nanosecondsPerEntry: 4 * heads) { rows in
      unsafe gnk_edge_softmax(
        offsetsPointer, Int64(heads), logits.value.pointer, output.ownedPointer, Int64(rows.lowerBound),
        Int64(rows.upperBound))
    }
    return Variable(output, from: logits) { [self, node = logits.node] gradient, tape in
      tape.add(softmaxGradient(output, gradient), to: node)
    }
  }

  func softmaxGradient(_ softmax: Tensor, _ gradient: Tensor) -> Tensor {
    let heads = softmax.shape[1]
    let result = Tensor(uninitialized: softmax.shape)
    forEachPiece(nanosecondsPerEntry: 2 * heads) { rows in
      unsafe gnk_edge_softmax_gradient(
        offsetsPointer, Int64(heads), softmax.pointer, gradient.pointer, result.ownedPointer,
        Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return result
  }

  /// The sums over the entries of every row, `[entries, width] -> [rows, width]`; dx is dy of the entry's row.
  public func rowSums(ofEntries x: Variable) -> Variable {
    checkEntries(x.value, "rowSums")
    return Variable(rowSums(ofEntries: x.value), from: x) { [self, node = x.node] gradient, tape in
      tape.add(rowsOfEntries(gradient), to: node)
    }
  }

  /// The sums over the entries of every row.
  func rowSums(ofEntries x: Tensor, through entries: SharedBuffer<Int32>? = nil) -> Tensor {
    let width = x.shape[1]
    let result = Tensor(uninitialized: [rowCount, width])
    forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
      unsafe gnk_edge_sums(
        offsetsPointer, entries?.pointer, Int64(width), x.pointer, result.ownedPointer,
        Int64(rows.lowerBound), Int64(rows.upperBound))
    }
    return result
  }

  /// Row r of `x` for every entry of row r, `[rows, width] -> [entries, width]`.
  func rowsOfEntries(_ x: Tensor) -> Tensor {
    let width = x.shape[1]
    let result = Tensor(uninitialized: [entryCount, width])
    forEachPiece(nanosecondsPerEntry: 1 + width / 8) { rows in
      for row in rows {
        for entry in unsafe rowOffsets.pointer[row]..<rowOffsets.pointer[row + 1] {
          unsafe (result.ownedPointer + entry * width).update(from: x.pointer + row * width, count: width)
        }
      }
    }
    return result
  }

  func checkEntries(_ x: Tensor, _ operation: StaticString) {
    guard x.rank == 2 && x.shape[0] == entryCount else {
      shapeFailure(
        operation, [[rowCount, columnCount], x.shape],
        "the pattern has \(entryCount) entries, so [\(entryCount), heads] was expected")
    }
  }

  func checkNodes(_ x: Tensor, _ count: Int, _ operation: StaticString, _ role: String) {
    guard x.rank == 2 && x.shape[0] == count else {
      shapeFailure(
        operation, [[rowCount, columnCount], x.shape], "the \(role) need two axes, the first of \(count)")
    }
  }
}
