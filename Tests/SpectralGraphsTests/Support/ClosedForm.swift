// SPDX-License-Identifier: Apache-2.0

import Foundation
import SpectralGraphs

/// A known spectrum: the eigenvalues and, if requested, an orthogonal basis of real eigenvectors.
struct ClosedForm {
  /// The eigenvalues in any order, with eigenvectors of any norm.
  var pairs: [(value: Double, vector: [Double])]

  /// The eigenvalues, ascending.
  var values: [Double] { pairs.map(\.value).sorted() }

  /// The distinct eigenvalues (equal within 1e-9), ascending, each with the projector onto its
  /// eigenspace as a dense row-major matrix.
  var projectors: [(value: Double, projector: [Double])] {
    let sorted = pairs.sorted { $0.value < $1.value }
    var groups = [(value: Double, projector: [Double])]()
    for (value, vector) in sorted {
      if groups.isEmpty || value - groups[groups.count - 1].value > 1e-9 {
        groups.append((value, [Double](repeating: 0, count: vector.count * vector.count)))
      }
      addOuterProduct(of: vector, to: &groups[groups.count - 1].projector)
    }
    return groups
  }

  /// Creates the spectrum of a member of a graph family.
  ///
  /// - Path: 2 - 2 cos(pi k / n), the discrete cosine transform; normalised 1 - cos(pi k / (n - 1)).
  /// - Cycle: 2 - 2 cos(2 pi k / n). Complete: 0 and n. Star: 0, 1 and n.
  /// - Products of graphs have the sums of the eigenvalues and the products of the vectors. Hypercubes
  ///   are products of edges, grids of paths and tori of cycles.
  /// - Regular graphs: the normalised eigenvalues are the combinatorial ones divided by the degree
  ///   (Chung 1997, section 1.3).
  init(_ family: Family, size: Int, _ kind: SpectrumKind, withVectors: Bool = true) {
    let isNormalized = kind == .normalized
    switch family {
    case .path: self = isNormalized ? .normalizedPath(size, withVectors) : .path(size, withVectors)
    case .cycle: self = .cycle(size, withVectors).scaled(isNormalized ? 0.5 : 1)
    case .complete:
      self = .complete(size, withVectors).scaled(isNormalized ? 1 / Double(size - 1) : 1)
    case .star: self = .star(size, isNormalized, withVectors)
    case .hypercube:
      let bits = Family.logarithm(size)
      let edge = ClosedForm.path(2, withVectors)
      self = (1..<bits).reduce(edge) { product, _ in product.product(edge) }
        .scaled(isNormalized ? 1 / Double(bits) : 1)
    case .grid:
      let (rows, columns) = Family.sides(size)
      self = ClosedForm.path(rows, withVectors).product(.path(columns, withVectors))
    case .torus:
      let (rows, columns) = Family.sides(size)
      self = ClosedForm.cycle(rows, withVectors).product(.cycle(columns, withVectors))
        .scaled(isNormalized ? 0.25 : 1)
    }
  }

  private init(pairs: [(value: Double, vector: [Double])]) { self.pairs = pairs }

  private static func path(_ count: Int, _ withVectors: Bool) -> ClosedForm {
    ClosedForm(
      pairs: (0..<count).map { k in
        let step = Double.pi * Double(k) / Double(count)
        let vector = withVectors ? (0..<count).map { cos(step * (Double($0) + 0.5)) } : []
        // 4 sin^2 equals 2 - 2 cos but does not suffer from cancellation.
        return (4 * pow(sin(step / 2), 2), vector)
      })
  }

  private static func normalizedPath(_ count: Int, _ withVectors: Bool) -> ClosedForm {
    ClosedForm(
      pairs: (0..<count).map { k in
        let step = Double.pi * Double(k) / Double(count - 1)
        let vector =
          withVectors
          ? (0..<count).map { node in
            cos(step * Double(node)) * (node == 0 || node == count - 1 ? 1 : 2.0.squareRoot())
          } : []
        return (2 * pow(sin(step / 2), 2), vector)
      })
  }

  private static func cycle(_ count: Int, _ withVectors: Bool) -> ClosedForm {
    ClosedForm(
      pairs: (0..<count).map { index in
        // Index 2 k - 1 is the cosine of frequency k, and index 2 k is its sine.
        let k = (index + 1) / 2
        let step = 2 * Double.pi * Double(k) / Double(count)
        let isSine = index > 0 && index % 2 == 0
        let vector =
          withVectors
          ? (0..<count).map { isSine ? sin(step * Double($0)) : cos(step * Double($0)) } : []
        return (4 * pow(sin(step / 2), 2), vector)
      })
  }

  private static func complete(_ count: Int, _ withVectors: Bool) -> ClosedForm {
    let ones = withVectors ? [Double](repeating: 1, count: count) : []
    return ClosedForm(
      pairs: [(0, ones)]
        + (1..<count).map { (Double(count), withVectors ? helmert($0, count, from: 0) : []) })
  }

  private static func star(_ count: Int, _ isNormalized: Bool, _ withVectors: Bool) -> ClosedForm {
    let leaves = Double(count - 1)
    let centre = isNormalized ? leaves.squareRoot() : 1
    let rest = [Double](repeating: 1, count: withVectors ? count - 1 : 0)
    // The vector of the last value is orthogonal to that of the first.
    let last = isNormalized ? -leaves.squareRoot() : -leaves
    return ClosedForm(
      pairs: [
        (0, withVectors ? [centre] + rest : []),
        (isNormalized ? 2 : leaves + 1, withVectors ? [last] + rest : []),
      ]
        + (1..<count - 1).map { (1, withVectors ? helmert($0, count, from: 1) : []) })
  }

  /// Returns the contrast of element `from + order` with the mean of elements `from` up to it. The
  /// contrasts are orthogonal to constants and to each other.
  private static func helmert(_ order: Int, _ count: Int, from: Int) -> [Double] {
    (0..<count).map { index in
      index < from || index > from + order ? 0 : index == from + order ? -Double(order) : 1
    }
  }

  private func product(_ other: ClosedForm) -> ClosedForm {
    ClosedForm(
      pairs: pairs.flatMap { left in
        other.pairs.map { right in
          (left.value + right.value, left.vector.flatMap { a in right.vector.map { a * $0 } })
        }
      })
  }

  private func scaled(_ factor: Double) -> ClosedForm {
    ClosedForm(pairs: pairs.map { (factor * $0.value, $0.vector) })
  }
}

/// The kind of Laplacian that a closed form describes.
enum SpectrumKind: String, CaseIterable {
  case combinatorial, normalized
}

/// Adds u u^T / u^T u to a dense matrix.
func addOuterProduct(of vector: [Double], to matrix: inout [Double]) {
  let square = dot(vector, vector)
  for (row, value) in vector.enumerated() where value != 0 {
    for column in vector.indices { matrix[row * vector.count + column] += value * vector[column] / square }
  }
}
