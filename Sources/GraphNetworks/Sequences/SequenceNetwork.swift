// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
public import NeuralNetworks
internal import TensorCore

/// A network that reads the features of each node as a sequence of words and does not use the graph. The
/// words are the columns that are not 0, in ascending order; each is embedded and multiplied by its
/// value. A reader turns the sequence into one row, and a linear layer computes the scores from it.
/// Networks like these are known from images, text and speech; here they are baselines that show whether
/// the graph helps.
///
/// If a node has more than ``SequenceConfiguration/sequenceLength`` words, those with the largest
/// absolute values are read. Nodes without words get the scores of an empty sequence.
///
/// Parameter names: `embedding.weight` `[features, size]`, those of the reader, `output.weight`,
/// `output.bias`.
public struct SequenceNetwork<Reader: SequenceReader>: StepwiseClassifier {
  /// The settings, which are those of the reader.
  public typealias Configuration = Reader.Configuration

  /// The model's name, which is that of the reader's network.
  public static var name: String { Reader.networkName }
  /// The input: the features, read as words.
  public static var input: ModelInput { .words }

  /// The settings that the network was created with.
  public let configuration: Configuration
  /// The word embeddings, one row per feature.
  public var embedding: Embedding
  /// The reader of the embedded words.
  public var reader: Reader
  /// The linear layer from the reader's output to the class scores.
  public var output: Linear
  /// Dropout on whole words.
  public let inputDropout: Dropout
  /// Dropout on the embeddings and on the reader's output.
  public let dropout: Dropout

  /// Creates a network whose parameters have no values yet.
  public init(_ configuration: Configuration, for data: DatasetSizes) {
    self.configuration = configuration
    embedding = Embedding(inputCount: data.featureCount, outputSize: configuration.hiddenSize, deviation: 0.1)
    reader = Reader(configuration)
    output = Linear(
      inputSize: reader.outputSize, outputSize: data.classCount, hasBias: configuration.hasBias)
    inputDropout = Dropout(rate: configuration.inputDropout)
    dropout = Dropout(rate: configuration.dropout)
  }

  public mutating func visitParameters(_ visitor: ParameterVisitor) {
    visitor("embedding", &embedding)
    reader.visitParameters(visitor)
    visitor("output", &output)
  }

  /// Returns no steps, because no messages pass between nodes.
  public func messageSteps(of structure: GraphStructure) -> [MessageEdges] { [] }

  /// Returns the features reduced to the words that are read.
  public func prepared(_ features: FeatureMatrix) -> FeatureMatrix {
    features.words(limit: configuration.sequenceLength)
  }

  /// Returns the class scores (logits), `[nodes, classes]`.
  public func callAsFunction(
    _ features: FeatureVariable, along propagation: Propagation, _ context: ForwardContext
  ) -> Variable {
    let hidden = hidden(features, context)
    context.observer?.note(activation: hidden)
    return output(dropout(hidden, context), context)
  }

  /// The maximum number of words that are read at once. Larger inputs are divided into blocks of nodes,
  /// whose intermediate values are recomputed in the backward pass to save memory.
  private static var blockSize: Int { 1 << 16 }

  /// Returns the reader's output for each node, `[nodes, width]`.
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
      .reshaped([sequences.rowCount, sequences.stepCount, embedding.outputSize])
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

  /// Returns an upper bound of the length of the longest sequence, at least 1.
  fileprivate func longestRow(limit: Int) -> Int {
    switch self {
    case .dense(let variable): max(1, min(limit, variable.shape[1]))
    case .sparse(let matrix, _): max(1, min(limit, matrix.pattern.rowCounts().max() ?? 0))
    }
  }
}
