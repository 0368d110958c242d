internal import GraphCore
internal import GraphNetworks
internal import TensorCore

extension GraphStructure {
  /// Why a model that passes messages along `steps` cannot use the weights of the edges; nil where it can, as it always can where edges
  /// have none.
  ///
  /// - Parameter name: what a node is called.
  func weightProblem(along steps: [MessageEdges], name: (Int) -> String) -> DataError? {
    let usesEdges = !steps.isEmpty && isGraphInUse && graph.isWeighted
    if usesEdges, let edge = graph.edgeBeyondSinglePrecision {
      return DataError(
        .badData,
        "the edge from '\(name(edge.source))' to '\(name(edge.target))' weighs \(edge.weight), which models, in single precision, cannot hold",
        hint: "bring all weights to a moderate size, for instance by dividing them by their mean")
    }
    if usesEdges, let bad = firstUnusableDegree {
      return DataError(
        .badData,
        "negative weights give node '\(name(bad.node))' the degree \(bad.degree), a model that divides by degrees takes positive ones",
        hint:
          "leave edges of negative weight out, or take a model that adds messages up, such as graphconv or gin"
      )
    }
    // Whatever a layer makes of weights in a way of its own.
    if steps.contains(where: { $0.weights?.isFinite == false }) {
      return DataError(
        .badData, "the weights of the edges become no finite numbers when they are normalized",
        hint: "bring all weights to a moderate size, for instance by dividing them by their mean")
    }
    return nil
  }
}

extension Graph {
  /// The first edge whose weight is too large for a `Float`, or so small that it would be 0.
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
