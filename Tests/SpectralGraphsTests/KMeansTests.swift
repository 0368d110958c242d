// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import TensorCore
import Testing

@Suite("k-means clustering")
struct KMeansTests {
  /// 300 points around three centres, computed by a formula so that scikit-learn can be given the same
  /// points.
  static let points: GraphSignals = {
    var points = GraphSignals(zeros: 300, count: 2)
    for point in 0..<300 {
      points[point, 0] = Double(point * 37 % 101) / 10 + (point % 3 == 0 ? 50 : 0)
      points[point, 1] = Double(point * 53 % 97) / 10 + (point % 3 == 1 ? 40 : 0)
    }
    return points
  }()

  @Test(
    "The best of many k-means runs has the inertia of scikit-learn's",
    arguments: [(1, 278192.16), (2, 85_043.2233), (3, 4_903.0936), (4, 4_253.308)])
  func inertia(clusters: Int, expected: Double) {
    let run = KMeans(Self.points, clusters: clusters, restarts: 60)
    #expect(abs(run.inertia - expected) < 1e-9 * expected)
  }

  @Test("k-means finds three well separated centres and numbers them by their first point")
  func centres() {
    let run = KMeans(Self.points, clusters: 3)
    #expect(run.assignments == (0..<300).map { Int32($0 % 3) })
    let expected = [54.959, 4.745, 5.023, 44.807, 4.986, 4.772]
    #expect(mismatch(run.centres.elements, expected, 1e-12) == nil)
    #expect(run.iterations > 0)
  }

  @Test("k-means ends with each point at its nearest centre and each centre at the mean of its points")
  func fixedPoint() {
    for run in KMeans.runs(Self.points, clusters: 5, restarts: 8, seed: 3) {
      let distances = Self.squaredDistances(run, Self.points)
      let own = zip(distances, run.assignments).map { $0[Int($1)] }
      #expect(zip(distances, own).allSatisfy { $1 <= ($0.min() ?? 0) + 1e-9 })
      #expect(abs(own.reduce(0, +) - run.inertia) < 1e-9 * run.inertia)
      for cluster in 0..<5 {
        let members = (0..<300).filter { run.assignments[$0] == cluster }
        for dimension in 0..<2 {
          let mean = members.reduce(0) { $0 + Self.points[$1, dimension] } / Double(members.count)
          #expect(abs(run.centres[cluster, dimension] - mean) < 1e-10)
        }
      }
      #expect(Self.isNumberedByFirst(run.assignments))
    }
  }

  @Test("The order of the points changes only the numbers of k-means clusters")
  func order() {
    let shuffled = RandomStream(seed: 5, purpose: .generation).permutation(of: 300).map { Int($0) }
    let run = KMeans(Self.points, clusters: 3)
    let permuted = KMeans(
      GraphSignals(columns: (0..<2).map { column in shuffled.map { Self.points[$0, column] } }), clusters: 3)
    #expect(abs(run.inertia - permuted.inertia) < 1e-9 * run.inertia)
    let expected = shuffled.map { run.assignments[$0] }
    #expect(PartitionQuality.adjustedRandIndex(permuted.assignments, expected) == 1)
  }

  @Test("k-means with the same seed returns the same bits for 1, 2 and 3 threads")
  func repeatable() {
    let stream = RandomStream(seed: 1, purpose: .generation)
    let points = GraphSignals(
      columns: (0..<6).map { column in
        (0..<9000).map { stream.uniform(at: UInt64(column * 9000 + $0)) }
      })
    let runs = [1, 2, 3].map { threads in
      Parallelism.$threadCount.withValue(threads) {
        KMeans(points, clusters: 7, restarts: 2, maximumIterations: 25, seed: 9)
      }
    }
    #expect(
      runs.dropFirst().allSatisfy {
        $0.assignments == runs[0].assignments && sameBits($0.centres.elements, runs[0].centres.elements)
          && $0.inertia.bitPattern == runs[0].inertia.bitPattern && $0.iterations == runs[0].iterations
      })
  }

  @Test("A k-means run does not depend on the number of restarts")
  func independentRuns() {
    let few = KMeans.runs(Self.points, clusters: 6, restarts: 2, seed: 4)
    let many = KMeans.runs(Self.points, clusters: 6, restarts: 5, seed: 4)
    #expect(few.count == 2 && many.count == 5)
    #expect(Array(many.prefix(2)) == few)
    let best = KMeans(Self.points, clusters: 6, restarts: 5, seed: 4)
    #expect(best.inertia == many.map { $0.inertia }.min())
  }

  @Test("k-means with more clusters than distinct points leaves clusters empty", arguments: [2, 3, 10, 40])
  func fewDistinctPoints(clusters: Int) {
    let values = (0..<30).map { Double($0 % 2) }
    let run = KMeans(GraphSignals(values), clusters: clusters, restarts: 3)
    #expect(run.inertia == 0)
    #expect(run.assignments == (0..<30).map { Int32($0 % 2) })
    #expect(run.centres.nodeCount == clusters)
    #expect(run.centres.elements.allSatisfy { $0.isFinite })
  }

  @Test("k-means with as many clusters as points puts each point into a separate cluster")
  func singletons() {
    let values = (0..<12).map { Double($0 * $0) }
    let run = KMeans(GraphSignals(values), clusters: 12, restarts: 4)
    #expect(run.inertia == 0)
    #expect(run.assignments == (0..<12).map { Int32($0) })
  }

  @Test("k-means accepts no points, no dimensions, one point and no iterations")
  func edgeCases() {
    #expect(KMeans(GraphSignals(zeros: 0, count: 3), clusters: 2).assignments.isEmpty)
    let flat = KMeans(GraphSignals(zeros: 4, count: 0), clusters: 2)
    #expect(flat.assignments == [0, 0, 0, 0] && flat.inertia == 0)
    let one = KMeans(GraphSignals([3]), clusters: 1)
    #expect(one.assignments == [0] && one.centres.elements == [3] && one.inertia == 0)
    let seeded = KMeans(Self.points, clusters: 3, maximumIterations: 0)
    #expect(seeded.iterations == 0 && seeded.assignments.count == 300)
  }

  @Test("k-means terminates on points that are not finite")
  func notANumber() {
    let run = KMeans(GraphSignals([0, 1, .nan, 2, .infinity]), clusters: 2, restarts: 2)
    #expect(run.assignments.count == 5)
    #expect(run.iterations <= 300)
  }

  private static func squaredDistances(_ run: KMeans, _ points: GraphSignals) -> [[Double]] {
    (0..<points.nodeCount).map { point in
      (0..<run.centres.nodeCount).map { cluster in
        let difference = zip(points.row(point), run.centres.row(cluster)).map { $0 - $1 }
        return dot(difference, difference)
      }
    }
  }

  private static func isNumberedByFirst(_ assignments: [Int32]) -> Bool {
    var next: Int32 = 0
    for cluster in assignments {
      if cluster > next { return false }
      if cluster == next { next += 1 }
    }
    return true
  }
}
