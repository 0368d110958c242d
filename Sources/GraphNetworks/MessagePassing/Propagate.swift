// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

/// The inputs from which messages are computed, with one row per edge of a block of edges.
public struct MessageInput {
  /// The rows of the sources, `[edges, sourceSize]`.
  public let source: Variable
  /// The rows of the targets, `[edges, targetSize]`.
  public let target: Variable
  /// The features of the edges, `[edges, edgeSize]`; nil if there are none.
  public let edge: Variable?
  /// The weights of the edges, `[edges, 1]`, constants; nil if all weights are 1. Messages are not
  /// multiplied by the weights unless the message function does it.
  public var weight: Variable? {
    // Most messages do not use the weights, so they are only copied on request.
    weights.map { weights in
      Variable(Tensor(entries.map { weights[$0] }, shape: [entries.count, 1]))
    }
  }

  fileprivate let weights: SharedBuffer<Float>?
  fileprivate let entries: Range<Int>
}

extension MessageEdges {
  /// Passes messages along the edges: each target aggregates `message(x_j, x_i, e_ij)` over its edges.
  ///
  /// In the forward and the backward pass, messages exist for only one block of edges at a time. Memory
  /// use therefore does not grow with the number of edges, whatever the size of a message. If the
  /// message is x_j or a multiple of it, use ``aggregate(_:_:_:)``, which usually creates no messages.
  ///
  /// ```swift
  /// edges.propagate(x, aggregating: [.maximum], context) { input, context in
  ///   mlp(.concatenated([input.target, input.source - input.target], axis: 1), context)
  /// }
  /// ```
  ///
  /// The result has one row per target. While a network is trained, there may be fewer targets than
  /// sources, since its last layer computes only the rows that the loss uses: take the rows of the
  /// targets with ``targetRows(of:)-(Variable)``, for example to add them to the result.
  ///
  /// - Parameters:
  ///   - x: the rows of the sources, `[sources, sourceSize]`.
  ///   - targets: the rows of the targets, `[targets, targetSize]`; nil means the rows of the targets in
  ///     `x`.
  ///   - edgeFeatures: the features of the edges, by edge number, `[edges, edgeSize]`; nil if there are
  ///     none. The weights of the edges are not in this order: see ``MessageInput/weight``.
  ///   - aggregations: the aggregations, whose results are concatenated.
  ///   - message: a function that returns the messages of a block of edges. It must use the context that
  ///     is passed to it. Traps if it uses another variable of the pass.
  public func propagate(
    _ x: Variable, targets: Variable? = nil, edgeFeatures: Variable? = nil,
    aggregating aggregations: [Aggregation] = [.sum], _ context: ForwardContext,
    message: @escaping (_ input: MessageInput, _ context: ForwardContext) -> Variable
  ) -> Variable {
    Tape.grouping("propagate") {
      propagated(x, targets, edgeFeatures, context, message: message) { messages, block, _ in
        .concatenated(aggregations.map { aggregate(messages, $0, block) }, axis: 1)
      }
    }
  }

  /// Aggregates the messages of a block. Sums and means of drawn messages estimate those of all messages.
  private func aggregate(_ messages: Variable, _ aggregation: Aggregation, _ block: EdgeBlock) -> Variable {
    guard let sample, aggregation == .sum || aggregation == .mean else {
      return aggregation(messages, block.pattern)
    }
    let factors = Tensor(block.entries.map { sample.factors[$0] }, shape: [block.entries.count, 1])
    let sums = Aggregation.sum(messages * Variable(factors), block.pattern)
    guard aggregation == .mean else { return sums }
    let shares = block.rows.map { 1 / Float(max(1, sample.counts[$0])) }
    return sums * Variable(Tensor(shares, shape: [shares.count, 1]))
  }

  /// Passes messages along the edges with a custom aggregation: `aggregate` receives the messages of
  /// some targets, `[entries, width]`, and a pattern whose rows are the targets and whose column k is
  /// message k.
  public func propagate(
    _ x: Variable, targets: Variable? = nil, edgeFeatures: Variable? = nil, _ context: ForwardContext,
    message: @escaping (_ input: MessageInput, _ context: ForwardContext) -> Variable,
    aggregate: @escaping (_ messages: Variable, _ pattern: CSRPattern, _ context: ForwardContext) -> Variable
  ) -> Variable {
    Tape.grouping("propagate") {
      propagated(x, targets, edgeFeatures, context, message: message) { aggregate($0, $1.pattern, $2) }
    }
  }

