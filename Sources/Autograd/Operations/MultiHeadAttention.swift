// SPDX-License-Identifier: Apache-2.0

internal import CGraphKernels
public import TensorCore

/// The keys that the queries of an attention operation may attend to.
public struct AttentionMask: Sendable {
  /// The keys to include, `[batch, keys]`: 0 for padding. Nil includes all keys.
  public var keys: Tensor?
  /// The allowed pairs, `[queries, keys]`: 0 where a query may not attend to a key. Nil allows all
  /// pairs.
  public var pairs: Tensor?
  /// Whether query i attends to keys 0...i only.
  public var isCausal: Bool

  /// Creates a mask; without arguments it masks nothing.
  public init(keys: Tensor? = nil, pairs: Tensor? = nil, isCausal: Bool = false) {
    self.keys = keys
    self.pairs = pairs
    self.isCausal = isCausal
  }

  /// A mask that hides no key.
  public static let none = AttentionMask()
}

extension Variable {
  /// Computes multi-head attention: for each head, y_i is the sum over the keys j of
  /// `softmax_j(q_i . k_j / sqrt(size)) v_j` (Vaswani et al. 2017, section 3.2).
  ///
  /// Scores exist only for one block of queries of one head at a time and are recomputed in the backward
  /// pass. The tape keeps one number per query and head (Rabe and Staats 2021; Dao et al. 2022). The
  /// output of a query that may attend to no key is 0.
  ///
  /// - Parameters:
  ///   - query: the queries, `[batch, queries, heads * size]`.
  ///   - key: the keys, `[batch, keys, heads * size]`.
  ///   - value: the values, `[batch, keys, heads * valueSize]`.
  ///   - dropout: the probability of keeping an attention weight, and the stream of random numbers that
  ///     decide.
  /// - Returns: the output, `[batch, queries, heads * valueSize]`.
  public static func multiHeadAttention(
    query: Variable, key: Variable, value: Variable, heads: Int, mask: AttentionMask = .none,
    dropout: (keep: Float, stream: RandomStream)? = nil
  ) -> Variable {
    let run = AttentionRun(
      query: query.value, key: key.value, value: value.value, heads: heads, mask: mask, dropout: dropout)
    let (output, logs) = run.forward()
    let nodes = (query: query.node, key: key.node, value: value.node)
    let scores = query.shape[0] * query.shape[1] * key.shape[1]
    return Variable(
      output, from: [query, key, value], work: 2 * scores * (query.shape[2] + value.shape[2])
    ) { gradient, tape in
      let back = run.backward(output: output, logs: logs, gradient: gradient)
      tape.add(back.query, to: nodes.query)
      tape.add(back.key, to: nodes.key)
      tape.add(back.value, to: nodes.value)
    }
  }

  /// Returns the softmax over the last axis of the elements whose mask is not 0, and 0 for the other
  /// elements. The result is all 0 if the mask hides every element. Gradient: `dx = y (dy - sum(y dy))`.
  ///
  /// - Parameter mask: a mask whose shape broadcasts to the shape of this variable.
  public func softmax(mask: Tensor) -> Variable {
    let output = value.softmaxOverLastAxis(mask: mask.broadcast(to: shape))
    return Variable(output, from: self) { [node] gradient, tape in
      let weighted = output * gradient
      tape.add(weighted - output * weighted.sum(axis: -1, keepingDimension: true), to: node)
    }
  }
}

extension Tensor {
  fileprivate func softmaxOverLastAxis(mask: Tensor) -> Tensor {
    var result = self
    let columns = shape.last ?? 0
    let rows = columns == 0 ? 0 : count / columns
    let pointer = unsafe result.uniquePointer()
    Parallelism.forEachRange(rows, grain: max(1, 16_384 / max(1, columns)), nanoseconds: count * 2) { range in
      var logs = [Float](repeating: 0, count: range.count)
      let start = range.lowerBound * columns
      let visibility = unsafe gnk_visibility_t(keys: nil, pairs: mask.pointer + start, first: 0, causal: 0)
      unsafe gnk_attention_softmax(
        pointer + start, visibility, 1, Int64(range.count), Int64(columns), &logs, 0)
    }
    return result
  }
}

