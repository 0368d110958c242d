public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

/// What a message may be made of: a row an edge each, for some of the edges.
public struct MessageInput {
  /// The rows of the nodes that speak, `[edges, sourceSize]`.
  public let source: Variable
  /// The rows of the nodes that hear, `[edges, targetSize]`.
  public let target: Variable
  /// The features of the edges, `[edges, edgeSize]`, where there are any.
  public let edge: Variable?
}

extension MessageEdges {
  /// Passes messages of any kind along the edges: every target aggregates message(x_j, x_i, e_ij) over its edges.
  ///
  /// The messages exist for a block of edges at a time, forward and backward: memory does not grow with the number of
  /// edges, whatever the size of a message. Where the message is x_j itself, or a multiple of it, take
  /// ``aggregate(_:_:_:)``, which makes no messages at all.
  ///
  /// ```swift
  /// edges.propagate(x, aggregating: [.maximum], context) { input, context in
  ///   mlp(.concatenated([input.target, input.source - input.target], axis: 1), context)
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - x: of the sources, `[sources, sourceSize]`.
  ///   - targets: of the targets, `[targets, targetSize]`; nil: their rows of x.
  ///   - edgeFeatures: by edge number, `[edges, edgeSize]`.
  ///   - aggregations: their results stand side by side.
  ///   - message: must use the context that it is given; traps if it uses another variable of the pass.
  public func propagate(
    _ x: Variable, targets: Variable? = nil, edgeFeatures: Variable? = nil,
    aggregating aggregations: [Aggregation] = [.sum], _ context: ForwardContext,
    message: @escaping (_ input: MessageInput, _ context: ForwardContext) -> Variable
  ) -> Variable {
    propagate(
      x, targets: targets, edgeFeatures: edgeFeatures, context, message: message,
      aggregate: { messages, pattern, _ in
        .concatenated(aggregations.map { $0(messages, pattern) }, axis: 1)
      })
  }

  /// The same with an aggregation of one's own: `aggregate` takes the messages `[entries, width]` of some targets and a pattern
  /// whose row is a target and whose column k is message k.
  public func propagate(
    _ x: Variable, targets: Variable? = nil, edgeFeatures: Variable? = nil, _ context: ForwardContext,
    message: @escaping (_ input: MessageInput, _ context: ForwardContext) -> Variable,
    aggregate: @escaping (_ messages: Variable, _ pattern: CSRPattern, _ context: ForwardContext) -> Variable
  ) -> Variable {
    guard x.shape.first == pattern.columnCount else {
      fatalError(
        "propagate: \(x.shape) for edges from \(pattern.columnCount) nodes: a row for every source was expected"
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
        MessageInput(source: parts[0], target: parts[1], edge: edgeFeatures == nil ? nil : parts[2]), context)
      if mask != nil, let part = parts.last { messages = messages * part }
      return aggregate(messages, block.pattern, context)
    }
    guard let tape = context.tape else {
      if let other = inputs.lazy.compactMap(\.tape).first(where: { !$0.isNoting }) {
        fatalError(
          "propagate: the context is that of an evaluation, but an operand belongs to \(other.pass); pass the context of the operand, or the operand `detached`"
        )
      }
      return Variable(
        Tensor.concatenated(
          blocks.map { result($0, $0.gather(values).map { Variable($0) }, context).value }, axis: 0))
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
    return Variable(Tensor.concatenated(outputs, axis: 0), of: inputs, on: tape) { gradient, tape in
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

/// Some rows of a pattern with all their entries.
struct EdgeBlock {
  /// The targets.
  let rows: Range<Int>
  /// The entries.
  let entries: Range<Int>
  /// The same rows with column k for entry k of the block.
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

  /// Blocks of about a million numbers of messages and what they are made of, a row at least each.
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
    // Without targets there still is a shape to find out.
    return blocks.isEmpty ? [EdgeBlock(pattern, 0..<0)] : blocks
  }

  /// The rows of sources, of targets and of entries, for every entry of the block.
  func gather(_ values: [Tensor]) -> [Tensor] {
    [values[0].rows(sources), values[1].rows(targets)]
      + values.dropFirst(2).map { $0.slice(axis: 0, entries) }
  }

  /// The same of variables, as operations of the pass.
  func gather(_ variables: [Variable]) -> [Variable] {
    [variables[0].rows(sources), variables[1].rows(targets)]
      + variables.dropFirst(2).map { $0.slice(axis: 0, entries) }
  }

  /// Adds gradients of what was gathered to those of the whole, in the order of the entries.
  func scatter(_ gradients: [Tensor], into sums: inout [Tensor?]) {
    sums[0]?.addRows(gradients[0], at: sources)
    sums[1]?.addRows(gradients[1], at: targets)
    for number in gradients.indices.dropFirst(2) {
      sums[number]?.addRows(gradients[number], at: entries.map { Int32($0) })
    }
  }
}
