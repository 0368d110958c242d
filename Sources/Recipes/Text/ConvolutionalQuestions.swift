package import Autograd
public import GraphCore
package import NeuralNetworks
package import TensorCore

/// Convolutions over three, four and five words, and the largest of what each puts out.
public enum CNNQuestions: Reproduction {
  private static let widths = [3, 4, 5]
  private static let maps = 100

  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "cnn-trec", title: "convolutions over the words classify questions", data: .questions,
    settings: QuestionTask.settings + [
      "100 convolutions each over 3, 4 and 5 words, the largest output of each"
    ],
    expectations: [.init("test accuracy", .atLeast(0.84), .percent)],
    source:
      "Kim 2014, Convolutional neural networks for sentence classification; plain PyTorch of the same sizes: 85 %"
  )

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session, Encoder())
  }

  /// Sentences, encoded.
  package struct Encoder: SentenceEncoder {
    package var convolutions: [Conv1D]
    private let largest = GlobalMaxPool()

    package init() {
      convolutions = widths.enumerated().map { number, width in
        Conv1D(
          inputChannels: QuestionTask.embeddingSize, outputChannels: maps, kernel: width, padding: .same,
          isRectified: true)
      }
    }

    package var outputSize: Int { widths.count * maps }

    package mutating func visitParameters(_ visitor: ParameterVisitor) {
      visitor("convolutions", &convolutions)
    }

    package func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
      let channels = words.transposed([0, 2, 1])
      // What is put out is never below 0: where the middle of a window is no word, a 0 does not count.
      let isWord = Variable(mask.reshaped([words.shape[0], 1, words.shape[1]]))
      let outputs = convolutions.map { largest($0(channels, context) * isWord, context) }
      return .concatenated(outputs, axis: 1)
    }
  }
}
