// SPDX-License-Identifier: Apache-2.0

import Foundation
import GraphCore

/// A graph and its reference values by SciPy and NetworkX, read from a file in `Fixtures/spectral` that
/// `Fixtures/generate/make_spectral.py` writes.
struct ReferenceSpectrum: CustomStringConvertible {
  /// The error thrown for a value that a file lacks.
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  let name: String
  private let json: JSONValue

  var description: String { name }

  /// The names of all files except Cora's, which does not contain the graph.
  static let names = [
    "barbell", "bipartite", "complete6", "cycle12", "disconnected_with_isolated_node", "grid8x5", "karate",
    "karate_weighted", "les_miserables", "path10", "petersen", "star8",
  ]

  /// The names of the files with connected graphs.
  static let connectedNames = names.filter { $0 != "disconnected_with_isolated_node" }

  init(_ name: String) throws {
    let path = Bundle.module.bundlePath + "/Fixtures/spectral/\(name).json"
    self.name = name
    json = try JSONValue.parse(try FileContents.read(path), path: path)
  }

  /// Returns the undirected graph in the file.
  func graph() throws -> Graph {
    guard let nodes = json["nodes"]?.integer, let edges = json["edges"]?.array else { throw missing("graph") }
    return undirected(
      nodes,
      edges.compactMap { edge in
        guard let ends = edge.array?.compactMap(\.integer), ends.count == 2 else { return nil }
        return (ends[0], ends[1])
      }, weights: json["weights"]?.array?.compactMap(\.double))
  }

  func number(_ key: String) throws -> Double {
    guard let number = json[key]?.double else { throw missing(key) }
    return number
  }

  func numbers(_ key: String, in section: String? = nil) throws -> [Double] {
    let owner = section.map { json[$0] } ?? json
    guard let numbers = owner?[key]?.array else { throw missing(key) }
    return numbers.compactMap(\.double)
  }

  /// Returns the eigenvalue, the multiplicity and the signal's energy for each eigenspace.
  func energies() throws -> [[Double]] {
    guard let rows = json["gft_energy_by_eigenspace"]?.array else { throw missing("energies") }
    return rows.map { ($0.array ?? []).compactMap(\.double) }
  }

  private func missing(_ what: String) -> Missing { Missing(description: "\(name).json has no \(what)") }
}
