public import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// Differentiable pooling of one graph: with S the softmax of every node's scores for the clusters, X' = S^T X and A' = S^T A S (Ying
/// et al. 2018, "Hierarchical graph representation learning with differentiable pooling", equations 3 and 4).
///
/// A is sparse: the cost follows its edges and the number of clusters, never the square of the nodes.
public struct DiffPooling {
  /// X', `[clusters, width]`.
  public let x: Variable
  /// A', `[clusters, clusters]`.
  public let adjacency: Variable
  /// How badly clusters tell which nodes are joined: |A - S S^T| / n^2 (section 3.3).
  public let linkLoss: Variable
  /// How undecided nodes are: the mean entropy of S's rows (section 3.3).
  public let entropyLoss: Variable

  /// Pools a graph.
  ///
  /// - Parameters:
  ///   - x: `[nodes, width]`.
  ///   - scores: of every node for every cluster, `[nodes, clusters]`.
  ///   - adjacency: A, `[nodes, nodes]`.
  public init(_ x: Variable, scores: Variable, adjacency: SparseMatrix<Float>) {
    let assignment = scores.softmax()
    let transposed = assignment.transposed()
    let heard = adjacency.multiplied(by: assignment)
    self.x = transposed.matmul(x)
    self.adjacency = transposed.matmul(heard)
    // |A - S S^T|^2 = |A|^2 - 2 tr(S^T A S) + |S^T S|^2, in which nothing has nodes x nodes entries.
    let square = Float(adjacency.values.reduce(0.0) { $0 + Double($1) * Double($1) })
    let joined = (assignment * heard).sum()
    let overlap = transposed.matmul(assignment).map(.square).sum()
    let nodeCount = Float(max(1, x.shape[0]))
    // Rounding must not bring the square below 0.
    let distance = (overlap - joined * 2 + square).map(.clipBelow(1e-30)).map(.squareRoot)
    linkLoss = distance * (1 / (nodeCount * nodeCount))
    entropyLoss = -(assignment * (assignment + 1e-15).map(.logarithm)).sum() * (1 / nodeCount)
  }
}
