// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// What the sources and the targets of messages are.
public enum MessageEnds: String, Sendable, Hashable {
  /// Messages pass from nodes to nodes.
  case nodes
  /// Messages pass from nodes to hyperedges.
  case nodesToHyperedges = "nodes_to_hyperedges"
  /// Messages pass from hyperedges to nodes.
  case hyperedgesToNodes = "hyperedges_to_nodes"

  /// Whether the sources are hyperedges.
  public var hasHyperedgeSources: Bool { self == .hyperedgesToNodes }
  /// Whether the targets are hyperedges.
  public var hasHyperedgeTargets: Bool { self == .nodesToHyperedges }

  /// Returns the ends of each of a model's steps. Steps between two sets lead from nodes to hyperedges
  /// and back in turns.
  static func of(_ steps: [MessageEdges]) -> [MessageEnds] {
    var isAtHyperedges = false
    return steps.map { step in
      if step.joinsSameNodes { return .nodes }
      isAtHyperedges.toggle()
      return isAtHyperedges ? .nodesToHyperedges : .hyperedgesToNodes
    }
  }
}
