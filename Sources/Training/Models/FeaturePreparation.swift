// SPDX-License-Identifier: Apache-2.0

public import GraphCore
public import GraphDatasets
internal import SpectralGraphs
internal import TensorCore

/// The scaling of features before a model receives them.
public enum FeatureScaling: String, Sendable, CaseIterable {
  /// No scaling. The case is not named `none`, which Swift would read as nil for an optional scaling.
  case unscaled = "none"
  /// Divides each row by the sum of its absolute values, as is usual for words. Rows of zeros are not
  /// changed.
  case row
  /// Scales each feature to mean 0 and standard deviation 1. Sparse features are only divided by the
  /// deviation, so that zeros stay zeros.
  case standard

  /// Creates the scaling that suits the features: `row` if all values are 0 or 1, as for words, else
  /// `unscaled`.
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

/// The preparation of features before training. It is saved with the model and repeated before each
/// prediction.
public struct FeaturePreparation: Sendable {
  /// The number of features that the model expects.
  public let featureCount: Int
  /// The names of the features, in the order that the model expects; nil if the training data had none.
  public let featureNames: [String]?
  /// The index of the first feature in the LIBSVM rows of the training data; nil for features from other
  /// sources.
  private let indexBase: Int?
  /// The source from which the features are computed; nil if the data contain features.
  public let source: FeatureSource?
  /// The means that missing features of the training data were read as; nil if they were not read as
  /// means.
  public let featureMeans: FeatureMeans?
  /// The scaling of the features.
  public let scaling: FeatureScaling
  /// The nodes of the training, which one-hot columns stand for; nil while training.
  private var trainedNodes: [String]?
  /// For `standard`, the mean and the inverse standard deviation of each feature.
  private let shift: [Float]
  private let factor: [Float]

  /// Creates the preparation for training on `data`.
  ///
  /// - Parameter scaling: the scaling, or nil to use the one that suits the features.
  public init(for data: NodeDataset, scaling: FeatureScaling? = nil) {
    featureCount = data.features.featureCount
    featureNames = data.featureNames
    indexBase = data.featureIndexBase
    source = data.featureSource
    featureMeans = data.featureMeans
    self.scaling = scaling ?? FeatureScaling(suiting: data.features)
    (shift, factor) = self.scaling == .standard ? Self.statistics(data.features) : ([], [])
  }

  /// Creates a preparation for a model whose file contains none: rows are scaled if the features of
  /// `data` are words.
  init(unknownFor data: NodeDataset, featureCount: Int) {
    self.featureCount = featureCount
    featureNames = nil
    featureMeans = nil
    indexBase = nil
    source = data.featureSource
    scaling = FeatureScaling(suiting: data.features)
    (shift, factor) = ([], [])
  }

  /// Returns the prepared features of `data`. Throws `badData` if they are not the features that the
  /// model was trained on, or if one of them is not finite before or after scaling.
  public func features(of data: NodeDataset) throws(DataError) -> FeatureMatrix {
    var data = data
    if source == .oneHot, let trainedNodes, data.featureSource != nil {
      data = data.withFeatures(try oneHot(data, trainedNodes))
    } else if let source, data.featureSource != nil {
      data = try data.withFeatures(from: source, width: source == .degree ? featureCount : nil)
    }
    let features = try joined(data)
    guard features.featureCount == featureCount else {
      throw DataError(
        .badData,
        "data set '\(data.name)' has \(features.featureCount.counted("feature"))\(data.featureSource.map { ", derived from the graph (\($0.rawValue))" } ?? ""), but the model expects \(featureCount)",
        hint: data.featureSource == nil
          ? "Was the model trained on another data set?"
          : "The data have no features in a file; read those that the model was trained on.")
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
          + (scaling == .unscaled ? "" : " after scaling"),
        hint: scaling == .unscaled
          ? nil
          : "use features of moderate size, or \(swift: "featureScaling: .unscaled", option: "--feature-scaling none")"
      )
    }
    return scaled
  }

  /// Returns one column per node of the training, matched by the ids of the nodes. Throws `badData` if there is a
  /// node that the training did not have.
  private func oneHot(_ data: NodeDataset, _ trained: [String]) throws(DataError) -> FeatureMatrix {
    let columns = Dictionary(trained.prefix(featureCount).enumerated().map { ($1, Int32($0)) }) { first, _ in
      first
    }
    var found: [Int32] = []
    for node in 0..<data.nodeCount {
      guard let column = columns[data.nodeIdentifiers[node]] else {
        throw DataError(
          .badData,
          "node '\(data.nodeIdentifiers[node].prefix(40))' of data set '\(data.name)' was not in the training, so it has none of the model's features, which are one column per node (onehot)"
        )
      }
      found.append(column)
    }
    return .sparse(
      SparseMatrix(
        rowCount: data.nodeCount, columnCount: featureCount, rows: (0..<data.nodeCount).map { Int32($0) },
        columns: found, values: [Float](repeating: 1, count: data.nodeCount)))
  }

