// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// A bidirectional recurrent network whose output is the mean of its states.
///
/// The parameter names are those of ``Recurrent`` under `rnn`, `lstm` or `gru`.
public struct RecurrentReader<Cell: NetworkCell>: SequenceReader {
  /// The recurrent network.
  public var network: Recurrent<Cell>

  /// The model's name, `rnn`, `lstm` or `gru`, depending on the cell.
  public static var networkName: String { Cell.networkName }

  /// Creates the network; its parameters have no values yet.
  public init(_ configuration: RecurrentConfiguration) {
    network = Recurrent(
      inputSize: configuration.hiddenSize, hiddenSize: configuration.hiddenSize, layers: configuration.layers,
      direction: .both(.concatenation), hasBias: configuration.hasBias, layerDropout: configuration.dropout)
  }

  /// The number of columns of the concatenated states of both directions.
  public var outputSize: Int { 2 * network.hiddenSize }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor(Self.networkName, &network) }

  /// Returns the mean of the states over all words; 0 for a sequence without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    network.read(words, mask: mask, context).output.mean(of: mask)
  }
}

/// A recurrent cell with which a network over words can be built.
public protocol NetworkCell: RecurrentCell {
  /// The network's name in files, reports and registries.
  static var networkName: String { get }
}

extension SimpleRNNCell: NetworkCell {
  /// The model's name, `rnn`.
  public static var networkName: String { "rnn" }
}

extension LSTMCell: NetworkCell {
  /// The model's name, `lstm`.
  public static var networkName: String { "lstm" }
}

extension GRUCell: NetworkCell {
  /// The model's name, `gru`.
  public static var networkName: String { "gru" }
}
