// SPDX-License-Identifier: Apache-2.0

public import GraphCore

/// How the nodes of a data set are divided into training, validation and test nodes.
public enum SplitRule: Sendable, Equatable {
  /// 20 training and 30 validation nodes per class; all other labelled nodes are test nodes. If a class
  /// has too few nodes for this or no test nodes would be left, 60% of the labelled nodes are training
  /// nodes, 20% are validation nodes and the rest are test nodes. The nodes are drawn again for each
  /// run. This is the default for data sets without a published split.
  case standard
  /// The split that was published with the data.
  case published
  /// The given numbers of training and validation nodes per class; all other labelled nodes are test
  /// nodes. They are drawn once from `seed`, or again for each run if it is nil.
  case random(perClass: Int, validationPerClass: Int, seed: UInt64? = nil)
  /// The given fractions of the labelled nodes as training and validation nodes; the rest are test
  /// nodes. They are drawn once from `seed`, or again for each run if it is nil.
  case fractions(train: Double, validation: Double = 0, seed: UInt64? = nil)
  /// The given nodes.
  case explicit(NodeSplit)
  /// The nodes with the given names. If `test` is nil, all other labelled nodes are test nodes.
  case nodes(train: [String], validation: [String] = [], test: [String]? = nil)
  /// The ids in a file. `FILE.json` contains `{"train": [...], "validation": [...], "test": [...]}`. Any
  /// other file is a table with rows of either one training id, in which case all other labelled nodes
  /// are test nodes, or an id and `train`, `validation` or `test`.
  case file(String)

  /// Whether each run draws the nodes again, from its own seed.
  package var isDrawnInEachRun: Bool {
    switch self {
    case .standard, .random(_, _, seed: nil), .fractions(_, _, seed: nil): true
    default: false
    }
  }

  /// Parses the form of the command line: `public`, `random:20,30`, `random:20,30,SEED`,
  /// `random:0.6,0.2`, `random:0.6,0.2,SEED`, or the path of a `.json`, `.txt`, `.csv` or `.tsv` file.
  /// - Throws: ``DataError`` of code `usage` if the text has none of these forms.
  public init(parsing text: String) throws(DataError) {
    if text == "public" {
      self = .published
    } else if text.hasPrefix("random:") {
      self = try Self.random(text)
    } else if [".json", ".txt", ".csv", ".tsv"].contains(where: text.hasSuffix) {
      self = .file(text)
    } else {
      throw Self.unknown(text)
    }
  }

  private static func random(_ text: String) throws(DataError) -> SplitRule {
    let parts = text.dropFirst("random:".count).split(separator: ",", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count) else { throw unknown(text) }
    var seed: UInt64?
    if parts.count == 3 {
      seed = UInt64(parts[2])
      if seed == nil {
        throw DataError(
          .usage, "split '\(text)': expected a seed as the third number, found '\(parts[2])'",
          hint: "the nodes that neither train nor validate are the test nodes")
      }
    }
    let sizes = parts.prefix(2)
    if sizes.contains(where: { $0.contains(".") }) {
      let fractions = sizes.compactMap { Double($0) }
      guard fractions.count == sizes.count, fractions.allSatisfy({ $0 >= 0 && $0 <= 1 }), fractions[0] > 0,
        fractions.reduce(0, +) <= 1
      else {
        throw DataError(
          .usage, "invalid split '\(text)'; expected fractions between 0 and 1 that add up to at most 1")
      }
      return .fractions(train: fractions[0], validation: fractions.count > 1 ? fractions[1] : 0, seed: seed)
    }
    let counts = sizes.compactMap { Int($0) }
    guard counts.count == sizes.count, counts.allSatisfy({ $0 >= 0 }), counts[0] > 0 else {
      throw unknown(text)
    }
    return .random(perClass: counts[0], validationPerClass: counts.count > 1 ? counts[1] : 0, seed: seed)
  }

  private static func unknown(_ text: String) -> DataError {
    DataError(
      .usage, "invalid split '\(text)'; expected public, random:T,V[,SEED] or FILE.json, .txt, .csv or .tsv",
      hint:
        "random:20,30 uses 20 training and 30 validation nodes per class; random:0.6,0.2 uses fractions"
    )
  }
}

extension SplitRule: CustomStringConvertible {
  /// The form of the command line if there is one: `public`, `random:20,30` or the path of a file.
  /// Otherwise `standard`, or the numbers of given nodes: `explicit (20 training, 30 validation, 100
  /// test nodes)`.
  public var description: String {
    switch self {
    case .standard: "standard"
    case .published: "public"
    case .random(let train, let validation, let seed): "random:\(train),\(validation)\(Self.suffix(seed))"
    case .fractions(let train, let validation, let seed): "random:\(train),\(validation)\(Self.suffix(seed))"
    case .explicit(let split): "explicit (\(split))"
    case .nodes(let train, let validation, let test):
      "nodes (\(train.count) training, \(validation.count) validation, \(test.map { "\($0.count)" } ?? "all other") test nodes)"
    case .file(let path): path
    }
  }

  private static func suffix(_ seed: UInt64?) -> String { seed.map { ",\($0)" } ?? "" }
}
