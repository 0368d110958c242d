public import Autograd
public import NeuralNetworks
public import TensorCore

/// Convolutions along the sequence, of which every channel's largest output counts (Kim 2014, "Convolutional neural networks for sentence
/// classification"). Names: `conv1.weight`, `conv1.bias`, `conv2...`.
public struct ConvolutionReader: SequenceReader {
  /// The settings of a network of convolutions over words.
  public struct Configuration: SequenceConfiguration {
    /// The size of every hidden layer.
    public var hiddenSize = 64
    /// The number of hidden layers.
    public var layers = 1
    /// The dropout rate on the input of every layer but the first.
    public var dropout: Float = 0.5
    /// The dropout rate on the features.
    public var inputDropout: Float = 0.5
    /// How many neighbouring words a convolution sees.
    public var kernelSize = 3
    /// The largest number of words of a node that are read, those of the largest absolute values.
    public var sequenceLength = 128
    /// Whether layers have a bias.
    public var hasBias = true

    /// The default settings.
    public init() {}

    /// Settings that differ from the defaults.
    ///
    /// - Parameter inputDropout: nil: as `dropout`.
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

    /// What is wrong with the settings; nil where nothing is.
    public var problem: String? {
      outside("hiddenSize", hiddenSize, ConfigurationRange.size) ?? outside(
        "layers", layers, ConfigurationRange.layers) ?? outside("dropout", dropout, 0...1) ?? outside(
          "inputDropout", inputDropout, 0...1) ?? outside("kernelSize", kernelSize, 1...1024)
        ?? outside("sequenceLength", sequenceLength, 1...65_536)
    }
  }

  /// `cnn`
  public static var networkName: String { "cnn" }

  /// The convolutions, each with ReLU behind.
  public var layers: [Conv1D]
  private let dropout: Dropout

  /// Creates the convolutions without initial weights.
  public init(_ configuration: Configuration) {
    layers = (0..<configuration.layers).map { _ in
      Conv1D(
        inputChannels: configuration.hiddenSize, outputChannels: configuration.hiddenSize,
        kernel: configuration.kernelSize, padding: .same, hasBias: configuration.hasBias, isRectified: true,
        initializer: .heUniform)
    }
    dropout = Dropout(rate: configuration.dropout)
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