/// One attention operation: the checked inputs and the passes over them, one block of queries at a time.
private struct AttentionRun {
  private let query: Tensor
  private let key: Tensor
  private let value: Tensor
  private let mask: AttentionMask
  private let dropout: (keep: Float, stream: RandomStream)?
  private let heads: Int
  private let batch: Int
  private let queries: Int
  private let keys: Int
  private let width: Int
  private let valueWidth: Int

  init(
    query: Tensor, key: Tensor, value: Tensor, heads: Int, mask: AttentionMask,
    dropout: (keep: Float, stream: RandomStream)?
  ) {
    guard
      query.rank == 3 && key.rank == 3 && value.rank == 3 && query.shape[0] == key.shape[0]
        && query.shape[2] == key.shape[2] && key.shape[0] == value.shape[0] && key.shape[1] == value.shape[1]
    else {
      shapeFailure(
        "multiHeadAttention", [query.shape, key.shape, value.shape],
        "expected [batch, queries, width], [batch, keys, width] and [batch, keys, any]")
    }
    guard heads > 0 && query.shape[2] % heads == 0 && value.shape[2] % heads == 0 else {
      shapeFailure(
        "multiHeadAttention", [query.shape, value.shape], "the last axes are not divisible by \(heads) heads")
    }
    (batch, queries, width) = (query.shape[0], query.shape[1], query.shape[2])
    (keys, valueWidth) = (key.shape[1], value.shape[2])
    for case (let name, let tensor?, let shape) in [
      ("keys", mask.keys, [batch, keys] as Shape), ("pairs", mask.pairs, [queries, keys]),
    ] where tensor.shape != shape {
      shapeFailure("multiHeadAttention", [query.shape, tensor.shape], "the mask of \(name) must be \(shape)")
    }
    (self.query, self.key, self.value, self.heads) = (query, key, value, heads)
    (self.mask, self.dropout) = (mask, dropout)
  }

  private var size: Int { width / heads }
  private var valueSize: Int { valueWidth / heads }
  private var scale: Float { 1 / Float(max(1, size)).squareRoot() }
  private var nanoseconds: Int { batch * heads * queries * keys * (size + valueSize + 8) / 20 }

  /// The number of queries per block, chosen so that the scores fit into the second-level cache.
  private var block: Int { max(16, min(128, 65_536 / max(1, keys))) }

  /// One head of one row of the batch.
  private struct Head {
    let row: Int
    let head: Int
  }

  private func forEachBlock(_ body: (Range<Int>) -> Void) {
    for start in stride(from: 0, to: queries, by: block) { body(start..<min(queries, start + block)) }
  }

  /// Calls `body` for every head of every row of the batch.
  private func forEachHead(_ factor: Int, _ body: (Head) -> Void) {
    Parallelism.forEachPiece(batch * heads, nanoseconds: nanoseconds * factor) { piece in
      body(Head(row: piece / heads, head: piece % heads))
    }
  }

  private func start(_ head: Head, _ position: Int, of length: Int, width: Int) -> Int {
    (head.row * length + position) * width + head.head * (width / heads)
  }

