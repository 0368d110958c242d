public import Autograd
public import NeuralNetworks
public import TensorCore

/// Convolutions along the sequence, of which every channel's largest output counts (Kim 2014, "Convolutional neural networks for sentence
/// classification"). Names: `conv1.weight`, `conv1.bias`, `conv2...`.
public struct ConvolutionReader: SequenceReader {
  /// The convolutions, each with ReLU behind.
  public var layers: [Conv1D]
  private let dropout: Dropout

  init(_ architecture: ModelArchitecture, stream: RandomStream) {
    let size = architecture.sequenceSize
    layers = architecture.hidden.indices.map {
      Conv1D(
        inputChannels: size, outputChannels: size, kernel: architecture.count(.kernelSize), padding: .same,
        hasBias: architecture.hasBias, isRectified: true, initializer: .heUniform,
        stream: stream.substream(UInt64($0)))
    }
    dropout = Dropout(rate: architecture.dropout)
  }

  /// The number of channels.
  public var outputSize: Int { layers.last?.weight.shape[0] ?? 0 }

  /// Shows the convolutions.
  public mutating func visitParameters(_ visitor: ParameterVisitor) { visitor("conv", &layers, first: 1) }

  /// The largest output of every channel at a word; 0 without words.
  public func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    let visible = Variable(mask.reshaped([mask.shape[0], 1, mask.shape[1]]))
    var channels = words.transposed([0, 2, 1])
    for (number, layer) in layers.enumerated() {
      if number > 0 { channels = dropout(channels, context) }
      // What a convolution puts out beside the words would be input of the next, and might be the largest.
      channels = layer(channels, context) * visible
    }
    return channels.maximum(axis: 2)
  }
}
