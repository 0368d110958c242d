// SPDX-License-Identifier: Apache-2.0

import Foundation
package import GraphCore
package import TensorCore

/// A case computed by PyTorch or PyTorch Geometric in double precision, from a file of `Fixtures/layers`
/// that `Fixtures/generate/make_layers.py` or `make_training.py` writes.
package struct ReferenceCase: Sendable {
  /// The error thrown if a case lacks a member.
  package struct Missing: Error, CustomStringConvertible {
    package let description: String
  }

  /// The file's name without its extension.
  package let name: String
  private let json: JSONValue

  /// Reads `Fixtures/layers/name.json`.
  package init(_ name: String) throws {
    let path = Self.folder + "/layers/\(name).json"
    self.name = name
    json = try JSONValue.parse(try FileContents.read(path), path: path)
  }

  /// The directory of the fixtures in the resources of this target.
  package static let folder = Bundle.module.bundlePath + "/Fixtures"

  /// Returns an argument of the reference's constructor, or nil if the case does not have it.
  package func setting(_ key: String) -> JSONValue? { json["config"]?[key] }

  /// Returns a number among the arguments of the reference's constructor, or `value` if there is none.
  package func number(_ key: String, default value: Float = 0) -> Float {
    setting(key)?.double.map { Float($0) } ?? value
  }

  /// Returns the tensor `key` of a section, such as `inputs`, `params`, `outputs`, `cotangents` or `grads`.
  package func tensor(_ section: String, _ key: String) throws -> Tensor {
    guard let value = json[section]?[key] else { throw missing("\(section).\(key)") }
    return try tensor(value)
  }

  /// Returns all tensors of a section with their names.
  package func tensors(_ section: String) throws -> [(name: String, tensor: Tensor)] {
    guard case .object(let members)? = json[section] else { throw missing(section) }
    return try members.map { ($0.0, try tensor($0.1)) }
  }

  /// Returns the weights after each step of an optimiser.
  package func trajectory() throws -> [Tensor] {
    guard let steps = json["trajectory"]?.array else { throw missing("trajectory") }
    return try steps.map { try tensor($0) }
  }

  /// Returns the graph, in which messages flow from sources to targets.
  package func graph() throws -> Graph {
    guard let graph = json["graph"], let nodes = graph["nodes"]?.integer,
      let sources = graph["source"]?.array, let targets = graph["target"]?.array
    else { throw missing("graph") }
    return Graph(
      nodeCount: nodes, sources: sources.compactMap(\.integer).map { Int32($0) },
      targets: targets.compactMap(\.integer).map { Int32($0) },
      weights: graph["weight"]?.array?.compactMap(\.double))
  }

  /// Returns the hypergraph, with `weights` if they are given.
  package func hypergraph(weights: [Double]? = nil) throws -> Hypergraph {
    guard let graph = json["graph"], let nodes = graph["nodes"]?.integer,
      let hyperedges = graph["hyperedges"]?.integer, let members = graph["node"]?.array,
      let groups = graph["hyperedge"]?.array
    else { throw missing("hypergraph") }
    let table = try Hypergraph(
      nodeCount: nodes, groupCount: hyperedges, nodes: members.compactMap(\.integer).map { Int32($0) },
      groups: groups.compactMap(\.integer).map { Int32($0) })
    return weights.map {
      Hypergraph(nodeCount: nodes, hyperedges: table.nodesOfHyperedges(), weights: $0)
    } ?? table
  }

  private func tensor(_ value: JSONValue) throws -> Tensor {
    guard let shape = value["shape"]?.array, let data = value["data"]?.array else {
      throw missing("a tensor")
    }
    return Tensor(data.compactMap(\.double).map { Float($0) }, shape: Shape(shape.compactMap(\.integer)))
  }

  private func missing(_ what: String) -> Missing { Missing(description: "\(name).json has no \(what)") }
}
