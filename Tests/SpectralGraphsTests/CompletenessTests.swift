// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import Testing

@Suite("Eigenpairs are proven to be complete by counting eigenvalues")
struct CompletenessTests {
  /// Returns a copy of `pairs` without the pair at `place`.
  private func dropping(_ place: Int, from pairs: Eigenpairs) -> Eigenpairs {
    pairs.picking(pairs.values.indices.filter { $0 != place })
  }

  @Test(
    "The ends of every reference spectrum are complete, and a pair that is left out is noticed",
    arguments: ReferenceSpectrum.names, [Laplacian.Kind.symmetric, .combinatorial])
  func reference(name: String, kind: Laplacian.Kind) throws {
    let laplacian = try ReferenceSpectrum(name).graph().laplacian(kind)
    let all = try laplacian.eigenpairs()
    #expect(all.isComplete == true)
    let middle = (all.values[0] + all.values[all.count - 1]) / 2
    for end in [SpectrumEnd.smallest, .largest, .nearest(middle * 1.01)] {
      let pairs = try laplacian.eigenpairs(min(4, all.count), end, options: EigenOptions(method: .dense))
      #expect(laplacian.missingCount(from: pairs, end) == 0, "\(end)")
      // Copies of the outermost eigenvalue can stand for each other.
      let place: Int
      switch end {
      case .smallest: place = 0
      case .largest: place = pairs.count - 1
      case .nearest(let centre):
        place =
          pairs.values.indices.min { abs(pairs.values[$0] - centre) < abs(pairs.values[$1] - centre) } ?? 0
      }
      let outermost = pairs.values.map { abs($0 - pairs.values[place]) }.max() ?? 0
      guard outermost > 1e-5 else { continue }
      #expect(laplacian.missingCount(from: dropping(place, from: pairs), end) == 1, "\(end)")
    }
  }

  @Test("One of two equal eigenvalues of a grid that a solver missed is noticed and found")
  func plantedMiss() throws {
    let laplacian = try Family.grid.graph(size: 1600).laplacian(.symmetric)
    let pairs = try laplacian.eigenpairs(smallest: 9)
    #expect(pairs.isComplete == true)
    let double = try #require(
      pairs.values.indices.dropLast().first { pairs.values[$0 + 1] - pairs.values[$0] < 1e-9 })
    let incomplete = dropping(double, from: pairs)
    #expect(laplacian.missingCount(from: incomplete, .smallest) == 1)
    let mended = try laplacian.completed(incomplete, .smallest)
    #expect(mended.isComplete == true && mended.count == 8)
    #expect(mismatch(mended.values, Array(pairs.values.prefix(8)), 1e-9) == nil)
  }

  @Test("Eigenvalues that nearly equal the outermost one are not taken for missing ones", arguments: 2..<9)
  func nearlyEqual(count: Int) throws {
    let copy = randomConnected(60, extra: 120)
    for weight in [1e-5, 3e-6, 1e-6] {
      let laplacian = try disjointUnion([copy, copy], joinedBy: [(0, 60, weight)]).laplacian(.combinatorial)
      for end in [SpectrumEnd.smallest, .largest] {
        let pairs = try laplacian.eigenpairs(count, end, options: EigenOptions(method: .dense))
        #expect(laplacian.missingCount(from: pairs, end) == 0, "\(weight), \(end)")
      }
    }
  }

  @Test("Iterative methods prove their result on request", arguments: iterativeMethods)
  func request(method: EigenMethod) throws {
    let laplacian = try Family.grid.graph(size: 600).laplacian(.combinatorial)
    for end in [SpectrumEnd.smallest, .largest] {
      let pairs = try laplacian.eigenpairs(
        7, end, options: EigenOptions(method: method, provesCompleteness: true))
      #expect(pairs.isComplete == true, "\(end)")
    }
  }

  @Test("The pairs of both ends are complete if those of each end are")
  func joined() throws {
    let laplacian = try Family.grid.graph(size: 600).laplacian(.symmetric)
    let low = try laplacian.eigenpairs(smallest: 5)
    let high = try laplacian.eigenpairs(largest: 5)
    #expect(low.joined(with: high).isComplete == true)
  }

  @Test("Whether pairs of an operator without entries are complete is not known")
  func withoutEntries() throws {
    let op = MatrixFreeOperator(size: 200, eigenvalueBounds: 0...200) { x in
      x.enumerated().map { Double($0.offset) * $0.element }
    }
    #expect(try op.eigenpairs(3, .smallest).isComplete == nil)
  }
}
