// SPDX-License-Identifier: Apache-2.0

internal import TensorCore

/// The scaling of an adjacency matrix A by the degrees D, where the degree of a node is the sum of the
/// weights of its incoming edges.
public enum AdjacencyNormalization: Sendable {
  /// A without scaling.
  case none
  /// D^-1 A: each node receives the weighted mean of its neighbours.
  case row
  /// D^-1/2 A D^-1/2 (Kipf and Welling 2017).
  case symmetric
}

extension Graph {
  /// Returns the adjacency matrix, `[nodes, nodes]`, with one row per receiving node and one column per
  /// source.
  ///
  /// - Parameters:
  ///   - normalization: The scaling by degrees. The factor of a node of degree 0 is 0.
  ///   - selfLoopWeight: The weight of a self-loop that is first added to each node without one. GCN
  ///     uses weight 1. If nil, no self-loops are added.
  ///   - type: The type of the entries.
  public func adjacency<Scalar: SparseScalar>(
    _ normalization: AdjacencyNormalization = .none, selfLoopWeight: Double? = nil,
    of type: Scalar.Type = Float.self
  ) -> SparseMatrix<Scalar> {
    let graph = selfLoopWeight.map { joinedToThemselves(weight: $0) } ?? self
    let factors: [Double] =
      switch normalization {
      case .none: []
      case .row: graph.weightedInDegrees().map { $0 == 0 ? 0 : 1 / $0 }
      case .symmetric: graph.weightedInDegrees().map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
      }
    let values = unsafe SharedBuffer<Scalar>(count: graph.edgeCount) { values in
      graph.forEachEntry { target, source, entry in
        let weight = graph.weight(ofEntry: entry)
        // The factors are multiplied first, so that entries (i, j) and (j, i) are equal bit for bit.
        let value =
          switch normalization {
          case .none: weight
          case .row: weight * factors[target]
          case .symmetric: weight * (factors[target] * factors[source])
          }
        unsafe values[entry] = Scalar(value)
      }
    }
    return SparseMatrix(
      pattern: graph.incoming, values: values, isSymmetric: !isDirected && normalization != .row)
  }

  /// Returns the graph with a self-loop of `weight` added to each node that has none, and with edges numbered
  /// in the order of ``incoming``. No more memory is needed than for the result.
  private func joinedToThemselves(weight: Double) -> Graph {
    let columns = unsafe incoming.columnIndices.pointer
    let rows = unsafe incoming.rowOffsets.pointer
    /// The position of the self-loop in a row: where it is, or where it belongs.
    func loop(_ node: Int) -> (entry: Int, exists: Bool) {
      var (low, high) = unsafe (rows[node], rows[node + 1])
      while low < high {
        let middle = (low + high) / 2
        if unsafe Int(columns[middle]) < node { low = middle + 1 } else { high = middle }
      }
      return unsafe (low, low < rows[node + 1] && Int(columns[low]) == node)
    }
    let offsets = unsafe SharedBuffer<Int>(count: nodeCount + 1) { offsets in
      unsafe offsets[0] = 0
      for node in 0..<nodeCount {
        unsafe offsets[node + 1] = offsets[node] + rows[node + 1] - rows[node] + (loop(node).exists ? 0 : 1)
      }
    }
    /// Returns the values of all entries, with `added` for the new self-loops.
    func joined<Value>(_ added: (Int) -> Value, _ value: (Int) -> Value) -> SharedBuffer<Value> {
      unsafe SharedBuffer<Value>(count: offsets[nodeCount]) { target in
        var place = 0
        for node in 0..<nodeCount {
          let loop = loop(node)
          for entry in unsafe rows[node]..<rows[node + 1] {
            if entry == loop.entry && !loop.exists {
              unsafe target[place] = added(node)
              place += 1
            }
            unsafe target[place] = value(entry)
            place += 1
          }
          if unsafe !loop.exists && loop.entry == rows[node + 1] {
            unsafe target[place] = added(node)
            place += 1
          }
        }
      }
    }
    let isWeighted = isWeighted || weight != 1
    return Graph(
      incoming: CSRPattern(
        checkedRows: nodeCount, columnCount: nodeCount, rowOffsets: offsets,
        columnIndices: joined {
          Int32($0)
        } _: {
          unsafe columns[$0]
        }),
      edgeNumbers: nil,
      weights: isWeighted
        ? joined { _ in
          weight
        } _: {
          self.weight(ofEntry: $0)
        } : nil,
      isDirected: isDirected)
  }
}
