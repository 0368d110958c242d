// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster", abstract: "Divide the nodes of a graph into clusters.",
    discussion: """
      Spectral clustering runs k-means on eigenvectors of the normalized Laplacian. Of the partitions \
      whose normalized cut is within 3 % of the lowest, the one with the highest modularity is returned.

      EXAMPLES
        graphlearn cluster --clusters 2
        graphlearn cluster --edges friends.csv --clusters 8 --output clusters.csv --plot clusters.svg
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable { case spectral }

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "The number of clusters, from 1 to 10000 and at most the number of nodes.", valueName: "k"))
  var clusters: Int

  @Option(help: "The clustering method.")
  var method = Method.spectral

  @Option(
    help: ArgumentHelp("The number of runs of k-means per embedding, from 1 to 10000.", valueName: "n"))
  var restarts = 20

  @Option(
    help: ArgumentHelp(
      "The file for a plot of the clusters. Nodes are placed by the first two non-trivial eigenvectors.",
      valueName: "file.svg"))
  var plot: String?

  @OptionGroup(title: "Run") var execution: RunOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    name: [.customLong("output")],
    help: ArgumentHelp(
      "The file for the clusters, one row `id,cluster` per node. The default is standard output.",
      valueName: "file.csv"))
  var file: String?

  mutating func validate() throws {
    try input.requireUndirected("cluster")
    if clusters < 1 || clusters > 10_000 {
      throw ValidationError("--clusters must be from 1 to 10000, not \(clusters)")
    }
    if restarts < 1 || restarts > 10_000 {
      throw ValidationError("--restarts must be from 1 to 10000, not \(restarts)")
    }
  }

  mutating func run() throws {
    try execution.withThreads { try cluster() }
  }

  private func cluster() throws {
    let outputs = try OutputSet([("--output", file), ("--plot", plot)], inputs: input.files)
    let data = try input.load()
    try data.requireGraph()
    guard clusters <= data.nodeCount else {
      throw DataError(
        .usage, "--clusters must be at most the number of nodes, \(data.nodeCount), not \(clusters)")
    }
    try MemoryLimit.require(
      32 * Double(data.nodeCount) * Double(clusters),
      for: "--clusters \(clusters) on \(data.nodeCount) nodes",
      hint: "Ask for fewer clusters.")
    let clock = ContinuousClock()
    let start = clock.now
    let clustering = try SpectralClustering(
      data.graph, count: clusters, restarts: restarts, seed: execution.seed)
    StandardError.write(notes: clustering.notes)
    let report = ClusterReport(
      data, clustering, clusterCount: clusters, seconds: (clock.now - start) / .seconds(1))
    if let plot {
      let names = (0..<clusters).map { "cluster \($0)" }
      let chart = try EmbeddingChart(data, groups: clustering.assignments, names: names, seed: execution.seed)
      try outputs.add(chart.chart(title: "\(data.name): \(clusters) clusters"), to: plot)
    }
    if let file {
      try outputs.add(Array(report.csv.utf8), to: file)
      try output.print(report.json, text: report.summary)
    } else {
      try output.print(report.json, data: report.csv)
    }
    try outputs.commit()
  }
}
