// SPDX-License-Identifier: Apache-2.0

public import Autograd
internal import GraphFiles
public import TensorCore

/// A summary of one forward pass of a model, layer by layer: shapes, weights, operations and memory.
///
/// ```swift
/// print(network.summary(inputShape: [64, 1, 28, 28]))
/// ```
public struct ModelSummary: Sendable, Equatable, CustomStringConvertible {
  /// One layer, or one operation without weights between layers.
  public struct Row: Sendable, Equatable {
    /// The path of the layer, as in the names of its weights, or the name of the function that computes
    /// the operation.
    public let name: String
    /// Whether the row is a layer with weights.
    public let isLayer: Bool
    /// The shape of the output; if the row runs several times, the shape of the last output.
    public internal(set) var outputShape: [Int]
    /// The number of weights.
    public internal(set) var parameterCount: Int
    /// The number of floating-point operations: two per multiply-add of a product, one per element of
    /// other operations.
    public internal(set) var floatingPointOperations: Int
    /// The memory of the values that the operations compute and of what they keep in addition, such as
    /// gates, in bytes. A training pass keeps these until the backward pass, except for values that no
    /// gradient needs.
    public internal(set) var activationBytes: Int
  }

  /// The rows, in the order of the pass.
  public internal(set) var rows: [Row] = []
  /// The number of weights of the model, whether or not the pass uses them.
  public let parameterCount: Int
  /// The number of weights that are not frozen.
  public let trainableParameterCount: Int

  /// The number of floating-point operations of the pass.
  public var floatingPointOperations: Int { rows.reduce(0) { $0 + $1.floatingPointOperations } }
  /// The memory of all values that the pass computes, in bytes.
  public var activationBytes: Int { rows.reduce(0) { $0 + $1.activationBytes } }

  /// A table of the rows, followed by the totals.
  public var description: String {
    var table = TextTable(["layer", "output", "parameters", "FLOPs", "activations"])
    for row in rows {
      table.append([
        (row.isLayer ? "" : "  ") + row.name, row.outputShape.map(String.init).joined(separator: " x "),
        row.parameterCount == 0 ? "" : row.parameterCount.groupedDigits,
        row.floatingPointOperations.groupedDigits, NumberText.bytes(row.activationBytes),
      ])
    }
    table.appendTotals([
      "all", "", parameterCount.groupedDigits, floatingPointOperations.groupedDigits,
      NumberText.bytes(activationBytes),
    ])
    let frozen = parameterCount - trainableParameterCount
    let text = table.text + (frozen > 0 ? "\(frozen.groupedDigits) of the parameters are frozen\n" : "")
    return String(text.dropLast())
  }
}

extension Module {
  /// Summarises a forward pass, starting at the inputs: operations before the first layer are included.
  /// The pass runs once, without dropout.
  ///
  /// - Parameter pass: the pass to run; operations that its result does not depend on are not included.
  public func summary(_ pass: (_ model: Self, _ context: ForwardContext) -> Variable) -> ModelSummary {
    summary(ofAll: { [pass($0, $1)] })
  }

  /// Summarises a forward pass with several results.
  func summary(ofAll pass: (_ model: Self, _ context: ForwardContext) -> [Variable]) -> ModelSummary {
    let context = ForwardContext(noting: ())
    let outputs = context.notingConstants { pass(self, context) }
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
    summary.rows = SummaryRows(Self.notes(context, of: outputs), leaves: leaves).rows
    return summary
  }

  /// Returns the notes of the operations that `outputs` depend on.
  private static func notes(_ context: ForwardContext, of outputs: [Variable]) -> [OperationNote] {
    let notes = context.tape?.notes ?? []
    var needed = Set(outputs.compactMap(\.node))
    for note in notes.reversed() where needed.contains(note.node) { needed.formUnion(note.inputs) }
    return notes.filter { needed.contains($0.node) }
  }
}

extension Layer {
  /// Summarises a forward pass with an input of zeros.
  public func summary(inputShape: Shape) -> ModelSummary {
    summary { $0($1.leaf(Tensor(zeros: inputShape)), $1) }
  }
}
