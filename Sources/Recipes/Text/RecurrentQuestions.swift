// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// The output of the recurrent network that the classifier uses.
private enum Readout: String {
  /// The state after the last word.
  case last = "the state after the last word"
  /// The mean of the states, for a network that forgets the first words of a question before the last.
  case mean = "the mean of the states"
}

/// An encoder that reads the words with a recurrent network.
private struct ReadWords<Cell: RecurrentCell>: SentenceEncoder {
  var rnn: Recurrent<Cell>
  let readout: Readout

  init(_ readout: Readout) {
    rnn = Recurrent(
      inputSize: QuestionTask.embeddingSize, hiddenSize: QuestionTask.hiddenSize)
    self.readout = readout
  }

  var outputSize: Int { rnn.hiddenSize }

  mutating func visitParameters(_ visitor: ParameterVisitor) { rnn.visitParameters(visitor) }

  func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    let states = rnn.read(words, mask: mask, context)
    return switch readout {
    case .last: states.last
    case .mean: states.output.mean(overStepsWhere: mask)
    }
  }
}

private func questionCard(
  _ name: String, _ title: String, readout: Readout = .last, least: Double,
  _ source: String
) -> RecipeCard {
  RecipeCard(
    name: name, title: title, data: .questions,
    settings: QuestionTask.settings + ["128 hidden units, \(readout.rawValue)"],
    expectations: [.init("test accuracy", .atLeast(least), .percent)], source: source)
}

/// A plain recurrent network that classifies questions.
public enum RNNQuestions: Reproduction {
  /// The description of the recipe.
  public static let card = questionCard(
    "rnn-trec", "a plain recurrent network classifies questions", readout: .mean,
    least: 0.76,
    "Elman 1990, Finding structure in time; PyTorch with the same sizes and the last state: 79 %")

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session, ReadWords<SimpleRNNCell>(.mean))
  }
}

/// A network with long short-term memory (LSTM) that classifies questions.
public enum LSTMQuestions: Reproduction {
  /// The description of the recipe.
  public static let card = questionCard(
    "lstm-trec", "an LSTM classifies questions", least: 0.84,
    "Hochreiter and Schmidhuber 1997, Long short-term memory; PyTorch with the same sizes: 86 %")

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session, ReadWords<LSTMCell>(.last))
  }
}

/// A network of gated recurrent units (GRU) that classifies questions.
public enum GRUQuestions: Reproduction {
  /// The description of the recipe.
  public static let card = questionCard(
    "gru-trec", "a GRU classifies questions", least: 0.85,
    "Cho et al. 2014, Learning phrase representations; PyTorch with the same sizes: 87 %")

  /// Trains the network and reports its test accuracy.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session, ReadWords<GRUCell>(.last))
  }
}
