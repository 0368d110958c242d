internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// What a classifier takes from a recurrent network that has read the words.
private enum Readout: String {
  /// The state after the last word.
  case last = "the state after the last word"
  /// The mean of the states, for a network that forgets the question's first word before its last.
  case mean = "the mean of the states"
}

/// A recurrent network that reads the words.
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

/// A plain recurrent network classifies questions.
public enum RNNQuestions: Reproduction {
  /// See ``Reproduction``.
  public static let card = questionCard(
    "rnn-trec", "a plain recurrent network classifies questions", readout: .mean,
    least: 0.76,
    "Elman 1990, Finding structure in time; plain PyTorch of the same sizes, from the last state: 79 %")

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    try QuestionTask.run(session, ReadWords<SimpleRNNCell>(.mean))
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
    try QuestionTask.run(session, ReadWords<LSTMCell>(.last))
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
    try QuestionTask.run(session, ReadWords<GRUCell>(.last))
  }
}
