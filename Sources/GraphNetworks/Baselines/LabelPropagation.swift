// SPDX-License-Identifier: Apache-2.0

internal import GraphCore
public import TensorCore

/// Label propagation: `F_0 = Y`, `F_k+1 = alpha S F_k + (1 - alpha) Y` with `S = D^-1/2 A D^-1/2` and
/// the known labels Y (Zhou et al. 2004, "Learning with local and global consistency", section 2).
///
/// This baseline ignores the features and has no weights to learn: it shows how much the graph alone
/// reveals.
public struct LabelPropagation: Sendable {
  /// The share that the neighbours contribute in each step, alpha.
  public var alpha: Float
  /// The number of steps.
  public var stepCount: Int

  /// Creates a label propagation with `steps` steps.
  public init(alpha: Float = 0.9, steps: Int = 50) {
    self.alpha = alpha
    stepCount = steps
  }

  /// Returns the score of each node for each class, `[nodes, classes]`. The row of a node that no label
  /// reaches is zero.
  ///
  /// - Parameters:
  ///   - nodes: the nodes whose labels are known, without duplicates.
  ///   - labels: the labels of `nodes`, in the same order.
  public func callAsFunction(
    nodes: [Int32], labels: [Int32], classCount: Int, in structure: GraphStructure
  ) -> Tensor {
    propagated(Tensor(oneHot: labels, at: nodes, shape: [structure.nodeCount, classCount]), in: structure)
  }

  /// Returns F after ``stepCount`` steps of `alpha S F + (1 - alpha) Y`, starting from `F = Y = start`;
  /// `correction` is applied to the result of each step.
  func propagated(
    _ start: Tensor, in structure: GraphStructure, correction: (Tensor) -> Tensor = { $0 }
  ) -> Tensor {
    let adjacency = structure.edges(.symmetric(selfLoopWeight: nil)).sums
    let returning = start * (1 - alpha)
    return (0..<stepCount).reduce(start) { walked, _ in
      correction(adjacency.multiplied(by: walked) * alpha + returning)
    }
  }
}

extension Tensor {
  /// Creates a tensor with 1 in column `labels[k]` of row `nodes[k]` and 0 elsewhere. Traps if a row or
  /// column does not exist.
  init(oneHot labels: [Int32], at nodes: [Int32], shape: Shape) {
    self.init(zeros: shape)
    for (node, label) in zip(nodes, labels) { self[Int(node), Int(label)] = 1 }
  }
}
