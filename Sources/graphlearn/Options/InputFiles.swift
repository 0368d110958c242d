// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

extension InputOptions {
  /// The files that the command reads. No output may replace them.
  var files: [OutputSet.Named] {
    let given: [OutputSet.Named] = [
      ("--content", content), ("--cites", cites), ("--edges", edges), ("--hyperedges", hyperedges),
      ("--features", features), ("--labels", labels), ("--edge-features", edgeFeatures), ("--split", split),
    ]
    if let graph { return given + OutputDirectory.files(in: graph).map { ("--graph", $0) } }
    guard let dataset else { return given }
    let catalog = DatasetCatalog.standard(dataDirectory: dataDir)
    return given + catalog.files(of: dataset).map { ("data set '\(dataset)',", $0) }
  }
}
