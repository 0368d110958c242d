public import Autograd
public import NeuralNetworks
public import TensorCore

/// A recurrent network in both directions, of whose states the mean counts. Names: those of ``Recurrent`` under `rnn`, `lstm` or `gru`.
public struct RecurrentReader<Cell: RecurrentCell>: SequenceReader {
  /// The network.
  public var network: Recurrent<Cell>
  private let name: String

  init(_ architecture: ModelArchitecture, stream: RandomStream) {
    name = architecture.name
    network = Recurrent(
      inputSize: architecture.sequenceSize, hiddenSize: architecture.sequenceSize,
      layers: architecture.hidden.count, direction: .both(.concatenation), hasBias: architecture.hasBias,
      layerDropout: architecture.dropout, stream: stream)
  }

  /// The states of both directions.
  public var outputSize: Int { 2 * network.hiddenSize }

  /// Shows the network.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor(name, &network) }

  /// The mean of the states after every word; 0 without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    network.read(words, mask: mask, context).output.mean(of: mask)
  }
}
