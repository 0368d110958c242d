internal import TensorCore

/// Clusters of points by k-means: seeds by k-means++ (Arthur and Vassilvitskii 2007), then Lloyd's iterations.
///
/// The same seed gives the same clusters for any number of threads. Clusters are numbered by their first point.
public struct KMeans: Sendable, Equatable {
  /// The cluster of every point.
  public let assignments: [Int32]
  /// The mean of every cluster, `[clusters, dimensions]`.
  public let centres: GraphSignals
  /// The sum of the squared distances of the points from their centres.
  public let inertia: Double
  /// How many iterations were made.
  public let iterations: Int

  /// Clusters points `[points, dimensions]`, the best of `restarts` runs by inertia.
  ///
  /// Fewer distinct points than clusters leave clusters empty. A count below 1 stops the program.
  public init(
    _ points: GraphSignals, clusters: Int, restarts: Int = 10, maximumIterations: Int = 300, seed: UInt64 = 0
  ) {
    let runs = Self.runs(
      points, clusters: clusters, restarts: restarts, maximumIterations: maximumIterations, seed: seed)
    // The first of the best: `min` keeps it.
    self = runs.min { $0.inertia < $1.inertia } ?? runs[0]
  }

  /// The results of all restarts, for callers that choose by a measure of their own.
  static func runs(
    _ points: GraphSignals, clusters: Int, restarts: Int, maximumIterations: Int = 300, seed: UInt64
  )
    -> [KMeans]
  {
    guard clusters > 0 && restarts > 0 else {
      fatalError("KMeans: \(clusters) clusters, \(restarts) restarts")
    }
    return (0..<restarts).map { restart in
      var run = LloydRun(
        points, clusters, RandomStream(seed: seed, purpose: .sampling, step: UInt64(restart), ordinal: 4))
      return run.finish(maximumIterations)
    }
  }

  fileprivate init(assignments: [Int32], centres: GraphSignals, inertia: Double, iterations: Int) {
    self.assignments = assignments
    self.centres = centres
    self.inertia = inertia
    self.iterations = iterations
  }
}

/// One run from its seeds to its end.
private struct LloydRun {
  private let points: GraphSignals
  private let clusters: Int
  private let dimensions: Int
  private var centres: [Double]
  private var assignments: [Int32]
  private var distances: [Double]

  init(_ points: GraphSignals, _ clusters: Int, _ stream: RandomStream) {
    self.points = points
    self.clusters = clusters
    dimensions = points.signalCount
    centres = [Double](repeating: 0, count: clusters * dimensions)
    assignments = [Int32](repeating: 0, count: points.nodeCount)
    distances = [Double](repeating: .infinity, count: points.nodeCount)
    guard points.nodeCount > 0 else { return }
    var chosen = stream.integer(below: points.nodeCount, at: 0)
    for cluster in 0..<clusters {
      for dimension in 0..<dimensions {
        centres[cluster * dimensions + dimension] = points[chosen, dimension]
      }
      updateNearest(to: cluster)
      // The next seed: far points are likely, by the square of the distance to the nearest seed.
      let total = distances.reduce(0, +)
      guard total > 0 else { continue }
      var rest = stream.uniform(at: UInt64(cluster + 1)) * total
      chosen = points.nodeCount - 1
      for (point, distance) in distances.enumerated() {
        rest -= distance
        if rest < 0 {
          chosen = point
          break
        }
      }
    }
  }

  private mutating func updateNearest(to cluster: Int) {
    for point in 0..<points.nodeCount {
      let square = squaredDistance(point, cluster)
      if square < distances[point] {
        distances[point] = square
        assignments[point] = Int32(cluster)
      }
    }
  }

  private func squaredDistance(_ point: Int, _ cluster: Int) -> Double {
    var sum = 0.0
    let row = unsafe points.pointer + point * dimensions
    for dimension in 0..<dimensions {
      let difference = unsafe row[dimension] - centres[cluster * dimensions + dimension]
      sum += difference * difference
    }
    return sum
  }

  mutating func finish(_ maximumIterations: Int) -> KMeans {
    var iterations = 0
    while iterations < maximumIterations {
      iterations += 1
      moveCentres()
      if !assign() { break }
    }
    moveCentres()
    var inertia = 0.0
    for point in 0..<points.nodeCount { inertia += squaredDistance(point, Int(assignments[point])) }
    return numbered(inertia, iterations)
  }

  /// Gives every point its nearest centre, the first of several; whether any changed.
  private mutating func assign() -> Bool {
    let before = assignments
    let count = points.nodeCount
    let (clusters, dimensions) = (clusters, dimensions)
    let source = unsafe points.pointer
    unsafe centres.withUnsafeBufferPointer { centres in
      unsafe assignments.withUnsafeMutableBufferPointer { assignments in
        unsafe distances.withUnsafeMutableBufferPointer { distances in
          Parallelism.forEachRange(count, grain: 2048, nanoseconds: count * clusters * dimensions) { range in
            for point in range {
              var (best, nearest) = (Double.infinity, 0)
              for cluster in 0..<clusters {
                var sum = 0.0
                for dimension in 0..<dimensions {
                  let difference =
                    unsafe source[point * dimensions + dimension] - centres[cluster * dimensions + dimension]
                  sum += difference * difference
                }
                if sum < best { (best, nearest) = (sum, cluster) }
              }
              unsafe assignments[point] = Int32(nearest)
              unsafe distances[point] = best
            }
          }
        }
      }
    }
    return assignments != before
  }

  /// Every centre to the mean of its points; one without points to the point that is farthest from its centre.
  private mutating func moveCentres() {
    var sums = [Double](repeating: 0, count: centres.count)
    var sizes = [Int](repeating: 0, count: clusters)
    for point in 0..<points.nodeCount {
      let cluster = Int(assignments[point])
      sizes[cluster] += 1
      for dimension in 0..<dimensions {
        sums[cluster * dimensions + dimension] += unsafe points.pointer[point * dimensions + dimension]
      }
    }
    for cluster in 0..<clusters {
      if sizes[cluster] == 0 {
        guard let farthest = distances.indices.max(by: { distances[$0] < distances[$1] }),
          distances[farthest] > 0,
          distances[farthest].isFinite
        else { continue }
        distances[farthest] = 0
        for dimension in 0..<dimensions {
          centres[cluster * dimensions + dimension] = points[farthest, dimension]
        }
      } else {
        for dimension in 0..<dimensions {
          centres[cluster * dimensions + dimension] =
            sums[cluster * dimensions + dimension] / Double(sizes[cluster])
        }
      }
    }
  }

  /// The result with clusters numbered by their first point.
  private func numbered(_ inertia: Double, _ iterations: Int) -> KMeans {
    var number = [Int](repeating: -1, count: clusters)
    var next = 0
    for cluster in assignments where number[Int(cluster)] < 0 {
      number[Int(cluster)] = next
      next += 1
    }
    for cluster in 0..<clusters where number[cluster] < 0 {
      number[cluster] = next
      next += 1
    }
    var ordered = GraphSignals(zeros: clusters, count: dimensions)
    for cluster in 0..<clusters {
      for dimension in 0..<dimensions {
        ordered[number[cluster], dimension] = centres[cluster * dimensions + dimension]
      }
    }
    return KMeans(
      assignments: assignments.map { Int32(number[Int($0)]) }, centres: ordered, inertia: inertia,
      iterations: iterations)
  }
}
