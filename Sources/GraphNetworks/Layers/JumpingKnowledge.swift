// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Jumping knowledge, which combines the outputs of all layers (Xu et al. 2018, "Representation learning
/// on graphs with jumping knowledge networks", section 4).
///
/// Parameter names with attention: `lstm...` of ``LSTM``, `att.weight`, `att.bias`. The other modes have
/// no parameters.
public struct JumpingKnowledge: Module {
  /// The way in which the outputs are combined.
  public enum Mode: Sendable, Hashable {
    /// The outputs are concatenated: `[nodes, layers * size]`.
    case concatenation
    /// The maximum over the layers, column by column.
    case maximum
    /// The sum of the outputs, weighted for each node by attention to the layers, whose scores come from
    /// a bidirectional LSTM over the layers.
    case attention(size: Int, layers: Int)
  }

  /// The way in which the outputs are combined.
  public let mode: Mode
  private var lstm: LSTM?
  private var attention: Linear?

  /// Creates the combination. With attention, the states of the LSTM have `layers * size / 2` columns.
  public init(_ mode: Mode) {
    self.mode = mode
    guard case .attention(let size, let layers) = mode else { return }
    let hidden = max(1, layers * size / 2)
    lstm = LSTM(
      inputSize: size, hiddenSize: hidden, direction: .both(.concatenation))
    attention = Linear(inputSize: 2 * hidden, outputSize: 1)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lstm", &lstm)
    visitor("att", &attention)
  }

  /// Returns the combined outputs of the layers, which are `[nodes, size]` each. Traps if there are
  /// none.
  public func callAsFunction(_ outputs: [Variable], _ context: ForwardContext) -> Variable {
    guard let first = outputs.first else {
      fatalError("JumpingKnowledge: expected the output of at least 1 layer, found none")
    }
    switch mode {
    case .concatenation: return .concatenated(outputs, axis: 1)
    case .maximum: return outputs.dropFirst().reduce(first) { $0.maximum($1) }
    case .attention: return attended(outputs, context)
    }
  }

  private func attended(_ outputs: [Variable], _ context: ForwardContext) -> Variable {
    guard let lstm, let attention else { fatalError("JumpingKnowledge: missing attention") }
    let (nodes, size) = (outputs[0].shape[0], outputs[0].shape[1])
    let layers = Variable.concatenated(outputs.map { $0.reshaped([nodes, 1, size]) }, axis: 1)
    let scores = attention(lstm(layers, context), context)
    let shares = scores.reshaped([nodes, outputs.count]).softmax().reshaped([nodes, outputs.count, 1])
    return (layers * shares).sum(axis: 1)
  }
}
