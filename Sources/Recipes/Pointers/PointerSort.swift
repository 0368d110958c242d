// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// A pointer network that learns to sort numbers by pointing at them.
public enum PointerSort: Reproduction {
  private static let steps = 1_000
  private static let size = 128

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "pointer-sort", title: "a pointer network sorts numbers", data: .generated,
    settings: [
      "input: 5 to 10 numbers in 0...1; target: their places from the smallest to the largest, then the end",
      "numbers that have been chosen are masked",
      "encoder: 2 bidirectional LSTM layers; decoder: 2 LSTM layers and additive scores; 128 units each",
      "\(steps) steps of 128 new sets, Adam; the rate rises to 0.003 and falls to 0 along a cosine",
      "test: 2,000 unseen sets; an order counts as exact if all its places are right",
    ],
    expectations: [.init("exact orders", .atLeast(0.95), .percent)],
    source:
      "Vinyals, Fortunato and Jaitly 2015, Pointer networks (one direction, no masking)")

  /// Numbers with their places from the smallest to the largest as targets.
  package static let task = PointerTask(features: 1) { items in
    items.indices.sorted { (items[$0][0], $0) < (items[$1][0], $1) }
  }

  /// Trains the network and reports the share of exact orders.
  public static func run(_ session: RecipeSession) throws(DataError) {
    var model = PointerNetwork(
      inputSize: task.features + 1, hiddenSize: size / 2, layers: 2, excludesChosen: true, endPlace: 0
    ).initialized(seed: session.seed)
    try task.train(&model, steps: steps, learningRate: 0.003, session)
    try task.test(model, as: "exact orders", session)
  }
}
