public import GraphCore
public import GraphDatasets
internal import TensorCore

/// How features are scaled before a model sees them.
public enum FeatureScaling: String, Sendable, CaseIterable {
  /// As they are. Not called `none`, which Swift would take for the nil of an optional scaling.
  case unscaled = "none"
  /// Every row is divided by the sum of its absolute values, as is usual for words; a row of zeros stays.
  case row
  /// Every feature is brought to mean 0 and deviation 1; sparse features keep their zeros and are only divided.
  case standard

  /// What suits the features: `row` for words (all 0 or 1), else `unscaled`.
  public init(suiting features: FeatureMatrix) {
    let isWords =
      switch features {
      case .dense(let tensor):
        unsafe tensor.withUnsafeBufferPointer { unsafe $0.allSatisfy { $0 == 0 || $0 == 1 } }
      case .sparse(let matrix): matrix.values.allSatisfy { $0 == 0 || $0 == 1 }
      }
    self = isWords ? .row : .unscaled
  }
}

/// What is done to features before training, kept with the model so that it is done again before prediction.
public struct FeaturePreparation: Sendable {
  /// The number of features that the model takes.
  public let featureCount: Int
  /// The names of the features, in the order in which the model takes them; nil where the data had none.
  public let featureNames: [String]?
  /// The index of the first feature in the LIBSVM rows that were trained on; nil where features come from elsewhere.
  private let indexBase: Int?
  /// What the features are made from; nil where the data have their own.
  public let source: FeatureSource?
  /// How they are scaled.
  public let scaling: FeatureScaling
  /// For `standard`: the mean and the inverse deviation of every feature.
  private let shift: [Float]
  private let factor: [Float]

  /// Settles the preparation on the data that are trained on.
  ///
  /// - Parameter scaling: nil takes what suits the features.
  public init(for data: NodeDataset, scaling: FeatureScaling? = nil) {
    featureCount = data.features.featureCount
    featureNames = data.featureNames
    indexBase = data.featureIndexBase
    source = data.featureSource
    self.scaling = scaling ?? FeatureScaling(suiting: data.features)
    (shift, factor) = self.scaling == .standard ? Self.statistics(data.features) : ([], [])
  }

  /// The preparation of a model that says nothing of it: rows are scaled where the data are words.
  init(unknownFor data: NodeDataset, featureCount: Int) {
    self.featureCount = featureCount
    featureNames = nil
    indexBase = nil
    source = data.featureSource
    scaling = FeatureScaling(suiting: data.features)
    (shift, factor) = ([], [])
  }

  /// The prepared features of `data`. Throws `badData` where they are not those that the model was trained on, and where one of them, or
  /// what becomes of it by scaling, is not finite.
  public func features(of data: NodeDataset) throws(DataError) -> FeatureMatrix {
    var data = data
    if let source, data.featureSource != nil {
      data = try data.withFeatures(from: source, width: source == .degree ? featureCount : nil)
    }
    let features = try joined(data)
    guard features.featureCount == featureCount else {
      throw DataError(
        .badData,
        "data set '\(data.name)' has \(features.featureCount) features, the model takes \(featureCount)",
        hint: "Is this a model of another data set?")
    }
    let scaled =
      switch scaling {
      case .unscaled: features
      case .row: try Self.rowScaled(features, data)
      case .standard: standardized(features)
      }
    guard scaled.isFinite else {
      throw DataError(
        .badData,
        "a feature of data set '\(data.name)' is not finite"
          + (scaling == .unscaled ? "" : " when it is scaled"),
        hint: scaling == .unscaled
          ? nil
          : "bring features to a moderate size, or take \(swift: "featureScaling: .unscaled", option: "--feature-scaling none")"
      )
    }
    return scaled
  }

  /// The features of `data` in the model's columns: by name where both have names, else as they are. Columns that LIBSVM rows
  /// end before are zeros. Throws `badData`, with their names, where columns are missing or the model has none of that name.
  private func joined(_ data: NodeDataset) throws(DataError) -> FeatureMatrix {
    guard let featureNames, let names = data.featureNames else {
      return try joinedByIndex(data)
    }
    // Names are bytes, as ids are.
    if names.elementsEqual(featureNames, by: { $0.utf8.elementsEqual($1.utf8) }) { return data.features }
    guard let own = IdentifierTable(names), let wanted = IdentifierTable(featureNames) else {
      throw DataError(
        .badData, "data set '\(data.name)' or the model has several features of one name, in another order")
    }
    let missing = featureNames.filter { own.index(of: $0) == nil }
    let extra = names.filter { wanted.index(of: $0) == nil }
    guard missing.isEmpty && extra.isEmpty else {
      let parts = [("lacks", missing), ("has", extra)].filter { !$0.1.isEmpty }.map {
        "\($0.0) \($0.1.count == 1 ? "feature" : "features") \(Self.list($0.1))\($0.0 == "has" ? ", which the model does not take" : "")"
      }
      throw DataError(
        .badData, "data set '\(data.name)' \(parts.joined(separator: " and "))",
        hint: missing.isEmpty
          ? "leave \(extra.count == 1 ? "it" : "them") out: \(swift: "data.withFeatures(_:names:)", option: "--columns names the columns to read")"
          : "the model needs the columns that it was trained on")
    }
    return data.features.columns(featureNames.map { Int(own.index(of: $0) ?? 0) })
  }

