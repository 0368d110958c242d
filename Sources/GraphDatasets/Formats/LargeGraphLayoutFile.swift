// SPDX-License-Identifier: Apache-2.0

internal import GraphCore

/// The Large Graph Layout format (Adai and others 2004), which igraph writes as `.lgl`: a line `# node`,
/// followed by a line `neighbour [weight]` for each of its edges.
enum LargeGraphLayoutFile {
  static func read(_ file: TextFile) throws(DataError) -> EdgeSource {
    try file.scan { (scanner) throws(DataError) -> EdgeSource in
      var names = IdentifierTable()
      var edges = EdgeTable()
      var node: Int32?
      while scanner.nextContentLine() {
        guard let first = scanner.nextField(.blanks) else { continue }
        let second = scanner.nextField(.blanks)
        guard scanner.nextField(.blanks) == nil else {
          throw scanner.error("expected '# <node>' or '<neighbour> [weight]', found too many fields")
        }
        if first.count == 1 && scanner.byte(at: first.lowerBound) == UInt8(ascii: "#") {
          guard let second else { throw scanner.error("expected '# <node>'") }
          node = try scanner.intern(second, in: &names).index
          continue
        }
        guard let node else { throw scanner.error("the first line must be '# <node>'") }
        let neighbour = try scanner.intern(first, in: &names).index
        guard let second else {
          edges.append(node, neighbour)
          continue
        }
        guard let weight = scanner.double(second), weight.isFinite else {
          throw scanner.error("the weight is \(scanner.excerpt(second)); expected a finite number")
        }
        edges.append(node, neighbour, weight: weight)
      }
      return EdgeSource(path: file.path, nodes: .named(names), edges: edges)
    }
  }
}
