// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import NeuralNetworks
public import TensorCore

/// Convolutions along the sequence, followed by the maximum of each channel over all words (Kim 2014,
/// "Convolutional neural networks for sentence classification").
///
/// Parameter names: `conv1.weight`, `conv1.bias`, `conv2...`.
public struct ConvolutionReader: SequenceReader {
  /// The settings of a convolutional network over words.
  public struct Configuration: SequenceConfiguration {
    /// The size of the embeddings and of every hidden layer.
    public var hiddenSize = 64
    /// The number of hidden layers.
    public var layers = 1
    /// The dropout rate on the embeddings, between the layers and on the reader's output.
    public var dropout: Float = 0.5
    /// The dropout rate on whole words.
    public var inputDropout: Float = 0.5
    /// The kernel size: the number of neighbouring words that a convolution covers.
    public var kernelSize = 3
    /// The maximum number of words read per node: those with the largest absolute values.
    public var sequenceLength = 128
    /// Whether the layers have a bias.
    public var hasBias = true

    public init() {}

    /// Creates settings; parameters that are left out have their default values.
    ///
    /// - Parameter inputDropout: the dropout rate on whole words, or nil to use `dropout`.
    public init(
      hiddenSize: Int = 64, layers: Int = 1, dropout: Float = 0.5, inputDropout: Float? = nil,
      kernelSize: Int = 3, sequenceLength: Int = 128, hasBias: Bool = true
    ) {
      self.hiddenSize = hiddenSize
      self.layers = layers
      self.dropout = dropout
      self.inputDropout = inputDropout ?? dropout
      self.kernelSize = kernelSize
      self.sequenceLength = sequenceLength
      self.hasBias = hasBias
    }

    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside(
        "layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1) ?? outside(
          "inputDropout", inputDropout, 0...1) ?? outside("kernelSize", kernelSize, 1...1024)
        ?? outside("sequenceLength", sequenceLength, 1...65_536)
    }
  }

  /// The model's name, `cnn`.
  public static var networkName: String { "cnn" }

  /// The convolutions, each followed by ReLU.
  public var layers: [Conv1D]
  private let dropout: Dropout

  /// Creates the convolutions; their parameters have no values yet.
  public init(_ configuration: Configuration) {
    layers = (0..<configuration.layers).map { _ in
      Conv1D(
        inputChannels: configuration.hiddenSize, filters: configuration.hiddenSize,
        kernelSize: configuration.kernelSize, padding: .same, activation: .relu,
        hasBias: configuration.hasBias,
        kernelInitializer: .heUniform)
    }
    dropout = Dropout(rate: configuration.dropout)
  }

  /// The number of output channels.
  public var outputSize: Int { layers.last?.weight.shape[0] ?? 0 }

  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("conv", &layers, first: 1) }

  /// Returns the maximum of each channel over all words; 0 for a sequence without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    let visible = Variable(mask.reshaped([mask.shape[0], 1, mask.shape[1]]))
    var channels = words.transposed([0, 2, 1])
    for (number, layer) in layers.enumerated() {
      if number > 0 { channels = dropout(channels, context) }
      // Outputs at padding positions are set to 0: otherwise they would be inputs of the next
      // convolution and could be the maximum.
      channels = layer(channels, context) * visible
    }
    return channels.maximum(axis: 2)
  }
}
