// SPDX-License-Identifier: Apache-2.0

import GraphCore
import SpectralGraphs
import TensorCore

/// Families of graphs whose spectra are known in closed form.
enum Family: String, CaseIterable, CustomStringConvertible {
  case path, cycle, complete, star, hypercube, grid, torus

  var description: String { rawValue }

  /// Returns the member with about `size` nodes. Hypercubes have a power of two; grids and tori have
  /// sides of about equal length.
  func graph(size: Int) -> Graph {
    switch self {
    case .path: return undirected(size, (0..<size - 1).map { ($0, $0 + 1) })
    case .cycle: return undirected(size, (0..<size).map { ($0, ($0 + 1) % size) })
    case .complete: return undirected(size, (0..<size).flatMap { left in (0..<left).map { ($0, left) } })
    case .star: return undirected(size, (1..<size).map { (0, $0) })
    case .hypercube:
      let bits = Family.logarithm(size)
      return undirected(
        1 << bits,
        (0..<1 << bits).flatMap { node in
          (0..<bits).filter { node >> $0 & 1 == 0 }.map { (node, node | 1 << $0) }
        })
    case .grid, .torus:
      let (rows, columns) = Family.sides(size)
      var edges = [(Int, Int)]()
      for row in 0..<rows {
        for column in 0..<columns {
          let node = row * columns + column
          if self == .torus || column + 1 < columns {
            edges.append((node, row * columns + (column + 1) % columns))
          }
          if self == .torus || row + 1 < rows { edges.append((node, (row + 1) % rows * columns + column)) }
        }
      }
      return undirected(rows * columns, edges)
    }
  }

  /// Returns the number of dimensions of the largest hypercube with at most `size` nodes.
  static func logarithm(_ size: Int) -> Int { Int.bitWidth - 1 - size.leadingZeroBitCount }

  /// Returns the sides of a grid with about `size` nodes.
  static func sides(_ size: Int) -> (rows: Int, columns: Int) {
    let rows = Int(Double(size).squareRoot())
    return (rows, size / rows)
  }
}

/// Creates an undirected graph from pairs of nodes.
func undirected(_ nodeCount: Int, _ edges: [(Int, Int)], weights: [Double]? = nil) -> Graph {
  Graph(
    nodeCount: nodeCount, sources: edges.map { Int32($0.0) }, targets: edges.map { Int32($0.1) },
    weights: weights
  ).undirected()
}

/// Returns the disjoint union of graphs, whose nodes are numbered in order, with the edges `bridges`
/// added.
func disjointUnion(_ graphs: [Graph], joinedBy bridges: [(Int, Int, Double)] = []) -> Graph {
  var sources = bridges.map { Int32($0.0) } + bridges.map { Int32($0.1) }
  var targets = bridges.map { Int32($0.1) } + bridges.map { Int32($0.0) }
  var weights = bridges.map(\.2) + bridges.map(\.2)
  var offset: Int32 = 0
  for graph in graphs {
    let edges = graph.edges()
    sources += edges.sources.map { $0 + offset }
    targets += edges.targets.map { $0 + offset }
    weights += edges.weights ?? edges.sources.map { _ in 1 }
    offset += Int32(graph.nodeCount)
  }
  return Graph(
    nodeCount: Int(offset), sources: sources, targets: targets, weights: weights, isDirected: false)
}

/// Returns a connected graph: a random tree and up to `extra` more random edges.
/// - Parameter weights: The interval of random weights; nil for an unweighted graph.
func randomConnected(
  _ nodeCount: Int, extra: Int, weights: ClosedRange<Double>? = nil, seed: UInt64 = 1
) -> Graph {
  let stream = RandomStream(seed: seed, purpose: .generation)
  var edges = (1..<nodeCount).map { ($0, stream.integer(below: $0, at: UInt64($0))) }
  for edge in 0..<extra {
    let first = stream.integer(below: nodeCount, at: UInt64(nodeCount + 2 * edge))
    let second = stream.integer(below: nodeCount, at: UInt64(nodeCount + 2 * edge + 1))
    if first != second { edges.append((first, second)) }
  }
  let more = RandomStream(seed: seed, purpose: .generation, ordinal: 1)
  return undirected(
    nodeCount, edges,
    weights: weights.map { range in
      edges.indices.map {
        range.lowerBound + (range.upperBound - range.lowerBound) * more.uniform(at: UInt64($0))
      }
    })
}
