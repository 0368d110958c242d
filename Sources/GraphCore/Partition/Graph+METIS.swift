// SPDX-License-Identifier: Apache-2.0

internal import Synchronization
internal import TensorCore

#if METIS
  internal import CMETIS

  /// METIS draws random numbers from the generator of the C library, which all threads share.
  private let metis = Mutex(())
#endif

extension Graph {
  /// Divides the nodes into parts of about equal size, such that few edges join two parts (Karypis and Kumar 1998,
  /// "A fast and high quality multilevel scheme for partitioning irregular graphs").
  ///
  /// Directions, weights, parallel edges and self-loops are ignored. Equal seeds give equal parts with the same
  /// version of METIS, not with another one: store the partition to use it again.
  ///
  /// Throws `usage` if there are more parts than nodes, or if the package was built without the trait `METIS`.
  ///
  /// - Parameters:
  ///   - partCount: the number of parts, at least 1.
  ///   - seed: the seed of METIS.
  public func metisPartition(partCount: Int, seed: UInt64 = 0) throws(DataError) -> NodePartition {
    guard partCount >= 1, partCount <= max(1, nodeCount) else {
      throw DataError(
        .usage, "\(partCount) parts of a graph of \(nodeCount) nodes; expected 1 to \(max(1, nodeCount))")
    }
    if partCount == 1 || partCount == nodeCount {
      let parts = partCount == 1 ? [Int32](repeating: 0, count: nodeCount) : (0..<Int32(nodeCount)).map { $0 }
      return NodePartition(partOfNode: parts, partCount: partCount)
    }
    #if METIS
      return try metisPartition(partCount, seed)
    #else
      throw DataError(
        .usage, "this program was built without METIS, which divides graphs into parts",
        hint: "build it with libmetis-dev and the trait METIS: swift build --traits METIS,SuiteSparse")
    #endif
  }

  #if METIS
    private func metisPartition(_ partCount: Int, _ seed: UInt64) throws(DataError) -> NodePartition {
      let pattern = (isDirected ? undirected() : self).incoming
      var offsets: [idx_t] = [0]
      var neighbours = [idx_t]()
      offsets.reserveCapacity(nodeCount + 1)
      neighbours.reserveCapacity(pattern.entryCount)
      for node in 0..<nodeCount {
        var previous = Int32(node)
        for entry in pattern.rowOffsets[node]..<pattern.rowOffsets[node + 1] {
          let neighbour = pattern.columnIndices[entry]
          guard neighbour != previous, neighbour != Int32(node) else { continue }
          neighbours.append(idx_t(neighbour))
          previous = neighbour
        }
        offsets.append(idx_t(neighbours.count))
      }
      var parts = [idx_t](repeating: 0, count: nodeCount)
      let status = metis.withLock { _ in
        unsafe cmetis_partition(
          idx_t(nodeCount), &offsets, &neighbours, idx_t(partCount),
          idx_t(truncatingIfNeeded: seed & 0x7fff_ffff),
          &parts)
      }
      guard status == METIS_OK.rawValue, parts.allSatisfy({ (0..<idx_t(partCount)).contains($0) }) else {
        throw DataError(
          .usage, "METIS could not divide the graph into \(partCount) parts (status \(status))")
      }
      return NodePartition(partOfNode: parts.map { Int32($0) }, partCount: partCount)
    }
  #endif
}
