public import GraphCore

/// How the nodes of a data set are divided into training, validation and test nodes.
public enum SplitRule: Sendable, Equatable {
  /// 20 nodes of every class to train and 30 to validate, all other labelled nodes to test; where that leaves a class without as many, or no
  /// node to test, 60 % of the labelled nodes to train and 20 % to validate. Drawn anew for every run. What a data set without a
  /// published split has.
  case standard
  /// The split that was published with the data.
  case published
  /// So many nodes of every class to train and to validate, all other labelled nodes to test. Drawn once from
  /// `seed`, or without it anew for every run.
  case random(perClass: Int, validationPerClass: Int, seed: UInt64? = nil)
  /// These parts of the labelled nodes to train and to validate, the rest to test.
  case fractions(train: Double, validation: Double = 0, seed: UInt64? = nil)
  /// These nodes.
  case explicit(NodeSplit)
  /// The nodes of these names to train, to validate and to test; without `test` all other labelled nodes test.
  case nodes(train: [String], validation: [String] = [], test: [String]? = nil)
  /// The ids in a file: `FILE.json` holds `{"train": [...], "validation": [...], "test": [...]}`, any other file a table: one
  /// training id a row, while all other labelled nodes test, or an id and `train`, `validation` or `test`.
  case file(String)

  /// Parses the form of the command line: `public`, `random:20,30`, `random:20,30,SEED`, `random:0.6,0.2`,
  /// `random:0.6,0.2,SEED`, or the path of a `.json`, `.txt`, `.csv` or `.tsv` file.
  /// - Throws: ``DataError`` of code `usage` where it is none of them.
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
      if seed == nil { throw unknown(text) }
    }
    let sizes = parts.prefix(2)
    if sizes.contains(where: { $0.contains(".") }) {
      let fractions = sizes.compactMap { Double($0) }
      guard fractions.count == sizes.count, fractions.allSatisfy({ $0 >= 0 && $0 <= 1 }), fractions[0] > 0,
        fractions.reduce(0, +) <= 1
      else {
        throw DataError(
          .usage, "split '\(text)': fractions between 0 and 1 that add up to at most 1 were expected")
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
      .usage, "split '\(text)' is none of public, random:T,V[,SEED], FILE.json, FILE.txt and FILE.csv",
      hint:
        "random:20,30 takes 20 nodes of every class to train and 30 to validate; random:0.6,0.2 takes fractions"
    )
  }
}

extension SplitRule: CustomStringConvertible {
  /// The form of the command line, where it has one: `public`, `random:20,30`, the path of a file. Else `standard`, or how many nodes
  /// are given: `explicit (20 training, 30 validation, 100 test nodes)`.
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
