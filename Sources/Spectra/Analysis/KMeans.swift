// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// Clusters of points computed by k-means, with k-means++ seeds (Arthur and Vassilvitskii 2007) and the
/// iterations of Lloyd 1982.
///
/// The same seed gives the same clusters for any number of threads. Clusters are numbered in the order
/// of their first points.
public struct KMeans: Sendable, Equatable {
  /// The cluster of each point.
  public let assignments: [Int32]
  /// The mean of each cluster, `[clusters, dimensions]`.
  public let centres: GraphSignals
  /// The sum of the squared distances of the points from their centres.
  public let inertia: Double
  /// The number of iterations.
  public let iterations: Int

  /// Clusters points `[points, dimensions]` and keeps the run with the least inertia.
  ///
  /// If there are fewer distinct points than clusters, some clusters are empty. Traps if the number of
  /// clusters or restarts is below 1.
  ///
  /// - Parameters:
  ///   - points: The points, one per row.
  ///   - clusters: The number of clusters.
  ///   - restarts: The number of runs with different seeds.
  ///   - maximumIterations: The maximum number of iterations per run.
  ///   - seed: The seed of the random numbers.
  public init(
    _ points: GraphSignals, clusters: Int, restarts: Int = 10, maximumIterations: Int = 300, seed: UInt64 = 0
  ) {
    let runs = Self.runs(
      points, clusters: clusters, restarts: restarts, maximumIterations: maximumIterations, seed: seed)
    // `min` keeps the first of several equally good runs.
    self = runs.min { $0.inertia < $1.inertia } ?? runs[0]
  }

  /// Returns the results of all restarts, for callers that choose by another measure.
  package static func runs(
    _ points: GraphSignals, clusters: Int, restarts: Int, maximumIterations: Int = 300, seed: UInt64
  )
    -> [KMeans]
  {
    guard clusters > 0 && restarts > 0 else {
      fatalError("KMeans: \(clusters) clusters and \(restarts) restarts; both must be at least 1")
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

/// One run from seeding to convergence.
private struct LloydRun {
  private let points: GraphSignals
  private let clusters: Int
  private let dimensions: Int
  private var centres: [Double]
  private var assignments: [Int32]
  private var distances: [Double]
  /// The number of points per piece of work. Sums run over the pieces in order, regardless of which
  /// thread computes them.
  private static let grain = 2048

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
      // The next seed is chosen with a probability proportional to the squared distance from the nearest
      // seed.
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

  /// Assigns points that are nearer to a new centre than to their present one to its cluster.
  private mutating func updateNearest(to cluster: Int) {
    let (count, dimensions) = (points.nodeCount, dimensions)
    let source = unsafe points.pointer
    unsafe centres.withUnsafeBufferPointer { centres in
      unsafe assignments.withUnsafeMutableBufferPointer { assignments in
        unsafe distances.withUnsafeMutableBufferPointer { distances in
          Parallelism.forEachRange(count, grain: Self.grain, nanoseconds: count * dimensions) { range in
            for point in range {
              var sum = 0.0
              for dimension in 0..<dimensions {
                let difference =
                  unsafe source[point * dimensions + dimension] - centres[cluster * dimensions + dimension]
                sum += difference * difference
              }
              if unsafe sum < distances[point] {
                unsafe distances[point] = sum
                unsafe assignments[point] = Int32(cluster)
              }
            }
          }
        }
      }
    }
  }

  mutating func finish(_ maximumIterations: Int) -> KMeans {
    var iterations = 0
    while iterations < maximumIterations {
      iterations += 1
      moveCentres()
      if !assign() { break }
    }
    moveCentres()
    return numbered(inertia(), iterations)
  }

  /// Returns the sum of the squared distances of all points from their centres.
  private func inertia() -> Double {
    let (count, dimensions) = (points.nodeCount, dimensions)
    let source = unsafe points.pointer
    let pieces = (count + Self.grain - 1) / Self.grain
    var partial = [Double](repeating: 0, count: pieces)
    unsafe partial.withUnsafeMutableBufferPointer { partial in
      unsafe centres.withUnsafeBufferPointer { centres in
        unsafe assignments.withUnsafeBufferPointer { assignments in
          Parallelism.forEachPiece(pieces, nanoseconds: count * dimensions) { piece in
            var sum = 0.0
            for point in piece * Self.grain..<min(count, (piece + 1) * Self.grain) {
              let start = unsafe Int(assignments[point]) * dimensions
              for dimension in 0..<dimensions {
                let difference =
                  unsafe source[point * dimensions + dimension] - centres[start + dimension]
                sum += difference * difference
              }
            }
            unsafe partial[piece] = sum
          }
        }
      }
    }
    return partial.reduce(0, +)
  }

  /// Assigns each point to its nearest centre, the first if several are equally near. Returns whether
  /// any assignment changed.
  private mutating func assign() -> Bool {
    let before = assignments
    let count = points.nodeCount
    let (clusters, dimensions) = (clusters, dimensions)
    let source = unsafe points.pointer
    unsafe centres.withUnsafeBufferPointer { centres in
      unsafe assignments.withUnsafeMutableBufferPointer { assignments in
        unsafe distances.withUnsafeMutableBufferPointer { distances in
          Parallelism.forEachRange(count, grain: Self.grain, nanoseconds: count * clusters * dimensions) {
            range in
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

  /// Returns the sum of the points of each cluster, `[clusters, dimensions]`, and their number.
  private func clusterSums() -> (sums: [Double], sizes: [Int]) {
    let (count, dimensions) = (points.nodeCount, dimensions)
    let source = unsafe points.pointer
    let pieces = (count + Self.grain - 1) / Self.grain
    let width = clusters * dimensions
    var partial = [Double](repeating: 0, count: max(1, pieces) * width)
    unsafe partial.withUnsafeMutableBufferPointer { partial in
      unsafe assignments.withUnsafeBufferPointer { assignments in
        Parallelism.forEachPiece(pieces, nanoseconds: count * dimensions) { piece in
          for point in piece * Self.grain..<min(count, (piece + 1) * Self.grain) {
            let start = unsafe piece * width + Int(assignments[point]) * dimensions
            for dimension in 0..<dimensions {
              unsafe partial[start + dimension] += unsafe source[point * dimensions + dimension]
            }
          }
        }
      }
    }
    var sums = Array(partial.prefix(width))
    for piece in 1..<max(1, pieces) {
      for index in 0..<width { sums[index] += partial[piece * width + index] }
    }
    var sizes = [Int](repeating: 0, count: clusters)
    for cluster in assignments { sizes[Int(cluster)] += 1 }
    return (sums, sizes)
  }

  /// Moves each centre to the mean of its points, or, if it has none, to the point that is farthest from
  /// its centre.
  private mutating func moveCentres() {
    let (sums, sizes) = clusterSums()
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

  /// Returns the result, with clusters numbered in the order of their first points.
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