  /// Returns the preparation for a model that was trained on these nodes.
  func knowing(nodes: [String]) -> FeaturePreparation {
    var copy = self
    copy.trainedNodes = nodes.isEmpty ? nil : nodes
    return copy
  }

  /// Returns the features of `data` in the columns of the model. They are matched by name if both have
  /// names, or else by position. Columns after the last one in LIBSVM rows are filled with zeros. Throws
  /// `badData`, with the names, if features are missing or unknown to the model.
  private func joined(_ data: NodeDataset) throws(DataError) -> FeatureMatrix {
    guard let featureNames, let names = data.featureNames else {
      return try joinedByIndex(data)
    }
    // Names are compared byte by byte, as node ids are.
    if names.elementsEqual(featureNames, by: { $0.utf8.elementsEqual($1.utf8) }) { return data.features }
    guard let own = IdentifierTable(names), let wanted = IdentifierTable(featureNames) else {
      throw DataError(
        .badData,
        "data set '\(data.name)' or the model has duplicate feature names, so the columns cannot be matched by name"
      )
    }
    let missing = featureNames.filter { own.index(of: $0) == nil }
    let extra = names.filter { wanted.index(of: $0) == nil }
    guard missing.isEmpty && extra.isEmpty else {
      let parts = [("lacks", missing), ("has", extra)].filter { !$0.1.isEmpty }.map {
        "\($0.0) \($0.1.count == 1 ? "feature" : "features") \(Self.list($0.1))\($0.0 == "has" ? ", which the model does not use" : "")"
      }
      throw DataError(
        .badData,
        "\(data.featurePath == nil ? "data set '\(data.name)' " : "")\(parts.joined(separator: " and "))",
        at: data.featurePath.map { .file($0) },
        hint: missing.isEmpty
          ? "\(swift: "to ignore other columns, read the files with reading: classifier.readingOptions", option: "to ignore them, choose the columns with --columns")"
          : "provide the columns that the model was trained on in the features")
    }
    return data.features.columns(featureNames.map { Int(own.index(of: $0) ?? 0) })
  }

  /// Returns the features of LIBSVM rows in the columns of the model. They are matched by index, and
  /// columns that no row reaches are filled with zeros.
  private func joinedByIndex(_ data: NodeDataset) throws(DataError) -> FeatureMatrix {
    guard let base = data.featureIndexBase else { return data.features }
    let offset = base - (indexBase ?? base)
    guard offset >= 0 else {
      throw DataError(
        .badData,
        "data set '\(data.name)' has a feature with index 0, but the model was trained on features numbered from 1",
        hint: "number the features from the same index in all files")
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
        "the sum of the absolute features of node '\(data.nodeIdentifiers[node])' is not finite, so they cannot be divided by it",
        hint:
          "use features of moderate size, or \(swift: "featureScaling: .unscaled", option: "--feature-scaling none")"
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

  /// Returns the mean and the inverse standard deviation of each feature. The factor of a constant
  /// feature is 1.
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
  /// The preparation as it is stored in a model file.
  var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("feature_count", .integer(featureCount)), ("scaling", .string(scaling.rawValue)),
      ("source", source.map { .string($0.rawValue) } ?? .null),
    ]
    if let indexBase { members.append(("index_base", .integer(indexBase))) }
    if let featureNames { members.append(("feature_names", .array(featureNames.map { .string($0) }))) }
    if let featureMeans {
      members.append(("missing", .array(featureMeans.values.map { .number(Double($0)) })))
    }
    if scaling == .standard {
      members.append(("mean", .array(shift.map { .number(Double($0)) })))
      members.append(("factor", .array(factor.map { .number(Double($0)) })))
    }
    return .object(members)
  }

  /// Reads a preparation, or returns nil if `json` is not a valid one.
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
    let means = numbers("missing")
    featureMeans = means.isEmpty ? nil : FeatureMeans(names: featureNames, values: means)
    guard means.isEmpty || means.count == featureCount else { return nil }
    shift = numbers("mean")
    factor = numbers("factor")
    if scaling == .standard && (shift.count != featureCount || factor.count != featureCount) { return nil }
  }
}
