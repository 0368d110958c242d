// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import GraphLearning

/// The options on settings that only some models have. Every default comes from the paper's settings for
/// the model.
struct ModelSettingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The number of attention heads per hidden layer, from 1 to 65536.", valueName: "n"))
  var heads: Int?

  @Option(
    help: ArgumentHelp(
      "The number of attention heads of the last layer, from 1 to 65536. Their outputs are averaged.",
      valueName: "n"))
  var outputHeads: Int?

  @Option(help: ArgumentHelp("The dropout rate of attention weights, from 0 to 1.", valueName: "rate"))
  var attentionDropout: Float?

  @Option(
    help: ArgumentHelp(
      "The number of propagation steps per layer, or the degree of the polynomials (cheb), from 0 to 10000.",
      valueName: "n"))
  var hops: Int?

  @Option(
    help: ArgumentHelp(
      """
      The share of the initial representation in each propagation step (appnp, gcn2), its share in the \
      result (ssgc) or epsilon (fagcn), from 0 to 1.
      """, valueName: "share"))
  var alpha: Float?

  @Option(
    help: ArgumentHelp(
      "The strength of the identity mapping (gcn2; lambda in its paper), from 0 to 1000.", valueName: "x"))
  var theta: Float?

  @Option(help: ArgumentHelp("The number of parallel stacks (arma), from 1 to 1024.", valueName: "n"))
  var stacks: Int?

  @Option(
    help: ArgumentHelp(
      """
      The maximum number of words to read per node, those with the largest values first (models that read \
      words), from 1 to 65536. The default is 128.
      """, valueName: "n"))
  var sequenceLength: Int?

  @Option(
    help: ArgumentHelp(
      "The number of neighbouring words that a convolution covers (cnn), from 1 to 1024. The default is 3.",
      valueName: "n"))
  var kernelSize: Int?

  @Flag(help: "Add a hyperedge for each node that contains only this node (hypergraph models).")
  var selfLoops = false

  @Option(
    help: ArgumentHelp(
      "The probability of leaving out each edge in a training step, at least 0 and below 1.",
      valueName: "rate"))
  var edgeDropout: Float?

  @Option(
    help: ArgumentHelp(
      "How the layers are connected: one after the other, with residual or dense connections, or with "
        + "jumping knowledge.", valueName: "kind"))
  var connections: LayerConnections?

  @Option(
    help: ArgumentHelp(
      """
      The normalisation of node representations between layers: PairNorm (pair), GraphNorm (graph), layer \
      normalisation (layer) or none.
      """, valueName: "kind"))
  var normalization: LayerNormalization?

  mutating func validate() throws {
    try checkRange("--heads", heads, 1...65_536)
    try checkRange("--output-heads", outputHeads, 1...65_536)
    try checkRange("--hops", hops, 0...10_000)
    try checkRange("--stacks", stacks, 1...1024)
    try checkRange("--sequence-length", sequenceLength, 1...65_536)
    try checkRange("--kernel-size", kernelSize, 1...1024)
    try checkRange("--attention-dropout", attentionDropout, 0...1)
    try checkRange("--alpha", alpha, 0...1)
    try checkRange("--theta", theta, 0...1000)
    if let edgeDropout, !(edgeDropout >= 0 && edgeDropout < 1) {
      throw ValidationError("--edge-dropout must be at least 0 and below 1, not \(edgeDropout)")
    }
  }

  /// The changes that the given options make to the settings.
  var settingsChanges: [SettingsChange] {
    var changes: [SettingsChange?] = [
      change("--heads", .heads, heads), change("--output-heads", .outputHeads, outputHeads),
      change("--attention-dropout", .attentionDropout, attentionDropout), change("--hops", .hops, hops),
      change("--alpha", .alpha, alpha), change("--theta", .theta, theta), change("--stacks", .stacks, stacks),
      change("--sequence-length", .sequenceLength, sequenceLength),
      change("--kernel-size", .kernelSize, kernelSize),
      change("--self-loops", .addsSelfLoops, selfLoops ? true : nil),
      change("--connections", .connections, connections),
      change("--normalization", .normalization, normalization),
    ]
    if let edgeDropout {
      changes.append(
        SettingsChange("--edge-dropout") { settings, _ in
          settings.edgeDropout = edgeDropout
          return settings.model.input.hasEdges
        })
    }
    return changes.compactMap(\.self)
  }

  private func change<Value>(
    _ option: String, _ setting: ModelSetting<Value>, _ value: Value?
  ) -> SettingsChange? {
    value.map { value in SettingsChange(option) { _, model in setting.set(value, in: &model) } }
  }
}

/// The change that one option makes to the settings.
struct SettingsChange {
  /// The option's name.
  let option: String
  /// Changes the settings, or those of the model; returns false if the model does not support the
  /// option.
  let apply: (_ settings: inout PaperSettings, _ model: inout any ModelConfiguration) -> Bool

  init(
    _ option: String,
    apply: @escaping (_ settings: inout PaperSettings, _ model: inout any ModelConfiguration) -> Bool
  ) {
    self.option = option
    self.apply = apply
  }
}
