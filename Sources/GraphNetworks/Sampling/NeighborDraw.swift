// SPDX-License-Identifier: Apache-2.0

/// How many neighbours of a node are drawn at random, and with which probabilities.
public struct NeighborDraw: Sendable, Hashable {
  /// The number of neighbours per node; nil for all of them.
  public var count: Int?
  /// Whether a neighbour can be drawn several times. If so, every node with neighbours has exactly ``count``
  /// draws; otherwise a node with at most ``count`` neighbours keeps them all.
  public var replaces: Bool
  /// Whether a neighbour is drawn with a probability proportional to the weight of its edge. Neighbours with
  /// weight 0 are not drawn.
  public var isWeighted: Bool

  /// Creates a way of drawing neighbours, by default without replacement and with equal probabilities.
  public init(count: Int?, replaces: Bool = false, isWeighted: Bool = false) {
    self.count = count
    self.replaces = replaces
    self.isWeighted = isWeighted
  }
}
