// SPDX-License-Identifier: Apache-2.0

import GraphCore
import GraphNetworks
import TensorCore

/// Small models of every registered name with 6 features and 3 classes.
enum SmallModels {
  static let names = ModelRegistry.standard.names

  /// Returns the blueprint of a model with one hidden layer of 4 columns, 2 hops and 2 heads, without
  /// dropout. Settings that the model does not have are ignored.
  static func blueprint(_ name: String, _ changes: [String: JSONValue] = [:]) throws -> ModelBlueprint {
    guard let entry = ModelRegistry.standard[name] else { throw DataError(.usage, "no model '\(name)'") }
    let small: [String: JSONValue] = [
      "hiddenSizes": .array([.integer(4)]), "hiddenSize": .integer(4), "layers": .integer(1),
      "hops": .integer(2), "heads": .integer(2), "dropout": .integer(0), "inputDropout": .integer(0),
      "hasBias": .bool(true),
    ]
    return try entry.model.changed(by: .object(small.merging(changes) { $1 }.map { ($0, $1) }))
  }

  /// Returns the small model of a name with initial weights.
  static func model(
    _ name: String, nodeCount: Int = 20, featureCount: Int = 6, seed: UInt64 = 1,
    _ changes: [String: JSONValue] = [:]
  ) throws -> any NodeClassifier {
    let sizes = DatasetSizes(featureCount: featureCount, classCount: 3, nodeCount: nodeCount)
    return try blueprint(name, changes).model(for: sizes, seed: seed)
  }
}
