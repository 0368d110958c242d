// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// A bidirectional GRU with attention that selects the words that indicate the class.
public enum AttentionQuestions: Reproduction {
  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "attention-trec", title: "a bidirectional GRU with attention classifies questions",
    data: .questions,
    settings: QuestionTask.settings + [
      "128 hidden units per direction; attention with one score tanh(state) . v per word"
    ],
    expectations: [.init("test accuracy", .atLeast(0.88), .percent)],
    source: "Zhou et al. 2016, Attention-based bidirectional LSTM; PyTorch with the same sizes: 91 %")

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session, AttendedStates())
  }

  private struct AttendedStates: SentenceEncoder {
    var gru: GRU
    var score: Linear

    init() {
      gru = GRU(
        inputSize: QuestionTask.embeddingSize, hiddenSize: QuestionTask.hiddenSize,
        direction: .both(.concatenation))
      score = Linear(inputSize: 2 * QuestionTask.hiddenSize, outputSize: 1)
    }

    var outputSize: Int { score.inputSize }

    mutating func visitParameters(_ visitor: ParameterVisitor) {
      visitor("gru", &gru)
      visitor("score", &score)
    }

    func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
      let states = gru.read(words, mask: mask, context).output
      let (rows, steps) = (states.shape[0], states.shape[1])
      let scores = score(states.map(.hyperbolicTangent), context).reshaped([rows, steps])
      let weights = scores.softmax(mask: mask).reshaped([rows, 1, steps])
      return weights.matmul(states).reshaped([rows, outputSize])
    }
  }
}
