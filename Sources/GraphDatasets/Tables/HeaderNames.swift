// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The usual names of the columns of tables, in lower case.
enum HeaderNames {
  static let ids: Set<String> = [
    "id", "ids", "node", "nodes", "node_id", "nodeid", "node id", "name", "index", "vertex", "vertex_id",
    "paper_id",
  ]
  static let sources: Set<String> = [
    "source", "src", "from", "u", "head", "node1", "source_id", "from_id", "node_id", "fromnodeid",
    "from_node",
    "from_node_id", "source_node", "id1", "id_1", "node_1", "node_id_1",
  ]
  static let targets: Set<String> = [
    "target", "dst", "dest", "destination", "to", "v", "tail", "node2", "target_id", "to_id", "node_id_2",
    "tonodeid", "to_node", "to_node_id", "target_node", "id2", "id_2", "node_2", "node_id",
  ]
  static let weights: Set<String> = ["weight", "weights", "edge_weight", "w", "value", "count"]
  static let labels: Set<String> = [
    "label", "labels", "class", "classes", "category", "target", "y", "club", "group", "community", "cluster",
  ]
  static let values: Set<String> = ["value", "values", "signal", "x", "y", "f"]
}
