// SPDX-License-Identifier: Apache-2.0

public import Autograd
public import GraphCore
internal import NeuralNetworks
internal import TensorCore

/// Differentiable pooling of one graph, `X' = S^T X` and `A' = S^T A S`, where S is the softmax of each
/// node's scores for the clusters (Ying et al. 2018, "Hierarchical graph representation learning with
/// differentiable pooling", equations 3 and 4).
///
/// A is sparse: the cost grows with the number of edges and the number of clusters, but not with the
/// square of the number of nodes.
public struct DiffPooling {
  /// The pooled features X', `[clusters, width]`.
  public let x: Variable
  /// The pooled adjacency A', `[clusters, clusters]`.
  public let adjacency: Variable
  /// The link prediction loss `|A - S S^T| / n^2`, which is small if the clusters predict well which
  /// nodes are connected (section 3.3).
  public let linkLoss: Variable
  /// The mean entropy of the rows of S, which is small if each node clearly belongs to one cluster
  /// (section 3.3).
  public let entropyLoss: Variable

  /// Pools a graph.
  ///
  /// - Parameters:
  ///   - x: the features X, `[nodes, width]`.
  ///   - scores: the score of each node for each cluster, `[nodes, clusters]`.
  ///   - adjacency: the adjacency A, `[nodes, nodes]`.
  public init(_ x: Variable, scores: Variable, adjacency: SparseMatrix<Float>) {
    let assignment = scores.softmax()
    let transposed = assignment.transposed()
    let heard = adjacency.multiplied(by: assignment)
    self.x = transposed.matmul(x)
    self.adjacency = transposed.matmul(heard)
    // |A - S S^T|^2 = |A|^2 - 2 tr(S^T A S) + |S^T S|^2, in which no matrix has nodes x nodes entries.
    let square = Float(adjacency.values.reduce(0.0) { $0 + Double($1) * Double($1) })
    let joined = (assignment * heard).sum()
    let overlap = transposed.matmul(assignment).map(.square).sum()
    let nodeCount = Float(max(1, x.shape[0]))
    // Rounding can make the square slightly negative.
    let distance = (overlap - joined * 2 + square).map(.clipBelow(1e-30)).map(.squareRoot)
    linkLoss = distance * (1 / (nodeCount * nodeCount))
    entropyLoss = -(assignment * (assignment + 1e-15).map(.logarithm)).sum() * (1 / nodeCount)
  }
}
