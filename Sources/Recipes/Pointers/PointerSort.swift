public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// A recurrent network learns to sort by pointing at numbers.
public enum PointerSort: Reproduction {
  private static let steps = 1_000
  private static let size = 128

  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "pointer-sort", title: "numbers are sorted by pointing at them", data: .generated,
    settings: [
      "5 to 10 numbers in 0...1, smallest first, then the end; what has been pointed at is masked",
      "2 layers of GRU in both directions read, a GRU and additive scores point, 128 units each",
      "\(steps) steps of 128 new sets, Adam, rate to 0.003 and along a cosine to 0; 2,000 unseen sets, all places right",
    ],
    expectations: [.init("exact orders", .atLeast(0.95), .percent)],
    source:
      "Vinyals, Fortunato and Jaitly 2015, Pointer networks (LSTM in one direction, nothing masked)")

  /// Numbers, and their places from the smallest to the largest.
  package static let task = PointerTask(features: 1) { items in
    items.indices.sorted { (items[$0][0], $0) < (items[$1][0], $1) }
  }

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let reader = GRU(inputSize: size, hiddenSize: size / 2, layers: 2, direction: .both(.concatenation))
    var model = PointerNetwork(features: 1, size: size, seed: session.seed, reader: reader)
    try task.train(&model, steps: steps, learningRate: 0.003, session)
    try task.test(model, as: "exact orders", session)
  }
}
