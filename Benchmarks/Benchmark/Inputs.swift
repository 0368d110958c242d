// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore
import GraphDatasets
import TensorCore

/// The graphs that cases use, read when they are first needed.
final class Inputs {
  private let data: String?
  private let graphs: String?
  private var datasets: [String: NodeDataset] = [:]
  private var matrices: [String: SparseMatrix<Float>] = [:]

  init(data: String?, graphs: String?) {
    self.data = data
    self.graphs = graphs
  }

  /// The names of the graphs that exist.
  var names: [String] { ["cora", "arxiv", "rmat"].filter { path(of: $0) != nil } }

  /// What is left out because a graph is missing.
  var notes: [String] {
    ["cora", "arxiv", "rmat"].filter { path(of: $0) == nil }.map {
      $0 == "cora"
        ? "cases on cora are left out: pass --data, or set GRAPHLEARN_DATA"
        : "cases on \($0) are left out: pass --graphs with \(Self.files[$0] ?? "")"
    }
  }

  private static let files = ["arxiv": "arxiv_syn.npz", "rmat": "rmat_1m.npz"]

  private func path(of name: String) -> String? {
    if name == "cora" {
      return [data, data.map { $0 + "/planetoid" }].compactMap(\.self).first {
        FileManager.default.fileExists(atPath: $0 + "/ind.cora.x")
      }
    }
    let path = graphs.map { "\($0)/\(Self.files[name] ?? "")" }
    return path.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
  }

  func dataset(_ name: String) throws -> NodeDataset {
    if let known = datasets[name] { return known }
    guard let path = path(of: name) else { throw CocoaError(.fileNoSuchFile) }
    // 54 % of the nodes of the synthetic graphs train, as in the published split of the graph that they imitate.
    let made =
      try name == "cora"
      ? NodeDataset(planetoid: "cora", in: path)
      : NodeDataset(
        npz: path, directed: name == "rmat", split: .fractions(train: 0.54, validation: 0.18, seed: 1))
    datasets[name] = made
    return made
  }

  /// The normalised adjacency that GCN multiplies with; of the directed graph, the mean over incoming edges. The
  /// name of an order after a hyphen gives that of the renumbered graph.
  func matrix(_ name: String) throws -> SparseMatrix<Float> {
    if let known = matrices[name] { return known }
    let parts = name.split(separator: "-").map(String.init)
    var graph = try dataset(parts[0]).graph
    if let order = parts.dropFirst().first.flatMap(NodeOrder.init) {
      graph = graph.inducedSubgraph(graph.nodes(in: order))
    }
    let made: SparseMatrix<Float> =
      parts[0] == "rmat" ? graph.adjacency(.row) : graph.adjacency(.symmetric, selfLoopWeight: 1)
    matrices[name] = made
    return made
  }

  static func random(_ shape: Shape, seed: UInt64 = 1) -> Tensor {
    RandomStream(seed: seed, purpose: .generation).uniform(shape, from: 0, to: 1)
  }
}
