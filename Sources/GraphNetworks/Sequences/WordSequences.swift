internal import Autograd
internal import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// Nodes as sequences of words: the columns of a node's features that are not zero, ascending, with their values, filled up to one
/// length. Of more than `limit` words those of the largest absolute values stay, of equal ones the first.
struct WordSequences {
  /// The column of every word, `rows * steps`; 0 where there is none.
  let columns: [Int32]
  /// The value of every word, `[rows, steps, 1]`; 0 where there is none.
  let values: Variable
  /// 1 where there is a word, `[rows, steps]`.
  let mask: Tensor
  /// The number of words of every row.
  let lengths: [Int]

  /// The number of rows.
  var rowCount: Int { mask.shape[0] }
  /// The length of the longest sequence, at least 1.
  var stepCount: Int { mask.shape[1] }

  /// The sequences of some rows of features.
  init(_ features: FeatureVariable, rows: Range<Int>, limit: Int) {
    switch features {
    case .sparse(let matrix, nil):
      let pattern = matrix.pattern
      let words = rows.map { row in
        Self.bounded(pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1], limit) { matrix.values[$0] }
      }
      self.init(words, column: { pattern.columnIndices[$0] }, values: { matrix.values[$0] })
    case .sparse, .dense:
      // Dropout on single features makes sequences of its own; what is left is seen in the dense form.
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
    // Somebody wants the gradient of the features, which the values are then taken from.
    let (count, steps) = (plain.rowCount, plain.stepCount)
    let places = words.flatMap { row in
      row.map { Int32($0) } + [Int32](repeating: 0, count: steps - row.count)
    }
    let taken = dense.reshaped([dense.value.count, 1]).rows(places).reshaped([count, steps, 1])
    self.init(
      columns: plain.columns, values: taken * Variable(plain.mask.reshaped([count, steps, 1])),
      mask: plain.mask, lengths: plain.lengths)
  }

  /// Sequences of the places of words.
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

  /// The places whose values are not 0, at most `limit`, ascending.
  static func bounded(_ places: Range<Int>, _ limit: Int, value: (Int) -> Float) -> [Int] {
    let words = places.filter { value($0) != 0 }
    guard words.count > limit else { return words }
    let order = words.sorted { (-abs(value($0)), $0) < (-abs(value($1)), $1) }
    return order.prefix(limit).sorted()
  }
}

extension FeatureMatrix {
  /// The features that are words of a node's sequence, found once and for all: sparse, at most `limit` a row, none of them 0.
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
