internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// The last state of a recurrent network that reads the words.
private struct LastState<Cell: RecurrentCell>: SentenceEncoder {
  var rnn: Recurrent<Cell>

  init(_ stream: RandomStream) {
    rnn = Recurrent(
      inputSize: QuestionTask.embeddingSize, hiddenSize: QuestionTask.hiddenSize, stream: stream)
  }

  var outputSize: Int { rnn.hiddenSize }

  mutating func visitParameters(_ visitor: ParameterVisitor) { rnn.visitParameters(visitor) }

  func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    rnn.read(words, mask: mask, context).last
  }
}

/// The mean of the states of a recurrent network, for one that forgets the question's first word before its last.
private struct MeanState<Cell: RecurrentCell>: SentenceEncoder {
  var rnn: Recurrent<Cell>

  init(_ stream: RandomStream) {
    rnn = Recurrent(
      inputSize: QuestionTask.embeddingSize, hiddenSize: QuestionTask.hiddenSize, stream: stream)
  }

  var outputSize: Int { rnn.hiddenSize }

  mutating func visitParameters(_ visitor: ParameterVisitor) { rnn.visitParameters(visitor) }

  func callAsFunction(_ words: Variable, mask: Tensor, _ context: ForwardContext) -> Variable {
    rnn.read(words, mask: mask, context).output.mean(overStepsWhere: mask)
  }
}

private func questionCard(
  _ name: String, _ title: String, summary: String = "the state after the last word", least: Double,
  _ source: String
) -> RecipeCard {
  RecipeCard(
    name: name, title: title, data: .questions,
    settings: QuestionTask.settings + ["128 hidden units, \(summary)"],
    expectations: [.init("test accuracy", .atLeast(least), .percent)], source: source)
}

/// A plain recurrent network classifies questions.
public enum RNNQuestions: Reproduction {
  /// See ``Reproduction``.
  public static let card = questionCard(
    "rnn-trec", "a plain recurrent network classifies questions", summary: "the mean of the states",
    least: 0.76,
    "Elman 1990, Finding structure in time; plain PyTorch of the same sizes, from the last state: 79 %")

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session) { MeanState<SimpleRNNCell>($0) }
  }
}

/// Long short-term memory classifies questions.
public enum LSTMQuestions: Reproduction {
  /// See ``Reproduction``.
  public static let card = questionCard(
    "lstm-trec", "long short-term memory classifies questions", least: 0.84,
    "Hochreiter and Schmidhuber 1997, Long short-term memory; plain PyTorch of the same sizes: 86 %")

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session) { LastState<LSTMCell>($0) }
  }
}

/// Gated recurrent units classify questions.
public enum GRUQuestions: Reproduction {
  /// See ``Reproduction``.
  public static let card = questionCard(
    "gru-trec", "gated recurrent units classify questions", least: 0.85,
    "Cho et al. 2014, Learning phrase representations; plain PyTorch of the same sizes: 87 %")

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session) { LastState<GRUCell>($0) }
  }
}
