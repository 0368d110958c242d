internal import CGraphKernels
public import TensorCore

/// Which keys the queries of attention may look at.
public struct AttentionMask: Sendable {
  /// `[batch, keys]`, 0 for keys that only fill up; nil: all count.
  public var keys: Tensor?
  /// `[queries, keys]`, 0 where a query may not look; nil: everywhere.
  public var pairs: Tensor?
  /// Whether query i looks at keys 0...i alone.
  public var isCausal: Bool

  /// Creates a mask.
  public init(keys: Tensor? = nil, pairs: Tensor? = nil, isCausal: Bool = false) {
    self.keys = keys
    self.pairs = pairs
    self.isCausal = isCausal
  }

  /// Every key is seen.
  public static let none = AttentionMask()
}

extension Variable {
  /// Attention of several heads: for each, y_i = the sum over the keys j of softmax_j(q_i . k_j / sqrt(size)) v_j (Vaswani et al.
  /// 2017, section 3.2).
  ///
  /// Scores exist for a block of queries of one head at a time and are computed again on the way back; the tape keeps a number a
  /// query and head (Rabe and Staats 2021; Dao et al. 2022). A query that sees no key has the output 0.
  ///
  /// - Parameters:
  ///   - query: `[batch, queries, heads * size]`.
  ///   - key: `[batch, keys, heads * size]`.
  ///   - value: `[batch, keys, heads * valueSize]`.
  ///   - dropout: the probability with which a share is kept, and the random numbers that decide.
  /// - Returns: `[batch, queries, heads * valueSize]`.
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

