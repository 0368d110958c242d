// SPDX-License-Identifier: Apache-2.0

internal import GraphLearning

/// The settings of a trained model in one JSON object.
struct ModelDocument: Encodable {
  /// The settings that all models have.
  struct CommonSettings: Encodable {
    let name: String
    let parameters: Int
    let settings: String
    let hidden: [Int]
    let learningRate: Float
    let weightDecay: Float
    let featureScaling: String
  }

  let common: CommonSettings
  let others: JSONValue

  init(
    _ settings: PaperSettings, configuration: any ModelConfiguration, source: PaperSettings.Source,
    parameterCount: Int, scaling: FeatureScaling
  ) {
    common = CommonSettings(
      name: settings.name, parameters: parameterCount, settings: source.rawValue,
      hidden: Self.hidden(configuration), learningRate: settings.learningRate,
      weightDecay: settings.weightDecay, featureScaling: scaling.rawValue)
    others = .object(Self.others(configuration, settings))
  }

  func encode(to encoder: any Encoder) throws {
    try common.encode(to: encoder)
    try others.encode(to: encoder)
  }

  /// Returns the sizes of the hidden layers.
  private static func hidden(_ configuration: any ModelConfiguration) -> [Int] {
    if let sizes = ModelSetting<[Int]>.hiddenSizes.value(in: configuration) { return sizes }
    guard let size = ModelSetting<Int>.hiddenSize.value(in: configuration) else { return [] }
    return [Int](repeating: size, count: ModelSetting<Int>.layers.value(in: configuration) ?? 1)
  }

  /// Returns the settings that ``hidden(_:)`` does not contain, with names such as `attention_dropout`.
  private static func others(_ configuration: any ModelConfiguration, _ settings: PaperSettings) -> [(
    String, JSONValue
  )] {
    guard case .object(let all)? = try? configuration.json() else { return [] }
    var members = all.filter { !["hiddenSizes", "hiddenSize", "layers"].contains($0.0) }.map {
      ($0.0.snakeCased, $0.1)
    }
    if settings.edgeDropout > 0 {
      members.append(("edge_dropout", JSONValue(encoding: settings.edgeDropout)))
    }
    if let order = settings.nodeOrder { members.append(("node_order", JSONValue(encoding: order))) }
    if case .neighbors(let size, let draws) = settings.batches.kind {
      members.append(("batch_size", JSONValue(encoding: size)))
      members.append(("fanouts", JSONValue(encoding: draws.map(\.count))))
      members.append(("replacement", JSONValue(encoding: draws.contains(where: \.replaces))))
      members.append(("weighted_sampling", JSONValue(encoding: draws.contains(where: \.isWeighted))))
    }
    if let parts = settings.batches.partCounts {
      members.append(("parts", JSONValue(encoding: parts.all)))
      members.append(("parts_per_batch", JSONValue(encoding: parts.perBatch)))
    }
    return members
  }
}
