// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// The options on training in batches: of nodes with drawn neighbours, or of parts of the graph.
struct BatchOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The number of training nodes per step, at least 1. By default one step uses all of them; with --fanout, \
      1024. Memory then depends on the batch and not on the graph. Validation and test use all neighbours.
      """, valueName: "n"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      """
      The number of neighbours to draw for each node, such as 15,10: 15 for the nodes of the batch, 10 for their \
      neighbours, with one number per message step of the model. A single number applies to all steps. The \
      default, all, uses every neighbour.
      """, valueName: "n,n"))
  var fanout: Fanouts?

  @Flag(help: "Allow that a neighbour is drawn several times.")
  var replacement = false

  @Flag(help: "Draw neighbours in proportion to the weights with which the model sums them.")
  var weightedSampling = false

  @Option(
    help: ArgumentHelp(
      """
      Train in batches of parts of the graph (Cluster-GCN): METIS divides it into this many parts with few edges \
      between them. A step leaves out the edges to other parts; validation and test use all edges. Requires a \
      program that was built with the trait METIS.
      """, valueName: "n"))
  var parts: Int?

  @Option(help: ArgumentHelp("The number of parts per step, drawn at random. Default: 1.", valueName: "n"))
  var partsPerBatch: Int?

  mutating func validate() throws {
    try checkRange("--parts", parts, 1...1_000_000_000)
    try checkRange("--parts-per-batch", partsPerBatch, 1...1_000_000_000)
    if parts == nil && partsPerBatch != nil { throw ValidationError("--parts-per-batch requires --parts") }
    if parts != nil, batchSize != nil || fanout != nil {
      throw ValidationError("--parts cannot be used with \(batchSize != nil ? "--batch-size" : "--fanout")")
    }
    try checkRange("--batch-size", batchSize, 1...1_000_000_000)
    let draws = fanout?.counts.contains { $0 != nil } ?? false
    if !draws && replacement { throw ValidationError("--replacement requires a number in --fanout") }
    if !draws && weightedSampling {
      throw ValidationError("--weighted-sampling requires a number in --fanout")
    }
  }

  /// The option that asks for batches; nil for a step over all training nodes.
  var option: String? {
    parts != nil ? "--parts" : batchSize != nil ? "--batch-size" : fanout != nil ? "--fanout" : nil
  }

  /// The batches.
  var batches: TrainingBatches {
    guard option != nil else { return .full }
    if let parts { return .parts(count: parts, perBatch: partsPerBatch ?? 1) }
    return .neighbors(
      batchSize: batchSize ?? 1024, fanouts: fanout?.counts ?? [nil], replaces: replacement,
      isWeighted: weightedSampling)
  }
}

/// The numbers of neighbours per hop; nil for all.
struct Fanouts: ExpressibleByArgument {
  let counts: [Int?]

  init?(argument: String) {
    var counts: [Int?] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      if part == "all" {
        counts.append(nil)
      } else if let count = Int(part), (1...1_000_000).contains(count) {
        counts.append(count)
      } else {
        return nil
      }
    }
    self.counts = counts
  }
}
