public import GraphCore
internal import NeuralNetworks
internal import Plots
internal import TensorCore

/// A network learns to draw convex hulls by pointing at their corners.
public enum PointerHull: Reproduction {
  private static let steps = 2_000
  private static let size = 64

  /// See ``Reproduction``.
  public static let card = RecipeCard(
    name: "pointer-hull", title: "convex hulls are drawn by pointing at their corners", data: .generated,
    settings: [
      "5 to 10 points of the unit square; corners counter-clockwise from the leftmost point, then the end",
      "what has been pointed at is masked, but for the end; 3 layers of a Transformer's encoder without positions read",
      "(4 heads, normalisation first, 128 hidden units), a GRU and additive scores point, 64 units each",
      "\(steps) steps of 128 new sets, Adam, rate to 0.002 and along a cosine to 0; 2,000 unseen sets, all places right",
    ],
    expectations: [.init("exact hulls", .atLeast(0.80), .percent)],
    source:
      "Vinyals, Fortunato and Jaitly 2015, Pointer networks (LSTM reads, nothing masked; 87 % of 10 points, 92 % of 5)"
  )

  /// Points, and the places of their hull's corners.
  package static let task = PointerTask(features: 2) { convexHull(of: $0) }

  /// Trains and tests it.
  public static func run(_ session: RecipeSession) throws(DataError) {
    let reader = TransformerEncoder(
      TransformerSettings(size: size, heads: 4, hiddenSize: 2 * size, dropout: 0, normalizesFirst: true),
      layers: 3)
    var model = PointerNetwork(features: 2, size: size, seed: session.seed, reader: reader)
    try task.train(&model, steps: steps, learningRate: 0.002, session)
    try task.test(model, as: "exact hulls", session)
    let shown = task.unseen(8, seed: session.seed)
    try session.write(chart(of: shown, model.point(at: shown).places), "hulls")
  }

  /// The corners of the points' convex hull, counter-clockwise from the leftmost point (of equal ones the lowest), without points that
  /// lie on an edge (Andrew 1979, "Another efficient algorithm for convex hulls in two dimensions").
  package static func convexHull(of points: [[Float]]) -> [Int] {
    let order = points.indices.sorted { (points[$0][0], points[$0][1]) < (points[$1][0], points[$1][1]) }
    return chain(order, of: points) + chain(order.reversed(), of: points)
  }

  /// The corners to the right of the way from the first point to the last, which is left out.
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

  /// Above 0 where the way from a over b to c turns left.
  private static func turn(_ a: [Float], _ b: [Float], _ c: [Float]) -> Double {
    let along = { (axis: Int, end: [Float]) in Double(end[axis]) - Double(a[axis]) }
    return along(0, b) * along(1, c) - along(1, b) * along(0, c)
  }

  /// The hulls that were pointed at over the true ones, set beside set.
  static func chart(of batch: PointerTask.Batch, _ places: [[Int32]]) -> Chart {
    let corner = { (row: Int) in (x: Double(row % 4) * 1.2, y: Double(row / 4) * -1.2) }
    let points = batch.items.enumerated().flatMap { row, set in
      set.map { (x: corner(row).x + Double($0[0]), y: corner(row).y + Double($0[1])) }
    }
    let line = { (places: [[Int32]], name: String, series: Int, isDashed: Bool) in
      let ends = places.enumerated().flatMap { row, places in
        let hull = places.prefix { $0 > 0 }
        // What is no number parts one hull from the next.
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
        line(places, "pointed at", 0, false), line(batch.targets, "true", 1, true),
        .points(x: points.map(\.x), y: points.map(\.y), radius: 3, series: 0),
      ], width: 720, height: 440)
  }
}
