// SPDX-License-Identifier: Apache-2.0

public import GraphCore
internal import TensorCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The weights of the messages from nodes to hyperedges and from hyperedges to nodes.
///
/// H is the incidence matrix, W contains the weights of the hyperedges, D_v the sum of the weights of
/// each node's hyperedges, and D_e the size of each hyperedge.
public enum IncidenceForm: Hashable, Sendable {
  /// Weight 1 in both directions.
  case given
  /// `D_e^-1 H^T D_v^-1/2` to hyperedges, `D_v^-1/2 H W` to nodes (Feng et al. 2019, equation 11).
  case symmetric
  /// `D_e^-1 H^T` to hyperedges, `D_v^-1 H W` to nodes: means in both directions (Bai, Zhang and Torr
  /// 2021, equation 6; Gao et al. 2022).
  case means
  /// `D_e^-1 H^T` to hyperedges, `D_v^-1/2 H D^-1/2` to nodes (Huang and Yang 2021, equation 6). Here,
  /// D_v is the number of hyperedges of each node, and D the mean of these numbers over the nodes of
  /// each hyperedge.
  case unified
  /// `D_e^-1 H^T` to hyperedges, `H` to nodes.
  case meansAndSums
  /// Weighted means in both directions (Dong, Sawin and Bengio 2020, section 3.2). The weight of a node
  /// in a hyperedge's mean is d_v^beta, where d_v is the node's number of hyperedges. The weight of a
  /// hyperedge in a node's mean is d_e^alpha, where d_e is the hyperedge's size.
  case powers(alpha: Double, beta: Double)
}

extension GraphStructure {
  /// Returns the edges from nodes to hyperedges and those from hyperedges to nodes, computed once per
  /// form.
  ///
  /// - Parameter addsSelfLoops: whether each node first gets a hyperedge that contains only this node,
  ///   unless it has one.
  public func incidence(_ form: IncidenceForm, addsSelfLoops: Bool = false) -> [MessageEdges] {
    cached(IncidenceKey(form: form, addsSelfLoops: addsSelfLoops)) {
      hypergraph(addsSelfLoops: addsSelfLoops).incidence(form)
    }
  }

  /// Returns the hyperedges. If `addsSelfLoops` is true, they include one for each node alone.
  func hypergraph(addsSelfLoops: Bool) -> Hypergraph {
    addsSelfLoops ? hypergraph.addingSelfLoops() : hypergraph
  }
}

private struct IncidenceKey: Hashable, Sendable {
  let form: IncidenceForm
  let addsSelfLoops: Bool
}

extension Hypergraph {
  /// Returns the edges from nodes to hyperedges and those from hyperedges to nodes.
  public func incidence(_ form: IncidenceForm) -> [MessageEdges] {
    let sizes = hyperedgeSizes().map(Double.init)
    let counts = memberships.rowCounts().map(Double.init)
    let degrees = nodeDegrees()
    let inverse = { (x: Double) in x == 0 ? 0 : 1 / x }
    let inverseRoot = { (x: Double) in x > 0 ? 1 / x.squareRoot() : 0 }
    let weight = { (hyperedge: Int) in weights?[hyperedge] ?? 1 }
    switch form {
    case .given: return [MessageEdges(bipartite: members), MessageEdges(bipartite: memberships)]
    case .symmetric:
      return edges(
        toHyperedge: { inverse(sizes[$1]) * inverseRoot(degrees[$0]) },
        toNode: { inverseRoot(degrees[$0]) * weight($1) })
    case .means:
      return edges(
        toHyperedge: { inverse(sizes[$1]) }, toNode: { inverse(degrees[$0]) * weight($1) })
    case .unified:
      let means = means(of: counts)
      return edges(
        toHyperedge: { inverse(sizes[$1]) },
        toNode: { inverseRoot(counts[$0]) * inverseRoot(means[$1]) })
    case .meansAndSums: return edges(toHyperedge: { inverse(sizes[$1]) }, toNode: { _, _ in 1 })
    case .powers(let alpha, let beta):
      let nodePowers = counts.map { $0 == 0 ? 0 : pow($0, beta) }
      let hyperedgePowers = sizes.map { $0 == 0 ? 0 : pow($0, alpha) }
      let nodeSums = sums(of: nodePowers, over: members)
      let hyperedgeSums = sums(of: hyperedgePowers, over: memberships)
      return edges(
        toHyperedge: { nodePowers[$0] * inverse(nodeSums[$1]) },
        toNode: { hyperedgePowers[$1] * inverse(hyperedgeSums[$0]) })
    }
  }

  /// Returns the mean of `values` over the nodes of each hyperedge.
  private func means(of values: [Double]) -> [Double] {
    zip(sums(of: values, over: members), hyperedgeSizes()).map { $0 / Double(max(1, $1)) }
  }

  private func sums(of values: [Double], over pattern: CSRPattern) -> [Double] {
    (0..<pattern.rowCount).map { row in
      (pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1]).reduce(0) {
        $0 + values[Int(pattern.columnIndices[$1])]
      }
    }
  }

  private func edges(
    toHyperedge: (_ node: Int, _ hyperedge: Int) -> Double, toNode: (_ node: Int, _ hyperedge: Int) -> Double
  ) -> [MessageEdges] {
    let entries = { (pattern: CSRPattern, weight: (_ row: Int, _ column: Int) -> Double) in
      SharedBuffer(
        (0..<pattern.rowCount).flatMap { row in
          (pattern.rowOffsets[row]..<pattern.rowOffsets[row + 1]).map {
            Float(weight(row, Int(pattern.columnIndices[$0])))
          }
        })
    }
    return [
      MessageEdges(bipartite: members, weights: entries(members) { toHyperedge($1, $0) }),
      MessageEdges(bipartite: memberships, weights: entries(memberships) { toNode($0, $1) }),
    ]
  }
}
