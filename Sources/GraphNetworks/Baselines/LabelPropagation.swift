internal import GraphCore
public import TensorCore

/// Label propagation: F_0 = Y, F_k+1 = alpha S F_k + (1 - alpha) Y with S = D^-1/2 A D^-1/2 and Y the known labels (Zhou et al. 2004, "Learning
/// with local and global consistency", section 2). It looks at no features and learns nothing: what a graph alone tells.
public struct LabelPropagation: Sendable {
  /// The share of the neighbours at every step.
  public var alpha: Float
  /// The number of steps.
  public var stepCount: Int

  /// Creates the propagation.
  public init(alpha: Float = 0.9, steps: Int = 50) {
    self.alpha = alpha
    stepCount = steps
  }

  /// The score of every node for every class, `[nodes, classes]`; all zeros where no label reaches.
  ///
  /// - Parameters:
  ///   - nodes: whose labels are known, each once.
  ///   - labels: theirs.
  public func callAsFunction(
    nodes: [Int32], labels: [Int32], classCount: Int, in structure: GraphStructure
  ) -> Tensor {
    propagated(Tensor(oneHot: labels, at: nodes, shape: [structure.nodeCount, classCount]), in: structure)
  }

  /// alpha S F + (1 - alpha) Y, step by step, with what `correction` makes of every step.
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
  /// 1 in the column `labels[k]` of row `nodes[k]`, 0 elsewhere. Rows and columns that do not exist stop the program.
  init(oneHot labels: [Int32], at nodes: [Int32], shape: Shape) {
    self.init(zeros: shape)
    for (node, label) in zip(nodes, labels) { self[Int(node), Int(label)] = 1 }
  }
}
