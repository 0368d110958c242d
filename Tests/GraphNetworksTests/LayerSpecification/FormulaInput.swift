// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore

/// A tensor that a layer's output depends on, in double precision.
struct Argument {
  let name: String
  let shape: Shape
  var numbers: [Double]

  init(_ name: String, _ tensor: Tensor) {
    self.name = name
    shape = tensor.shape
    numbers = tensor.scalars.map { Double($0) }
  }

  var tensor: Tensor { Tensor(numbers.map { Float($0) }, shape: shape) }
}

/// The input of a layer's formula: the features, the single edges, and the weights with the names and
/// axes used in files.
struct FormulaInput {
  let graph: PlainGraph
  private let arguments: [String: Argument]
  /// The features of each node.
  let x: [Row]
  /// The features of each edge, indexed by edge number.
  private let edgeFeatures: [Row]

  init(_ arguments: [Argument], _ graph: PlainGraph) {
    self.graph = graph
    self.arguments = Dictionary(uniqueKeysWithValues: arguments.map { ($0.name, $0) })
    x = self.arguments["x"].map { [Row]($0.numbers, width: $0.shape[1]) } ?? []
    edgeFeatures = self.arguments["edge features"].map { [Row]($0.numbers, width: $0.shape[1]) } ?? []
  }

  private func argument(_ name: String) -> Argument {
    guard let argument = arguments[name] else { preconditionFailure("no weights '\(name)'") }
    return argument
  }

  /// Returns a row for each node.
  func eachNode(_ row: (Int) -> Row) -> [Row] { (0..<graph.nodeCount).map(row) }

  /// Returns all numbers of a weight.
  func vector(_ name: String) -> Row { Row(argument(name).numbers) }

  /// Returns W x + b with W `[out, in]`, or W x if there is no bias.
  func linear(_ name: String, _ row: Row) -> Row {
    product(name + ".weight", row, arguments[name + ".bias"].map { Row($0.numbers) })
  }

  /// Returns W x + b with W `[out, in]`.
  func product(_ weight: String, _ row: Row, _ bias: Row? = nil) -> Row {
    let weight = argument(weight)
    precondition(weight.shape[1] == row.numbers.count, "\(weight.name) times \(row.numbers.count) columns")
    let product = Row([Row](weight.numbers, width: weight.shape[1]).map { $0.dot(row) })
    return bias.map { product + $0 } ?? product
  }

  /// Returns x W, where W `[in, out]` is the matrix at index `place` of a weight that stacks several
  /// matrices.
  func times(_ row: Row, _ weight: String, at place: Int = 0) -> Row {
    let weight = argument(weight)
    let (rows, columns) = (weight.shape[weight.shape.rank - 2], weight.shape[weight.shape.rank - 1])
    let matrix = [Row](weight.numbers, width: columns)[place * rows..<(place + 1) * rows]
    return zip(row.numbers, matrix).map { $0 * $1 }.sum(width: columns)
  }

  /// Applies a linear layer, tanh and another linear layer: the inner network of the layers that contain
  /// one.
  func network(_ name: String, _ row: Row) -> Row {
    linear(name + ".2", linear(name + ".0", row).map { tanh($0) })
  }

  /// Returns the features of an edge. Those of an added self-loop are the mean over the other edges into
  /// its node.
  func features(of edge: PlainGraph.Edge) -> Row {
    if let number = edge.number { return edgeFeatures[number] }
    let others = graph.into(edge.target).filter { !$0.isLoop }.compactMap(\.number)
    return others.map { edgeFeatures[$0] }.mean(width: edgeFeatures[0].numbers.count)
  }

  /// Returns the state of a gated recurrent unit after an input.
  func gatedUnit(_ name: String, _ input: Row, state: Row) -> Row {
    let size = state.numbers.count
    let fromInput = product(name + ".weight_ih", input, vector(name + ".bias_ih"))
    let fromState = product(name + ".weight_hh", state, vector(name + ".bias_hh"))
    let reset = (fromInput.part(0, size: size) + fromState.part(0, size: size)).map(sigmoid)
    let update = (fromInput.part(1, size: size) + fromState.part(1, size: size)).map(sigmoid)
    let new = (fromInput.part(2, size: size) + reset * fromState.part(2, size: size)).map { tanh($0) }
    return update.map { 1 - $0 } * new + update * state
  }

  /// Returns the states of an LSTM after each of the inputs.
  func memory(_ name: String, _ inputs: [Row], size: Int, suffix: String = "") -> [Row] {
    var (hidden, cell) = (Row(zeros: size), Row(zeros: size))
    return inputs.map { input in
      let sums =
        product(name + ".weight_ih" + suffix, input, vector(name + ".bias_ih" + suffix))
        + product(name + ".weight_hh" + suffix, hidden, vector(name + ".bias_hh" + suffix))
      let taken = sums.part(0, size: size).map(sigmoid) * sums.part(2, size: size).map { tanh($0) }
      cell = sums.part(1, size: size).map(sigmoid) * cell + taken
      hidden = sums.part(3, size: size).map(sigmoid) * cell.map { tanh($0) }
      return hidden
    }
  }
}

func sigmoid(_ number: Double) -> Double { 1 / (1 + exp(-number)) }
