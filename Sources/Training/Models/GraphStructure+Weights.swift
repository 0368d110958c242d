// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import GraphNetworks
internal import TensorCore

extension GraphStructure {
  /// Returns the reason why a model that passes messages along `steps` cannot use the edge weights, or
  /// nil if it can. Graphs without weights can always be used.
  ///
  /// - Parameter name: returns the name of a node.
  func weightProblem(along steps: [MessageEdges], name: (Int) -> String) -> DataError? {
    let usesEdges = !steps.isEmpty && isGraphInUse && graph.isWeighted
    if usesEdges, let edge = graph.edgeBeyondSinglePrecision {
      return DataError(
        .badData,
        "the edge from '\(name(edge.source))' to '\(name(edge.target))' has weight \(edge.weight), which single precision cannot represent",
        hint: "scale all weights to a moderate size, for example by dividing them by their mean")
    }
    if usesEdges, let bad = firstUnusableDegree {
      return DataError(
        .badData,
        "negative weights give node '\(name(bad.node))' the degree \(bad.degree), but the model divides by degrees, which must be positive",
        hint:
          "remove edges with negative weights, or use a model that does not divide by degrees, such as graphconv or gin"
      )
    }
    // This also covers layers that normalise weights in other ways.
    if steps.contains(where: { $0.weights?.isFinite == false }) {
      return DataError(
        .badData, "the edge weights are not finite after they are normalized",
        hint: "scale all weights to a moderate size, for example by dividing them by their mean")
    }
    return nil
  }
}

extension Graph {
  /// The first edge whose weight is too large for a `Float` or so small that it would be rounded to 0.
  fileprivate var edgeBeyondSinglePrecision: (source: Int, target: Int, weight: Double)? {
    guard
      let edge = weights?.firstIndex(where: { weight in
        let single = Float(weight)
        return !single.isFinite || (single == 0 && weight != 0)
      })
    else { return nil }
    let (sources, targets, weights) = edges()
    return (Int(sources[edge]), Int(targets[edge]), weights?[edge] ?? 1)
  }
}
