public import Autograd
public import TensorCore

/// What a model does in one forward pass, layer by layer: shapes, weights, work and memory.
///
/// ```swift
/// print(network.summary(inputShape: [64, 1, 28, 28]))
/// ```
public struct ModelSummary: Sendable, Equatable, CustomStringConvertible {
  /// A layer, or an operation without weights between layers.
  public struct Row: Sendable, Equatable {
    /// The layer's path, as its weights are named; that of an operation is the name of its function.
    public let name: String
    /// Whether it is a layer with weights.
    public let isLayer: Bool
    /// The shape of what it puts out, the last time where it works several times.
    public internal(set) var outputShape: [Int]
    /// How many weights it has.
    public internal(set) var parameterCount: Int
    /// Floating-point operations of all its work: two for a product that is added up, one for an element of other operations.
    public internal(set) var floatingPointOperations: Int
    /// The memory of the values that its operations compute and of what they store besides, such as gates, in bytes. A training pass keeps these until it goes back, but for those
    /// that no gradient needs.
    public internal(set) var activationBytes: Int
  }

  /// The rows, in the order of the pass.
  public internal(set) var rows: [Row] = []
  /// The number of weights of the model, whether the pass uses them or not.
  public let parameterCount: Int
  /// How many of them are not frozen.
  public let trainableParameterCount: Int

  /// The floating-point operations of the pass.
  public var floatingPointOperations: Int { rows.reduce(0) { $0 + $1.floatingPointOperations } }
  /// The memory of all values that the pass computes, in bytes.
  public var activationBytes: Int { rows.reduce(0) { $0 + $1.activationBytes } }

  /// A table, with the sums below.
  public var description: String {
    var cells = [["layer", "output", "parameters", "FLOPs", "activations"]]
    for row in rows {
      cells.append([
        (row.isLayer ? "" : "  ") + row.name, row.outputShape.map(String.init).joined(separator: " x "),
        row.parameterCount == 0 ? "" : Self.grouped(row.parameterCount),
        Self.grouped(row.floatingPointOperations), Self.bytes(row.activationBytes),
      ])
    }
    cells.append([
      "all", "", Self.grouped(parameterCount), Self.grouped(floatingPointOperations),
      Self.bytes(activationBytes),
    ])
    let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
    var lines = cells.map { row in
      zip(row, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + space : space + cell.0
      }.joined(separator: "  ")
    }
    let rule = String(repeating: "-", count: widths.reduce(2 * (widths.count - 1), +))
    lines.insert(rule, at: 1)
    lines.insert(rule, at: lines.count - 1)
    if trainableParameterCount < parameterCount {
      lines.append("\(Self.grouped(parameterCount - trainableParameterCount)) of the parameters are frozen")
    }
    return lines.joined(separator: "\n")
  }

  /// 1234567 as 1,234,567.
  private static func grouped(_ number: Int) -> String {
    var text = ""
    for (place, digit) in String(number).reversed().enumerated() {
      if place > 0 && place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  private static func bytes(_ count: Int) -> String {
    count < 10_000 ? "\(count) B" : count < 10_000_000 ? "\(count / 1000) kB" : "\(count / 1_000_000) MB"
  }
}

extension Module {
  /// What a forward pass does, from the inputs on: operations before the first layer count too. It is run once, without dropout.
  ///
  /// - Parameter pass: the pass; what its result does not depend on does not count.
  public func summary(_ pass: (_ model: Self, _ context: ForwardContext) -> Variable) -> ModelSummary {
    let context = ForwardContext(noting: ())
    let output = context.notingConstants { pass(self, context) }
    var parameters = [Parameter.Identity: (path: String, count: Int)]()
    var (count, trainable) = (0, 0)
    forEachParameter { path, parameter, _ in
      let layer = path.split(separator: ".").dropLast().joined(separator: ".")
      parameters[parameter.identity] = (layer, parameter.shape.elementCount)
      count += parameter.shape.elementCount
      if !parameter.isFrozen { trainable += parameter.shape.elementCount }
    }
    var leaves = [Int: (path: String, count: Int)]()
    for (identity, leaf) in context.leaves {
      if let node = leaf.node { leaves[node] = parameters[identity] }
    }
    var summary = ModelSummary(parameterCount: count, trainableParameterCount: trainable)
    summary.rows = SummaryRows(Self.notes(context, of: output), leaves: leaves).rows
    return summary
  }

  /// What a pass noted of operations that `output` depends on.
  private static func notes(_ context: ForwardContext, of output: Variable) -> [OperationNote] {
    let notes = context.tape?.notes ?? []
    var needed = Set([output.node].compactMap(\.self))
    for note in notes.reversed() where needed.contains(note.node) { needed.formUnion(note.inputs) }
    return notes.filter { needed.contains($0.node) }
  }
}

extension Layer {
  /// What a forward pass does with an input of zeros.
  public func summary(inputShape: Shape) -> ModelSummary {
    summary { $0($1.leaf(Tensor(zeros: inputShape)), $1) }
  }
}