  /// The features of LIBSVM rows in the model's columns: by index, with zeros for columns that no row reaches.
  private func joinedByIndex(_ data: NodeDataset) throws(DataError) -> FeatureMatrix {
    guard let base = data.featureIndexBase else { return data.features }
    let offset = base - (indexBase ?? base)
    guard offset >= 0 else {
      throw DataError(
        .badData,
        "data set '\(data.name)' has a feature of index 0, the model was trained on features numbered from 1",
        hint: "number features alike in all files")
    }
    let count = data.featureCount + offset
    return data.features.widened(to: max(count, featureCount), offset: offset)
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(8).map { "'\($0.prefix(40))'" }.joined(separator: ", ") + (names.count > 8 ? ", ..." : "")
  }

  private static func rowScaled(_ features: FeatureMatrix, _ data: NodeDataset) throws(DataError)
    -> FeatureMatrix
  {
    func check(_ sums: some Collection<Float>) throws(DataError) {
      guard let node = sums.enumerated().first(where: { !$0.element.isFinite })?.offset else { return }
      throw DataError(
        .badData,
        "the features of node '\(data.nodeIdentifiers[node])' add up to no finite number, they cannot be divided by it",
        hint:
          "bring features to a moderate size, or take \(swift: "featureScaling: .unscaled", option: "--feature-scaling none")"
      )
    }
    switch features {
    case .sparse(let matrix):
      let sums = matrix.mapValues { _, _, value in abs(value) }.rowSums()
      try check(sums)
      return .sparse(matrix.mapValues { row, _, value in sums[row] == 0 ? value : value / sums[row] })
    case .dense(let tensor):
      let sums = tensor.map(.absolute).sum(axis: 1, keepingDimension: true)
      try check(sums.scalars)
      let isZero = Tensor(sums.scalars.map { $0 == 0 ? 1 : 0 }, shape: sums.shape)
      return .dense(tensor / (sums + isZero))
    }
  }

  private func standardized(_ features: FeatureMatrix) -> FeatureMatrix {
    switch features {
    case .sparse(let matrix): return .sparse(matrix.mapValues { _, column, value in value * factor[column] })
    case .dense(let tensor):
      let (mean, scale) = (Tensor(shift, shape: [featureCount]), Tensor(factor, shape: [featureCount]))
      return .dense((tensor - mean) * scale)
    }
  }

  /// The mean and the inverse deviation of every feature; a constant feature is not scaled.
  private static func statistics(_ features: FeatureMatrix) -> (shift: [Float], factor: [Float]) {
    var sums = [Double](repeating: 0, count: features.featureCount)
    var squares = sums
    let add = { (column: Int, value: Float) in
      sums[column] += Double(value)
      squares[column] += Double(value) * Double(value)
    }
    switch features {
    case .sparse(let matrix):
      for (column, value) in zip(matrix.pattern.columnIndices, matrix.values) { add(Int(column), value) }
    case .dense(let tensor):
      for (index, value) in tensor.scalars.enumerated() { add(index % features.featureCount, value) }
    }
    let count = Double(max(1, features.nodeCount))
    let means = sums.map { $0 / count }
    let factors = zip(squares, means).map { square, mean in
      let variance = square / count - mean * mean
      return variance > 1e-12 ? Float(1 / variance.squareRoot()) : 1
    }
    return (means.map { Float($0) }, factors)
  }
}

extension FeaturePreparation {
  /// The preparation as it stands in a model file.
  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("feature_count", .integer(featureCount)), ("scaling", .string(scaling.rawValue)),
      ("source", source.map { .string($0.rawValue) } ?? .null),
    ]
    if let indexBase { members.append(("index_base", .integer(indexBase))) }
    if let featureNames { members.append(("feature_names", .array(featureNames.map { .string($0) }))) }
    if scaling == .standard {
      members.append(("mean", .array(shift.map { .number(Double($0)) })))
      members.append(("factor", .array(factor.map { .number(Double($0)) })))
    }
    return .object(members)
  }

  /// Reads a preparation; nil where it is none.
  init?(json: JSONValue) {
    guard let featureCount = json["feature_count"]?.integer, featureCount >= 0,
      let scaling = json["scaling"]?.string.flatMap(FeatureScaling.init)
    else { return nil }
    self.featureCount = featureCount
    self.scaling = scaling
    source = json["source"]?.string.flatMap(FeatureSource.init)
    indexBase = json["index_base"]?.integer
    featureNames = json["feature_names"]?.array?.compactMap(\.string)
    guard featureNames.map({ $0.count == featureCount }) ?? true else { return nil }
    let numbers = { (name: String) in json[name]?.array?.compactMap { $0.double.map { Float($0) } } ?? [] }
    shift = numbers("mean")
    factor = numbers("factor")
    if scaling == .standard && (shift.count != featureCount || factor.count != featureCount) { return nil }
  }
}
