// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// A Transformer encoder whose outputs are averaged over the words.
public enum TransformerQuestions: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "transformer-trec", title: "a Transformer encoder classifies questions", data: .questions,
    settings: QuestionTask.settings + [
      "learnt positions, 2 layers of 4 heads, 200 hidden units, dropout 0.3, normalisation first,",
      "mean over the words",
    ],
    expectations: [.init("test accuracy", .atLeast(0.84), .percent)],
    source:
      """
      Vaswani et al. 2017, Attention is all you need; Xiong et al. 2020, On layer normalization; PyTorch \
      with the same sizes: 86 %
      """)

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session, MeanOfWords())
  }

  private struct MeanOfWords: SentenceEncoder {
    var positions: PositionalEncoding
    var encoder: TransformerEncoder

    init() {
      positions = .learnt(
        positions: QuestionTask.length, size: QuestionTask.embeddingSize)
      encoder = TransformerEncoder(
        TransformerSettings(
          size: QuestionTask.embeddingSize, heads: 4, hiddenSize: 200, dropout: 0.3, normalizesFirst: true),
        layers: 2)
    }

    var outputSize: Int { QuestionTask.embeddingSize }

    mutating func visitParameters(_ visitor: ParameterVisitor) {
      visitor("positions", &positions)
      visitor("encoder", &encoder)
    }

    func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
      let encoded = encoder(positions(words, context), mask: AttentionMask(keys: mask), context)
      return encoded.mean(overStepsWhere: mask)
    }
  }
}
