// SPDX-License-Identifier: Apache-2.0

internal import Autograd
public import GraphCore
internal import NeuralNetworks
internal import Plots
internal import TensorCore

/// A pointer network that learns to find convex hulls by pointing at their corners.
public enum PointerHull: Reproduction {
  private static let steps = 2_000
  private static let size = 64

  /// The description of the recipe.
  public static let card = RecipeCard(
    name: "pointer-hull", title: "a pointer network finds convex hulls", data: .generated,
    settings: [
      "input: 5 to 10 points of the unit square",
      "target: the hull's corners counter-clockwise from the leftmost point, then the end marker",
      "points that have been chosen are masked, except for the end marker",
      "encoder: 3 Transformer layers without positions, 4 heads, 128 hidden units, normalisation first",
      "decoder: LSTM and additive scores; 64 units in encoder and decoder",
      "\(steps) steps of 128 new sets, Adam; the rate rises to 0.002 and falls to 0 along a cosine",
      "test: 2,000 unseen sets; a hull counts as exact if all its corners are right",
    ],
    expectations: [.init("exact hulls", .atLeast(0.80), .percent)],
    source:
      """
      Vinyals, Fortunato and Jaitly 2015, Pointer networks (LSTM encoder, no masking; 87 % for 10 points, \
      92 % for 5)
      """)

  /// Points with the corners of their convex hull as targets.
  package static let task = PointerTask(features: 2) { convexHull(of: $0) }

  /// Trains the network and reports the share of exact hulls.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let reader = SetReader(
      features: task.features + 1,
      TransformerSettings(size: size, heads: 4, hiddenSize: 2 * size, dropout: 0, normalizesFirst: true),
      layers: 3)
    var model = PointerNetwork(encoder: reader, size: size, excludesChosen: true, endPlace: 0)
      .initialized(seed: session.seed)
    try task.train(&model, steps: steps, learningRate: 0.002, session)
    try task.test(model, as: "exact hulls", session)
    let shown = task.unseen(8, seed: session.seed)
    try session.write(
      chart(of: shown, model(Variable(shown.elements), mask: shown.mask, ForwardContext()).places), "hulls")
  }

  /// Returns the corners of the points' convex hull, counter-clockwise from the leftmost point (the
  /// lowest of several), without points on the hull's edges (Andrew 1979, "Another efficient algorithm
  /// for convex hulls in two dimensions").
  package static func convexHull(of points: [[Float]]) -> [Int] {
    let order = points.indices.sorted { (points[$0][0], points[$0][1]) < (points[$1][0], points[$1][1]) }
    return chain(order, of: points) + chain(order.reversed(), of: points)
  }

  /// Returns the corners to the right of the way from the first point to the last, without the last.
  private static func chain(_ order: [Int], of points: [[Float]]) -> [Int] {
    var chain: [Int] = []
    for point in order {
      while let last = chain.last, let before = chain.dropLast().last,
        turn(points[before], points[last], points[point]) <= 0
      {
        chain.removeLast()
      }
      chain.append(point)
    }
    return chain.dropLast()
  }

  /// Returns a value above 0 if the way from a over b to c turns left.
  private static func turn(_ a: [Float], _ b: [Float], _ c: [Float]) -> Double {
    let along = { (axis: Int, end: [Float]) in Double(end[axis]) - Double(a[axis]) }
    return along(0, b) * along(1, c) - along(1, b) * along(0, c)
  }

  /// Returns a chart of the predicted and the true hulls, one set next to the other.
  static func chart(of batch: PointerTask.Batch, _ places: [[Int32]]) -> Chart {
    let corner = { (row: Int) in (x: Double(row % 4) * 1.2, y: Double(row / 4) * -1.2) }
    let points = batch.items.enumerated().flatMap { row, set in
      set.map { (x: corner(row).x + Double($0[0]), y: corner(row).y + Double($0[1])) }
    }
    let line = { (places: [[Int32]], name: String, series: Int, isDashed: Bool) in
      let ends = places.enumerated().flatMap { row, places in
        let hull = places.prefix { $0 > 0 }
        // NaN separates one hull from the next.
        return (hull + hull.prefix(1)).map { place in
          let point = batch.items[row][Int(place) - 1]
          return (x: corner(row).x + Double(point[0]), y: corner(row).y + Double(point[1]))
        } + [(x: Double.nan, y: Double.nan)]
      }
      return Layer.line(x: ends.map(\.x), y: ends.map(\.y), name: name, series: series, isDashed: isDashed)
    }
    return Chart(
      title: "Convex hulls", subtitle: "Eight unseen sets of points", xAxis: .hidden, yAxis: .hidden,
      layers: [
        line(places, "predicted", 0, false), line(batch.targets, "true", 1, true),
        .points(x: points.map(\.x), y: points.map(\.y), radius: 3, series: 0),
      ], width: 720, height: 440)
  }
}