  /// Computes the attention weights of a block of queries. If `areKnown` is false, this also computes
  /// the `logs` that normalise them.
  private func shares(
    _ head: Head, _ rows: Range<Int>, logs: UnsafeMutablePointer<Float>, areKnown: Bool,
    into scores: UnsafeMutablePointer<Float>, room: inout Tensor
  ) {
    unsafe MatrixProduct(
      rows: rows.count, columns: keys, inner: size,
      left: (query.pointer + start(head, rows.lowerBound, of: queries, width: width), width, 1),
      right: (key.pointer + start(head, 0, of: keys, width: width), 1, width), result: (scores, keys)
    ).run(&room)
    let visibility = unsafe gnk_visibility_t(
      keys: mask.keys.map { unsafe $0.pointer + head.row * keys },
      pairs: mask.pairs.map { unsafe $0.pointer + rows.lowerBound * keys }, first: Int64(rows.lowerBound),
      causal: mask.isCausal ? 1 : 0)
    unsafe gnk_attention_softmax(
      scores, visibility, scale, Int64(rows.count), Int64(keys),
      logs + (head.row * heads + head.head) * queries + rows.lowerBound, areKnown ? 1 : 0)
  }

  /// The number of words of random bits per query and head. The bits of each query are padded to a
  /// multiple of 128.
  private var wordsPerQuery: Int { (keys + 127) / 128 * 2 }

  /// A buffer for the random bits of a block.
  private var emptyWords: [UInt64] {
    [UInt64](repeating: 0, count: dropout == nil ? 0 : min(block, queries) * wordsPerQuery)
  }

  /// Applies dropout to the attention weights of a block, or to the gradients of the dropped weights.
  /// The same block always gets the same bits. `words` is a buffer for the bits.
  private func drop(
    _ head: Head, _ rows: Range<Int>, _ source: UnsafePointer<Float>,
    into target: UnsafeMutablePointer<Float>, words: inout [UInt64]
  ) {
    guard let dropout else { return }
    let threshold = UInt32((dropout.keep * 65536).rounded())
    let scale = threshold == 0 ? 0 : 65536 / Float(threshold)
    let first = ((head.row * heads + head.head) * queries + rows.lowerBound) * wordsPerQuery
    unsafe words.withUnsafeMutableBufferPointer { words in
      guard let start = words.baseAddress else { return }
      // The kernel counts words from the start of the whole stream.
      unsafe gnk_random_mask(
        start - first, dropout.stream.key, dropout.stream.stream, threshold, Int64(first),
        Int64(first + rows.count * wordsPerQuery))
    }
    for row in 0..<rows.count {
      unsafe gnk_apply_mask(
        source + row * keys, &words, Int64(row * wordsPerQuery * 64), scale, target + row * keys, Int64(keys))
    }
  }

  /// Returns the output, and for each row of the batch, head and query the logarithm of the sum that its
  /// attention weights were divided by.
  func forward() -> (output: Tensor, logs: Tensor) {
    // Without keys the output is 0, and matrix products need a non-empty inner axis.
    guard keys > 0 && size > 0 && valueSize > 0 else {
      return (Tensor(zeros: [batch, queries, valueWidth]), Tensor(zeros: [batch, heads, queries]))
    }
    var output = Tensor(uninitialized: [batch, queries, valueWidth])
    let outputPointer = unsafe output.uniquePointer()
    var logs = Tensor(uninitialized: [batch, heads, queries])
    let logsPointer = unsafe logs.uniquePointer()
    forEachHead(1) { head in
      var scores = Tensor(uninitialized: [min(block, queries), keys])
      let scoresPointer = unsafe scores.uniquePointer()
      var room = unsafe MatrixProduct.room()
      var words = emptyWords
      forEachBlock { rows in
        unsafe shares(
          head, rows, logs: logsPointer, areKnown: false, into: scoresPointer, room: &room)
        unsafe drop(head, rows, scores.pointer, into: scoresPointer, words: &words)
        unsafe MatrixProduct(
          rows: rows.count, columns: valueSize, inner: keys, left: (scores.pointer, keys, 1),
          right: (value.pointer + start(head, 0, of: keys, width: valueWidth), valueWidth, 1),
          result: (
            outputPointer + start(head, rows.lowerBound, of: queries, width: valueWidth), valueWidth
          )
        ).run(&room)
      }
    }
    return (output, logs)
  }

