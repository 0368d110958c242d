// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
internal import GraphFiles

/// The parts of the graph in whose batches a run was trained.
public struct TrainingParts: Sendable, Equatable {
  /// The number of parts.
  public let count: Int
  /// The number of nodes of the smallest part.
  public let smallest: Int
  /// The number of nodes of the largest part.
  public let largest: Int
  /// The share of the edges, without self-loops, that join two parts; nil without edges.
  public let cutShare: Double?

  init(_ partition: NodePartition, of graph: Graph) {
    let sizes = partition.sizes
    count = partition.partCount
    smallest = sizes.min() ?? 0
    largest = sizes.max() ?? 0
    let share = partition.cutShare(of: graph)
    cutShare = share.isNaN ? nil : share
  }
}

extension TrainingParts: CustomStringConvertible {
  /// The parts in one line: `parts: 50 of 52 to 56 nodes; 11.3 % of the edges join two parts`.
  public var description: String {
    let sizes = smallest == largest ? "\(smallest)" : "\(smallest) to \(largest)"
    let cut = cutShare.map { "; \(NumberText.percent($0, 1)) of the edges join two parts" } ?? ""
    return "parts: \(count) of \(sizes) nodes\(cut)"
  }
}
