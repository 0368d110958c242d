public import Autograd
public import NeuralNetworks
internal import TensorCore

/// Brings the outputs of all layers together (Xu et al. 2018, "Representation learning on graphs with jumping knowledge networks",
/// section 4).
///
/// Names of the attention: `lstm...` of ``LSTM``, `att.weight`, `att.bias`.
public struct JumpingKnowledge: Module {
  /// How outputs come together.
  public enum Mode: Sendable, Hashable {
    /// Side by side: `[nodes, layers * size]`.
    case concatenation
    /// The largest of each column.
    case maximum
    /// Shares of the layers for every node, by an LSTM that reads them in both directions.
    case attention(size: Int, layers: Int)
  }

  /// How outputs come together.
  public let mode: Mode
  private var lstm: LSTM?
  private var attention: Linear?

  /// An attention, whose states have `layers * size / 2` columns.
  public init(_ mode: Mode) {
    self.mode = mode
    guard case .attention(let size, let layers) = mode else { return }
    let hidden = max(1, layers * size / 2)
    lstm = LSTM(
      inputSize: size, hiddenSize: hidden, direction: .both(.concatenation))
    attention = Linear(inputSize: 2 * hidden, outputSize: 1)
  }

  /// Shows the weights of an attention.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lstm", &lstm)
    visitor("att", &attention)
  }

  /// The layers' outputs, `[nodes, size]` each, as one. None stops the program.
  public func callAsFunction(_ outputs: [Variable], _ context: ForwardContext) -> Variable {
    guard let first = outputs.first else { fatalError("JumpingKnowledge: no layers") }
    switch mode {
    case .concatenation: return .concatenated(outputs, axis: 1)
    case .maximum: return outputs.dropFirst().reduce(first) { $0.maximum($1) }
    case .attention: return attended(outputs, context)
    }
  }

  private func attended(_ outputs: [Variable], _ context: ForwardContext) -> Variable {
    guard let lstm, let attention else { fatalError("JumpingKnowledge: no attention") }
    let (nodes, size) = (outputs[0].shape[0], outputs[0].shape[1])
    let layers = Variable.concatenated(outputs.map { $0.reshaped([nodes, 1, size]) }, axis: 1)
    let scores = attention(lstm(layers, context), context)
    let shares = scores.reshaped([nodes, outputs.count]).softmax().reshaped([nodes, outputs.count, 1])
    return (layers * shares).sum(axis: 1)
  }
}
