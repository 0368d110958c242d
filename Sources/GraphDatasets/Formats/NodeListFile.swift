// SPDX-License-Identifier: Apache-2.0

package import GraphCore

/// Reads lists of nodes: files with one id per line. Blank lines are skipped.
package enum NodeListFile {
  /// Returns the indices of the nodes in a file, in its order. Throws `badData` with the line of an unknown id.
  package static func read(_ path: String, nodes: NodeIdentifiers) throws(DataError) -> [Int32] {
    let file = try TextFile(path)
    var indices: [Int32] = []
    let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let id = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      guard !id.isEmpty else { continue }
      let name = String(decoding: id, as: UTF8.self)
      guard let index = nodes.index(of: name) else {
        throw DataError(
          .badData, "unknown node id '\(name.prefix(40))'", at: .line(path, number + 1),
          hint: "expected one id of the graph's nodes per line")
      }
      indices.append(Int32(index))
    }
    return indices
  }
}
