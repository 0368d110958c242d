// SPDX-License-Identifier: Apache-2.0

import GraphCore

/// Returns the eigenvalues of a small symmetric matrix, ascending, by Jacobi rotations (Golub and Van
/// Loan 2013, section 8.5). The method shares no code with the library's solvers.
func jacobiEigenvalues(_ rows: [[Double]]) -> [Double] {
  var matrix = rows
  let count = rows.count
  for _ in 0..<60 {
    var largest = 0.0
    for row in 0..<count {
      for column in 0..<row where matrix[row][column] != 0 {
        largest = max(largest, abs(matrix[row][column]))
        let theta = (matrix[row][row] - matrix[column][column]) / (2 * matrix[row][column])
        let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        for index in 0..<count {
          let (first, second) = (matrix[index][column], matrix[index][row])
          matrix[index][column] = cosine * first - sine * second
          matrix[index][row] = sine * first + cosine * second
        }
        for index in 0..<count {
          let (first, second) = (matrix[column][index], matrix[row][index])
          matrix[column][index] = cosine * first - sine * second
          matrix[row][index] = sine * first + cosine * second
        }
      }
    }
    if largest < 1e-15 { break }
  }
  return (0..<count).map { matrix[$0][$0] }.sorted()
}

/// Returns a Laplacian as a dense matrix, computed from its definition. For the random walk, returns the
/// symmetric Laplacian, which has the same eigenvalues.
func denseLaplacian(_ graph: Graph, _ kind: Laplacian.Kind) -> [[Double]] {
  let count = graph.nodeCount
  var adjacency = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
  let (sources, targets, weights) = graph.edges()
  for edge in sources.indices {
    adjacency[Int(targets[edge])][Int(sources[edge])] += weights?[edge] ?? 1
  }
  let degrees = adjacency.map { $0.reduce(0, +) }
  return (0..<count).map { row in
    (0..<count).map { column in
      let degree = row == column ? degrees[row] : 0
      switch kind {
      case .combinatorial: return degree - adjacency[row][column]
      case .signless: return degree + adjacency[row][column]
      case .symmetric, .randomWalk:
        let product = degrees[row] * degrees[column]
        return product > 0 ? (degree - adjacency[row][column]) / product.squareRoot() : 0
      }
    }
  }
}