  private func propagated(
    _ x: Variable, _ targets: Variable?, _ edgeFeatures: Variable?, _ context: ForwardContext,
    message: @escaping (_ input: MessageInput, _ context: ForwardContext) -> Variable,
    aggregate: @escaping (_ messages: Variable, _ block: EdgeBlock, _ context: ForwardContext) -> Variable
  ) -> Variable {
    guard x.shape.first == pattern.columnCount else {
      fatalError(
        "propagate: expected one row for each of the \(pattern.columnCount) sources, found shape \(x.shape)"
      )
    }
    if let targets, targets.shape.first != pattern.rowCount {
      fatalError(
        "propagate: targets has shape \(targets.shape); expected \(pattern.rowCount) rows, one per target, such as edges.targetRows(of:) returns"
      )
    }
    if let edgeFeatures, edgeFeatures.shape.count != 2 {
      fatalError(
        "propagate: edgeFeatures has shape \(edgeFeatures.shape); expected [edges, features], such as [\(edgeCount), 1]"
      )
    }
    let mask = mask(context)
    let inputs =
      [x, targets ?? targetRows(of: x)] + (edgeFeatures.map { [entryFeatures($0)] } ?? [])
      + (mask.map { [$0] } ?? [])
    let values = inputs.map(\.value)
    let nodes = inputs.map(\.node)
    let blocks = EdgeBlock.blocks(of: pattern, messageSize: values.reduce(1) { $0 + $1.shape[1] })
    let result = { (block: EdgeBlock, parts: [Variable], context: ForwardContext) in
      var messages = message(
        MessageInput(
          source: parts[0], target: parts[1], edge: edgeFeatures == nil ? nil : parts[2],
          weights: weights, entries: block.entries), context)
      guard messages.shape.count == 2, messages.shape[0] == block.entries.count else {
        fatalError(
          "propagate: the messages have shape \(messages.shape); expected [\(block.entries.count), width], one row per edge"
        )
      }
      if mask != nil, let part = parts.last { messages = messages * part }
      return aggregate(messages, block, context)
    }
    guard let tape = context.tape else {
      if let other = inputs.lazy.compactMap(\.tape).first(where: { !$0.isNoting }) {
        fatalError(
          "propagate: the context is that of an evaluation, but an operand belongs to \(other.pass); pass the context of the operand, or pass the operand `detached`"
        )
      }
      let noted = context.observer?.attention.count ?? 0
      let outputs = blocks.map { result($0, $0.gather(values).map { Variable($0) }, context).value }
      context.observer?.joinAttention(since: noted, blockCount: blocks.count, of: pattern)
      return Variable(Tensor.concatenated(outputs, axis: 0))
    }
    if tape.isNoting {
      let parts = blocks.map { block in
        result(block, block.gather(inputs), context)
      }
      return Variable.concatenated(parts, axis: 0)
    }
    var outputs = [Tensor]()
    var recomputations = [Recomputation]()
    for block in blocks {
      let (value, recomputation) = Recomputation.run(in: context, "propagate") {
        result(block, block.gather(values).map { Variable($0) }, $0)
      }
      outputs.append(value)
      recomputations.append(recomputation)
    }
    return Variable(
      Tensor.concatenated(outputs, axis: 0), of: inputs, on: tape, function: "propagate"
    ) { gradient, tape in
      var sums = zip(values, nodes).map { value, node in node.map { _ in Tensor(zeros: value.shape) } }
      for (block, recomputation) in zip(blocks, recomputations) {
        var leaves = [Variable]()
        recomputation.backward(gradient.slice(axis: 0, block.rows), into: tape) { part in
          leaves = zip(block.gather(values), nodes).map { $1 == nil ? Variable($0) : part.leaf($0) }
          return result(block, leaves, part)
        }
        block.scatter(leaves.map { $0.takeGradient() }, into: &sums)
      }
      for (sum, node) in zip(sums, nodes) {
        if let sum { tape.add(sum, to: node) }
      }
    }
  }
}

/// A range of rows of a pattern with all of their entries.
struct EdgeBlock {
  /// The range of rows, which are targets.
  let rows: Range<Int>
  /// The range of entries.
  let entries: Range<Int>
  /// The pattern of these rows, in which entry k of the block is in column k.
  let pattern: CSRPattern
  private let sources: [Int32]
  private let targets: [Int32]

  private init(_ whole: CSRPattern, _ rows: Range<Int>) {
    self.rows = rows
    let first = whole.rowOffsets[rows.lowerBound]
    entries = first..<whole.rowOffsets[rows.upperBound]
    pattern = CSRPattern(
      rowCount: rows.count, columnCount: entries.count,
      rowOffsets: SharedBuffer((rows.lowerBound...rows.upperBound).map { whole.rowOffsets[$0] - first }),
      columnIndices: SharedBuffer((0..<Int32(entries.count)).map { $0 }))
    sources = entries.map { whole.columnIndices[$0] }
    targets = rows.flatMap { row in
      [Int32](repeating: Int32(row), count: whole.rowOffsets[row + 1] - whole.rowOffsets[row])
    }
  }

  /// Divides the rows into blocks of at least one row, whose messages and their inputs consist of about
  /// a million numbers.
  static func blocks(of pattern: CSRPattern, messageSize: Int) -> [EdgeBlock] {
    let limit = max(1, (1 << 20) / max(1, messageSize))
    var blocks = [EdgeBlock]()
    var start = 0
    while start < pattern.rowCount {
      var end = start + 1
      while end < pattern.rowCount && pattern.rowOffsets[end + 1] - pattern.rowOffsets[start] <= limit {
        end += 1
      }
      blocks.append(EdgeBlock(pattern, start..<end))
      start = end
    }
    // Without targets, an empty block is still needed to determine the shape of the result.
    return blocks.isEmpty ? [EdgeBlock(pattern, 0..<0)] : blocks
  }

  /// Returns the rows of the sources, the targets and the entries, one for each entry of the block.
  func gather(_ values: [Tensor]) -> [Tensor] {
    [values[0].rows(sources), values[1].rows(targets)]
      + values.dropFirst(2).map { $0.slice(axis: 0, entries) }
  }

  /// Returns the same rows of variables, as operations of the pass.
  func gather(_ variables: [Variable]) -> [Variable] {
    [variables[0].rows(sources), variables[1].rows(targets)]
      + variables.dropFirst(2).map { $0.slice(axis: 0, entries) }
  }

  /// Adds the gradients of the gathered rows to the gradients of the whole tensors, in the order of the
  /// entries.
  func scatter(_ gradients: [Tensor], into sums: inout [Tensor?]) {
    sums[0]?.addRows(gradients[0], at: sources)
    sums[1]?.addRows(gradients[1], at: targets)
    for number in gradients.indices.dropFirst(2) {
      sums[number]?.addRows(gradients[number], at: entries.map { Int32($0) })
    }
  }
}