  /// Softmax over the last axis of the elements whose mask is not 0, and 0 for the others; all 0 where there are none. The gradient
  /// is dx = y (dy - sum(y dy)).
  ///
  /// - Parameter mask: of a shape that stretches to this one.
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

/// One attention: what goes in, checked, and the passes over it, block of queries by block.
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
        "[batch, queries, width], [batch, keys, width] and [batch, keys, any] were expected")
    }
    guard heads > 0 && query.shape[2] % heads == 0 && value.shape[2] % heads == 0 else {
      shapeFailure(
        "multiHeadAttention", [query.shape, value.shape], "\(heads) heads do not share the last axes evenly")
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

  /// Queries whose scores fit the second-level cache.
  private var block: Int { max(16, min(128, 65_536 / max(1, keys))) }

  /// One head of one row of the batch, and its blocks of queries.
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

  /// The shares of a block of queries, from their scores where `logs` are not known yet.
  private func shares(
    _ head: Head, _ rows: Range<Int>, logs: UnsafeMutablePointer<Float>, areKnown: Bool,
    into scores: UnsafeMutablePointer<Float>, room: Tensor
  ) {
    unsafe MatrixProduct(
      rows: rows.count, columns: keys, inner: size,
      left: (query.pointer + start(head, rows.lowerBound, of: queries, width: width), width, 1),
      right: (key.pointer + start(head, 0, of: keys, width: width), 1, width), result: (scores, keys)
    ).run(room)
    let visibility = unsafe gnk_visibility_t(
      keys: mask.keys.map { unsafe $0.pointer + head.row * keys },
      pairs: mask.pairs.map { unsafe $0.pointer + rows.lowerBound * keys }, first: Int64(rows.lowerBound),
      causal: mask.isCausal ? 1 : 0)
    unsafe gnk_attention_softmax(
      scores, visibility, scale, Int64(rows.count), Int64(keys),
      logs + (head.row * heads + head.head) * queries + rows.lowerBound, areKnown ? 1 : 0)
  }

  /// Words of random bits a query and head, each row's a multiple of 128 bits.
  private var wordsPerQuery: Int { (keys + 127) / 128 * 2 }

  /// Room for the random bits of a block.
  private var emptyWords: [UInt64] {
    [UInt64](repeating: 0, count: dropout == nil ? 0 : min(block, queries) * wordsPerQuery)
  }

  /// Drops shares of a block, or gradients by dropped shares: the same ones for the same block. `words` is room for the bits.
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
      // The function counts words from the beginning of all.
      unsafe gnk_random_mask(
        start - first, dropout.stream.key, dropout.stream.stream, threshold, Int64(first),
        Int64(first + rows.count * wordsPerQuery))
    }
    for row in 0..<rows.count {
      unsafe gnk_apply_mask(
        source + row * keys, &words, Int64(row * wordsPerQuery * 64), scale, target + row * keys, Int64(keys))
    }
  }

  /// The output, and for every row of the batch, head and query the logarithm of the sum that its shares were divided by.
  func forward() -> (output: Tensor, logs: Tensor) {
    // A query that meets no key hears nothing; products need an inner axis.
    guard keys > 0 && size > 0 && valueSize > 0 else {
      return (Tensor(zeros: [batch, queries, valueWidth]), Tensor(zeros: [batch, heads, queries]))
    }
    let output = Tensor(uninitialized: [batch, queries, valueWidth])
    let logs = Tensor(uninitialized: [batch, heads, queries])
    forEachHead(1) { head in
      let scores = Tensor(uninitialized: [min(block, queries), keys])
      let room = unsafe MatrixProduct.room()
      var words = emptyWords
      forEachBlock { rows in
        unsafe shares(
          head, rows, logs: logs.ownedPointer, areKnown: false, into: scores.ownedPointer, room: room)
        unsafe drop(head, rows, scores.pointer, into: scores.ownedPointer, words: &words)
        unsafe MatrixProduct(
          rows: rows.count, columns: valueSize, inner: keys, left: (scores.pointer, keys, 1),
          right: (value.pointer + start(head, 0, of: keys, width: valueWidth), valueWidth, 1),
          result: (
            output.ownedPointer + start(head, rows.lowerBound, of: queries, width: valueWidth), valueWidth
          )
        ).run(room)
      }
    }
    return (output, logs)
  }

  /// With P the shares, D those that dropout left and O = D V: dV = D^T dO, dP = dropout of dO V^T, dS = P (dP - rowsum(dO O)), and
  /// from the scores S on as for any product.
  func backward(output: Tensor, logs: Tensor, gradient: Tensor) -> (query: Tensor, key: Tensor, value: Tensor)
  {
    guard keys > 0 && size > 0 && valueSize > 0 else {
      return (Tensor(zeros: query.shape), Tensor(zeros: key.shape), Tensor(zeros: value.shape))
    }
    let byQuery = Tensor(uninitialized: query.shape)
    // Without a query no block sets them.
    let byKey = queries == 0 ? Tensor(zeros: key.shape) : Tensor(uninitialized: key.shape)
    let byValue = queries == 0 ? Tensor(zeros: value.shape) : Tensor(uninitialized: value.shape)
    forEachHead(3) { head in
      let rows = min(block, queries)
      let scores = Tensor(uninitialized: [rows, keys])
      let dropped = Tensor(uninitialized: [dropout == nil ? 0 : rows, keys])
      let slopes = Tensor(uninitialized: [rows, keys])
      let means = Tensor(uninitialized: [rows])
      let room = unsafe MatrixProduct.room()
      var words = emptyWords
      let keyStart = start(head, 0, of: keys, width: width)
      let valueStart = start(head, 0, of: keys, width: valueWidth)
      forEachBlock { rows in
        let queryStart = start(head, rows.lowerBound, of: queries, width: width)
        let outputStart = start(head, rows.lowerBound, of: queries, width: valueWidth)
        let (count, isLater) = (rows.count, rows.lowerBound > 0)
        unsafe shares(
          head, rows, logs: logs.ownedPointer, areKnown: true, into: scores.ownedPointer, room: room)
        unsafe drop(head, rows, scores.pointer, into: dropped.ownedPointer, words: &words)
        unsafe MatrixProduct(
          rows: keys, columns: valueSize, inner: count,
          left: (dropout == nil ? scores.pointer : dropped.pointer, 1, keys),
          right: (gradient.pointer + outputStart, valueWidth, 1),
          result: (byValue.ownedPointer + valueStart, valueWidth), accumulates: isLater
        ).run(room)
        unsafe MatrixProduct(
          rows: count, columns: keys, inner: valueSize,
          left: (gradient.pointer + outputStart, valueWidth, 1),
          right: (value.pointer + valueStart, 1, valueWidth), result: (slopes.ownedPointer, keys)
        ).run(room)
        unsafe drop(head, rows, slopes.pointer, into: slopes.ownedPointer, words: &words)
        unsafe gnk_row_dots(
          gradient.pointer + outputStart, output.pointer + outputStart, Int64(count), Int64(valueSize),
          Int64(valueWidth), means.ownedPointer)
        unsafe gnk_attention_gradient(
          scores.pointer, means.pointer, scale, Int64(count), Int64(keys), slopes.ownedPointer)
        unsafe MatrixProduct(
          rows: count, columns: size, inner: keys, left: (slopes.pointer, keys, 1),
          right: (key.pointer + keyStart, width, 1), result: (byQuery.ownedPointer + queryStart, width)
        ).run(room)
        unsafe MatrixProduct(
          rows: keys, columns: size, inner: count, left: (slopes.pointer, 1, keys),
          right: (query.pointer + queryStart, width, 1), result: (byKey.ownedPointer + keyStart, width),
          accumulates: isLater
        ).run(room)
      }
    }
    return (byQuery, byKey, byValue)
  }
}