  /// Computes the gradients. With the attention weights P, the weights D after dropout and the output O
  /// = D V: dV = D^T dO, dP is the dropout of dO V^T, and dS = P (dP - rowsum(dO O)). From the scores S
  /// on, the gradients are those of a matrix product.
  func backward(output: Tensor, logs: Tensor, gradient: Tensor) -> (query: Tensor, key: Tensor, value: Tensor)
  {
    guard keys > 0 && size > 0 && valueSize > 0 else {
      return (Tensor(zeros: query.shape), Tensor(zeros: key.shape), Tensor(zeros: value.shape))
    }
    var byQuery = Tensor(uninitialized: query.shape)
    let byQueryPointer = unsafe byQuery.uniquePointer()
    // Without queries no block writes to these tensors.
    var byKey = queries == 0 ? Tensor(zeros: key.shape) : Tensor(uninitialized: key.shape)
    let byKeyPointer = unsafe byKey.uniquePointer()
    var byValue = queries == 0 ? Tensor(zeros: value.shape) : Tensor(uninitialized: value.shape)
    let byValuePointer = unsafe byValue.uniquePointer()
    forEachHead(3) { head in
      let rows = min(block, queries)
      var scores = Tensor(uninitialized: [rows, keys])
      let scoresPointer = unsafe scores.uniquePointer()
      var dropped = Tensor(uninitialized: [dropout == nil ? 0 : rows, keys])
      let droppedPointer = unsafe dropped.uniquePointer()
      var slopes = Tensor(uninitialized: [rows, keys])
      let slopesPointer = unsafe slopes.uniquePointer()
      var means = Tensor(uninitialized: [rows])
      let meansPointer = unsafe means.uniquePointer()
      var room = unsafe MatrixProduct.room()
      var words = emptyWords
      let keyStart = start(head, 0, of: keys, width: width)
      let valueStart = start(head, 0, of: keys, width: valueWidth)
      forEachBlock { rows in
        let queryStart = start(head, rows.lowerBound, of: queries, width: width)
        let outputStart = start(head, rows.lowerBound, of: queries, width: valueWidth)
        let (count, isLater) = (rows.count, rows.lowerBound > 0)
        // Known logarithms are only read.
        unsafe shares(
          head, rows, logs: UnsafeMutablePointer(mutating: logs.pointer), areKnown: true,
          into: scoresPointer, room: &room)
        unsafe drop(head, rows, scores.pointer, into: droppedPointer, words: &words)
        unsafe MatrixProduct(
          rows: keys, columns: valueSize, inner: count,
          left: (dropout == nil ? scores.pointer : dropped.pointer, 1, keys),
          right: (gradient.pointer + outputStart, valueWidth, 1),
          result: (byValuePointer + valueStart, valueWidth), accumulates: isLater
        ).run(&room)
        unsafe MatrixProduct(
          rows: count, columns: keys, inner: valueSize,
          left: (gradient.pointer + outputStart, valueWidth, 1),
          right: (value.pointer + valueStart, 1, valueWidth), result: (slopesPointer, keys)
        ).run(&room)
        unsafe drop(head, rows, slopes.pointer, into: slopesPointer, words: &words)
        unsafe gnk_row_dots(
          gradient.pointer + outputStart, output.pointer + outputStart, Int64(count), Int64(valueSize),
          Int64(valueWidth), meansPointer)
        unsafe gnk_attention_gradient(
          scores.pointer, means.pointer, scale, Int64(count), Int64(keys), slopesPointer)
        unsafe MatrixProduct(
          rows: count, columns: size, inner: keys, left: (slopes.pointer, keys, 1),
          right: (key.pointer + keyStart, width, 1), result: (byQueryPointer + queryStart, width)
        ).run(&room)
        unsafe MatrixProduct(
          rows: keys, columns: size, inner: count, left: (slopes.pointer, 1, keys),
          right: (query.pointer + queryStart, width, 1), result: (byKeyPointer + keyStart, width),
          accumulates: isLater
        ).run(&room)
      }
    }
    return (byQuery, byKey, byValue)
  }
}
