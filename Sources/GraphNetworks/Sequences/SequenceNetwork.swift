public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

/// A network that looks at each node alone and reads its features as a sequence of words: the columns that are not 0, ascending, each
/// embedded and times its value. What a reader makes of them goes through a linear layer to the scores. A baseline from images, text
/// and speech, which tells whether the graph helps.
///
/// Of more than ``SequenceConfiguration/sequenceLength`` words a node those of the largest absolute values are read. Nodes without words
/// get the scores of an empty sequence.
///
/// Names: `embedding.weight` `[features, size]`, those of the reader, `output.weight`, `output.bias`.
public struct SequenceNetwork<Reader: SequenceReader>: StepwiseClassifier {
  /// The settings, which are those of the reader.
  public typealias Configuration = Reader.Configuration

  /// The name of the reader's network.
  public static var name: String { Reader.networkName }
  /// The features as words.
  public static var input: ModelInput { .words }

  /// The settings.
  public let configuration: Configuration
  /// A row for every feature.
  public var embedding: Embedding
  /// What reads the embedded words.
  public var reader: Reader
  /// From what has been read to the scores.
  public var output: Linear
  /// Dropout of whole words.
  public let inputDropout: Dropout
  /// Dropout on embeddings and on what has been read.
  public let dropout: Dropout

  /// Creates a network without initial weights.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    embedding = Embedding(count: data.featureCount, size: configuration.hiddenSize, deviation: 0.1)
    reader = Reader(configuration)
    output = Linear(
      inputSize: reader.outputSize, outputSize: data.classCount, hasBias: configuration.hasBias)
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
  }

  /// Shows `embedding`, the reader and `output`.
  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("embedding", &embedding)
    reader.visitParameters(visitor)
    visitor("output", &output)
  }

  /// None: no node hears from another.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] { [] }

  /// The words of every node.
  public func prepared(_ features: FeatureMatrix) -> FeatureMatrix {
    features.words(limit: configuration.sequenceLength)
  }

  /// The scores, `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    let hidden = hidden(features, context)
    context.observer?.note(activation: hidden)
    return output(dropout(hidden, context), context)
  }

  /// How many words are read at once: more are read block by block, whose inner values are computed again on the way back.
  private static var blockSize: Int { 1 << 16 }

  /// What the reader makes of every node, `[nodes, width]`.
  private func hidden(_ features: FeatureVariable, _ context: ForwardContext) -> Variable {
    let limit = configuration.sequenceLength
    let count = features.rowCount
    let rows = max(1, Self.blockSize / features.longestRow(limit: limit))
    guard count > rows else { return read(WordSequences(features, rows: 0..<count, limit: limit), context) }
    let blocks = stride(from: 0, to: count, by: rows).map { start in
      let range = start..<min(count, start + rows)
      switch features {
      case .sparse:
        return context.recomputing([]) { read(WordSequences(features, rows: range, limit: limit), $1) }
      case .dense(let dense):
        return context.recomputing([dense]) { inputs, part in
          read(WordSequences(.dense(inputs[0]), rows: range, limit: limit), part)
        }
      }
    }
    return .concatenated(blocks, axis: 0)
  }

  private func read(_ sequences: WordSequences, _ context: ForwardContext) -> Variable {
    let rows = context[embedding.weight].rows(sequences.columns)
      .reshaped([sequences.rowCount, sequences.stepCount, embedding.size])
    let words = rows * inputDropout(sequences.values, context)
    return reader(dropout(words, context), mask: sequences.mask, context)
  }
}

extension FeatureVariable {
  /// The number of nodes.
  fileprivate var rowCount: Int {
    switch self {
    case .dense(let variable): variable.shape[0]
    case .sparse(let matrix, _): matrix.rowCount
    }
  }

  /// A bound of the length of the longest sequence, at least 1.
  fileprivate func longestRow(limit: Int) -> Int {
    switch self {
    case .dense(let variable): max(1, min(limit, variable.shape[1]))
    case .sparse(let matrix, _): max(1, min(limit, matrix.pattern.rowCounts().max() ?? 0))
    }
  }
}
