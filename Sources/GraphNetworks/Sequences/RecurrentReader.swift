public import Autograd
public import NeuralNetworks
public import TensorCore

/// A recurrent network in both directions, of whose states the mean counts. Names: those of ``Recurrent`` under `rnn`, `lstm` or `gru`.
public struct RecurrentReader<Cell: NetworkCell>: SequenceReader {
  /// The network.
  public var network: Recurrent<Cell>

  /// `rnn`, `lstm` or `gru`
  public static var networkName: String { Cell.networkName }

  /// Creates the network without initial weights.
  public init(_ configuration: RecurrentConfiguration) {
    network = Recurrent(
      inputSize: configuration.hiddenSize, hiddenSize: configuration.hiddenSize, layers: configuration.layers,
      direction: .both(.concatenation), hasBias: configuration.hasBias, layerDropout: configuration.dropout)
  }

  /// The states of both directions.
  public var outputSize: Int { 2 * network.hiddenSize }

  /// Shows the network.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor(Self.networkName, &network) }

  /// The mean of the states after every word; 0 without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    network.read(words, mask: mask, context).output.mean(of: mask)
  }
}

/// A recurrent cell of which a network that reads words is made.
public protocol NetworkCell: RecurrentCell {
  /// The network's name in files, reports and registries.
  static var networkName: String { get }
}

extension SimpleRNNCell: NetworkCell {
  /// `rnn`
  public static var networkName: String { "rnn" }
}

extension LSTMCell: NetworkCell {
  /// `lstm`
  public static var networkName: String { "lstm" }
}

extension GRUCell: NetworkCell {
  /// `gru`
  public static var networkName: String { "gru" }
}
