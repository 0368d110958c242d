// SPDX-License-Identifier: Apache-2.0

package import Autograd
public import GraphCore
package import NeuralNetworks
package import TensorCore

/// Convolutions over three, four and five words, each followed by the maximum over the question.
public enum CNNQuestions: Reproduction {
  private static let widths = [3, 4, 5]
  private static let maps = 100

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "cnn-trec", title: "a convolutional network classifies questions", data: .questions,
    settings: QuestionTask.settings + [
      "100 convolutions each over 3, 4 and 5 words, with the maximum over the question"
    ],
    expectations: [.init("test accuracy", .atLeast(0.84), .percent)],
    source:
      "Kim 2014, Convolutional neural networks for sentence classification; PyTorch with the same sizes: 85 %"
  )

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session, Encoder())
  }

  /// The encoder of questions.
  package struct Encoder: SentenceEncoder {
    package var convolutions: [Conv1D]
    private let largest = GlobalMaxPool()

    package init() {
      convolutions = widths.enumerated().map { number, width in
        Conv1D(
          inputChannels: QuestionTask.embeddingSize, filters: maps, kernelSize: width, padding: .same,
          activation: .relu)
      }
    }

    package var outputSize: Int { widths.count * maps }

    package mutating func visitParameters(_ visitor: ParameterVisitor) {
      visitor("convolutions", &convolutions)
    }

    package func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
      let channels = words.transposed([0, 2, 1])
      // Outputs are at least 0, so a 0 for windows whose middle is not a word does not affect the
      // maximum.
      let isWord = Variable(mask.reshaped([words.shape[0], 1, words.shape[1]]))
      let outputs = convolutions.map { largest($0(channels, context) * isWord, context) }
      return .concatenated(outputs, axis: 1)
    }
  }
}
