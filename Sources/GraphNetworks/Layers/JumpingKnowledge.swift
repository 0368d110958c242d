public import Autograd
public import NeuralNetworks
public import TensorCore

/// Brings the outputs of all layers together (Xu et al. 2018, "Representation learning on graphs with jumping knowledge networks",
/// section 4).
///
/// Names of the attention: `lstm...`, `reverse...`, `att.weight`, `att.bias`.
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
  private var forwards: LSTMCell?
  private var backwards: LSTMCell?
  private var attention: Linear?

  /// Draws the weights of an attention, whose states have `layers * size / 2` columns.
  public init(_ mode: Mode, stream: RandomStream) {
    self.mode = mode
    guard case .attention(let size, let layers) = mode else { return }
    let hidden = max(1, layers * size / 2)
    forwards = LSTMCell(inputSize: size, hiddenSize: hidden, stream: stream.substream(0))
    backwards = LSTMCell(inputSize: size, hiddenSize: hidden, stream: stream.substream(1))
    attention = Linear(inputSize: 2 * hidden, outputSize: 1, stream: stream.substream(2))
  }

  /// Shows the weights of an attention.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("lstm", &forwards)
    visitor("reverse", &backwards)
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
    guard let forwards, let backwards, let attention else { fatalError("JumpingKnowledge: no attention") }
    let read = { (cell: LSTMCell, inputs: [Variable]) in
      let zeros = Variable(Tensor(zeros: [outputs[0].shape[0], cell.hiddenSize]))
      var state = (hidden: zeros, cell: zeros)
      return inputs.map { input in
        state = cell(input, state: state, context)
        return state.hidden
      }
    }
    let ahead = read(forwards, outputs)
    let back = Array(read(backwards, outputs.reversed()).reversed())
    let scores = zip(ahead, back).map { attention(.concatenated([$0, $1], axis: 1), context) }
    let shares = Variable.concatenated(scores, axis: 1).softmax()
    return outputs.indices.dropFirst().reduce(outputs[0] * shares.slice(axis: 1, 0..<1)) {
      $0 + outputs[$1] * shares.slice(axis: 1, $1..<$1 + 1)
    }
  }
}
