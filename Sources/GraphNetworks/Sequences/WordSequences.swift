// SPDX-License-Identifier: Apache-2.0

internal import Autograd
internal import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// The features of nodes as sequences of words. The words of a node are the columns that are not 0, in
/// ascending order, with their values. Sequences are padded to the same length. If a node has more than
/// `limit` words, those with the largest absolute values are kept, and among equal ones those in the
/// first columns.
struct WordSequences {
  /// The column of each word, `rows * steps` numbers; 0 where there is no word.
  let columns: [Int32]
  /// The value of each word, `[rows, steps, 1]`; 0 where there is no word.
  let values: Variable
  /// The mask, `[rows, steps]`: 1 where there is a word, else 0.
  let mask: Tensor
  /// The number of words in each row.
  let lengths: [Int]

  /// The number of rows.
  var rowCount: Int { mask.shape[0] }
  /// The length of the longest sequence, at least 1.
  var stepCount: Int { mask.shape[1] }

  /// Creates the sequences of a range of rows.
  init(_ features: FeatureVariable, rows: Range<Int>, limit: Int) {
    switch features {
    case .sparse(let matrix, nil):
      let pattern = matrix.pattern
      let words = rows.map { row in
        Self.bounded(pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1], limit) { matrix.values[$0] }
      }
      self.init(words, column: { pattern.columnIndices[$0] }, values: { matrix.values[$0] })
    case .sparse, .dense:
      // Dropout on individual features removes words, so sequences are built from the features that
      // remain, in dense form.
      self.init(dense: features.dense(), rows: rows, limit: limit)
    }
  }

  private init(dense: Variable, rows: Range<Int>, limit: Int) {
    let width = dense.shape[1]
    let scalars = dense.value.scalars
    let words = rows.map { row in
      Self.bounded(row * width..<(row + 1) * width, limit) { scalars[$0] }
    }
    let plain = WordSequences(
      words, column: { Int32($0 % max(1, width)) }, values: { scalars[$0] })
    guard dense.dependsOnParameters else {
      self = plain
      return
    }
    // The gradient of the features is needed, so the values are gathered from the variable.
    let (count, steps) = (plain.rowCount, plain.stepCount)
    let places = words.flatMap { row in
      row.map { Int32($0) } + [Int32](repeating: 0, count: steps - row.count)
    }
    let taken = dense.reshaped([dense.value.count, 1]).rows(places).reshaped([count, steps, 1])
    self.init(
      columns: plain.columns, values: taken * Variable(plain.mask.reshaped([count, steps, 1])),
      mask: plain.mask, lengths: plain.lengths)
  }

  /// Creates sequences from the positions of the words of each row.
  private init(_ words: [[Int]], column: (Int) -> Int32, values value: (Int) -> Float) {
    let lengths = words.map(\.count)
    let steps = max(1, lengths.max() ?? 0)
    var columns = [Int32](repeating: 0, count: words.count * steps)
    var values = [Float](repeating: 0, count: words.count * steps)
    for (row, places) in words.enumerated() {
      for (step, place) in places.enumerated() {
        columns[row * steps + step] = column(place)
        values[row * steps + step] = value(place)
      }
    }
    self.init(
      columns: columns, values: Variable(Tensor(values, shape: [words.count, steps, 1])),
      mask: .sequenceMask(lengths: lengths, steps: steps), lengths: lengths)
  }

  private init(columns: [Int32], values: Variable, mask: Tensor, lengths: [Int]) {
    self.columns = columns
    self.values = values
    self.mask = mask
    self.lengths = lengths
  }

  /// Returns the positions whose values are not 0, at most `limit`, in ascending order.
  static func bounded(_ places: Range<Int>, _ limit: Int, value: (Int) -> Float) -> [Int] {
    let words = places.filter { value($0) != 0 }
    guard words.count > limit else { return words }
    let order = words.sorted { (-abs(value($0)), $0) < (-abs(value($1)), $1) }
    return order.prefix(limit).sorted()
  }
}

extension FeatureMatrix {
  /// Returns the features that are words of a node's sequence as sparse features with at most `limit`
  /// entries per row, none of them 0. Prepared once, they need not be selected in each pass.
  func words(limit: Int) -> FeatureMatrix {
    switch self {
    case .sparse(let matrix):
      let pattern = matrix.pattern
      if pattern.rowCounts().allSatisfy({ $0 <= limit }), matrix.values.allSatisfy({ $0 != 0 }) {
        return self
      }
      return Self.words(
        (0..<nodeCount).map { row in
          WordSequences.bounded(pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1], limit) {
            matrix.values[$0]
          }
        }, featureCount, column: { pattern.columnIndices[$0] }, value: { matrix.values[$0] })
    case .dense(let tensor):
      let (scalars, width) = (tensor.scalars, featureCount)
      return Self.words(
        (0..<nodeCount).map { row in
          WordSequences.bounded(row * width..<(row + 1) * width, limit) { scalars[$0] }
        }, width, column: { Int32($0 % width) }, value: { scalars[$0] })
    }
  }

  private static func words(
    _ places: [[Int]], _ columnCount: Int, column: (Int) -> Int32, value: (Int) -> Float
  ) -> FeatureMatrix {
    var offsets = [0]
    for row in places { offsets.append(offsets[offsets.count - 1] + row.count) }
    return .sparse(
      SparseMatrix(
        rowCount: places.count, columnCount: columnCount, rowOffsets: SharedBuffer(offsets),
        columnIndices: SharedBuffer(places.flatMap { $0.map(column) }),
        values: SharedBuffer(places.flatMap { $0.map(value) })))
  }
}
