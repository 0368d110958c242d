// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Write a synthetic graph of any size.",
    discussion: """
      The graph is undirected. A path without a suffix is written as a graph directory, which other commands \
      open with --graph; a path that ends in .tsv, .txt, .edges or .edgelist as a table of edges. The memory \
      that is needed grows with the nodes, but not with the edges or features. The same options give the same \
      graph on every machine.

      Except in a grid, pairs that are drawn twice count once in a graph directory, so that it has \
      slightly fewer edges than --edges.

      EXAMPLES
        graphlearn generate power-law --nodes 1000000 --edges 20000000 --classes 16 --features 64 --output big
        graphlearn generate grid --nodes 250000 --output grid.tsv
        graphlearn train --graph big --model sage --batch-size 1024 --fanout 15,10
      """)

  @Argument(
    help: ArgumentHelp(
      """
      power-law (degrees follow a power law), blocks (a stochastic block model), grid (a square grid) or \
      small-world (a ring with rewired edges).
      """, valueName: "kind"))
  var kind: GraphGenerator.Kind

  @Option(help: ArgumentHelp("The number of nodes.", valueName: "n"))
  var nodes: Int

  @Option(
    help: ArgumentHelp("The number of edges; not for a grid, whose nodes determine it.", valueName: "n"))
  var edges: Int?

  @Option(help: ArgumentHelp("The directory or file to write.", valueName: "path"))
  var output: String

  @Option(help: ArgumentHelp("The seed of all random numbers.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("The number of classes. The default is none.", valueName: "n"))
  var classes: Int = 0

  @Option(
    help: ArgumentHelp(
      "The number of features per node, normal numbers around a centre per class. The default is none.",
      valueName: "n"))
  var features: Int = 0

  @Option(
    help: ArgumentHelp(
      "The deviation of features from the centre of their class, whose own deviation is 1.",
      valueName: "number"))
  var featureNoise: Double?

  @Option(
    help: ArgumentHelp(
      "The fraction of edges within a class, in power-law and blocks.", valueName: "fraction"))
  var homophily: Double?

  @Option(
    help: ArgumentHelp("The exponent of the degrees in power-law, more than 2.", valueName: "number"))
  var exponent: Double?

  @Option(
    help: ArgumentHelp("The fraction of rewired edges in small-world.", valueName: "fraction"))
  var rewiring: Double?

  @Option(
    help: ArgumentHelp(
      "The memory that sorting the edges of a graph directory may use, such as 500MB.", valueName: "size"))
  var maxMemory = ByteCount(bytes: 1 << 30)

  @Flag(help: "Do not wait until the files of a graph directory are on the disk.")
  var noSync = false

  @OptionGroup(title: "Output") var report: OutputOptions

  private var isDirectory: Bool { ConvertTarget(suffixOf: output) == .directory }

  mutating func validate() throws {
    if !isDirectory {
      guard ConvertTarget(suffixOf: output) == .file(.tsv) else {
        throw ValidationError(
          "--output '\(output)' is neither a directory, without a suffix, nor a table of edges, which ends in .tsv"
        )
      }
      guard classes == 0 && features == 0 else {
        throw ValidationError("a table of edges holds neither classes nor features; write a directory")
      }
    }
    if kind == .grid {
      guard edges == nil else {
        throw ValidationError("the nodes of a grid determine its edges; remove --edges")
      }
    } else if edges == nil {
      throw ValidationError("\(kind.rawValue) needs --edges")
    }
    let hasClasses = kind == .powerLaw || kind == .blocks
    let misplaced = [
      ("--homophily", homophily != nil && !(hasClasses && classes > 1)),
      ("--exponent", exponent != nil && kind != .powerLaw),
      ("--rewiring", rewiring != nil && kind != .smallWorld),
      ("--feature-noise", featureNoise != nil && features == 0),
    ].first { $0.1 }
    if let misplaced {
      let need =
        switch misplaced.0 {
        case "--homophily": "power-law and blocks with at least two --classes"
        case "--exponent": "power-law"
        case "--rewiring": "small-world"
        default: "graphs with --features"
        }
      throw ValidationError("\(misplaced.0) applies only to \(need)")
    }
  }

  mutating func run() throws {
    var generator = GraphGenerator(kind, nodeCount: nodes, edgeCount: edges ?? 0, seed: seed)
    generator.classCount = classes
    generator.featureCount = features
    if let homophily { generator.homophily = homophily }
    if let exponent { generator.exponent = exponent }
    if let rewiring { generator.rewiring = rewiring }
    if let featureNoise { generator.featureNoise = featureNoise }
    var count = generator.edgeCount
    if isDirectory {
      count = try generator.write(graphDirectory: output, memory: maxMemory.bytes, syncs: !noSync)
    } else {
      try generator.write(edgeList: output)
    }
    let written = Report(
      kind: kind.rawValue, nodes: nodes, edges: count, features: features, classes: classes, seed: seed,
      output: output)
    try report.print(
      written,
      text:
        "wrote \(output): \(nodes.groupedDigits) nodes, \(count.groupedDigits) \(count == 1 ? "edge" : "edges")\n"
    )
  }

  private struct Report: Encodable {
    let kind: String
    let nodes: Int
    let edges: Int
    let features: Int
    let classes: Int
    let seed: UInt64
    let output: String
  }
}
