// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

extension ConvertCommand {
  /// Writes a graph directory.
  func writeDirectory() throws {
    let path = paths[paths.count - 1]
    var read = input.files.compactMap(\.path)
    if paths.count == 2 { read += [paths[0]] + OutputDirectory.files(in: paths[0]) }
    if let converted = try convertOutOfMemory(to: path, inputs: read) {
      StandardError.write(notes: converted.data.notes)
      let report = report(
        converted.data, "directory", [path], edges: converted.edgeCount, isDirected: converted.isDirected,
        isWeighted: false)
      return try output.print(
        report,
        text: text(converted.data, [path], edges: converted.edgeCount, isDirected: converted.isDirected))
    }
    let whole = try load()
    if whole.hypergraph != nil {
      throw DataError(.usage, "'\(whole.name)' is a hypergraph, which a graph directory cannot hold")
    }
    let data = try prepared(whole)
    try data.write(graphDirectory: path, inputs: read, syncs: !noSync)
    try output.print(report(data, "directory", [path]), text: text(data, [path]))
  }

  /// Returns the data to write: with the split of a file and without the parts to leave out.
  private func prepared(_ whole: NodeDataset) throws(DataError) -> NodeDataset {
    var data = whole
    if let split = input.split {
      let rule = try SplitRule(parsing: split)
      switch rule {
      case .file, .published: data = try data.withSplit(rule).publishingSplit()
      case .standard, .random, .fractions, .nodes, .explicit:
        throw DataError(
          .usage,
          "--split \(split) is drawn when a model is trained; a graph directory holds the split of a file")
      }
    }
    return try data.leaving(out: without, for: .npz)
  }

  /// Sorts a table of edges on the disk if it does not fit in memory. Returns nil if it does.
  private func convertOutOfMemory(to path: String, inputs: [String]) throws(DataError) -> ConvertedGraph? {
    var options = input
    if paths.count == 2 { options.edges = paths[0] }
    guard let edges = options.edges, options.component == nil,
      without.isDisjoint(with: [.directions, .weights])
    else { return nil }
    return try ConvertedGraph(
      edges: edges, features: options.features, labels: options.labels, directed: options.directed,
      reading: try options.readingOptions(signal: nil, for: nil), to: path,
      memory: maxMemory?.bytes ?? MemoryLimit.bytes / 2, inputs: inputs, syncs: !noSync
    ) { (data) throws(DataError) in try prepared(data) }
  }
}
